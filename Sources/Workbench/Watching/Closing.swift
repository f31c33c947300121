import Experiments
import Persistence
import Scenes
import Synchronization

/// Ending: what is waited for, where everything is, and what happens when its place has gone.
extension Viewer {
  /// Asks all training to end: every track saves a checkpoint and stops.
  func beginEnding() {
    giveUpBranch()
    pendingMoment = nil
    for track in tracks { track.control.withLock { $0.isEnding = true } }
  }

  /// Whether every thread has ended.
  var hasEnded: Bool { threads.allSatisfy { $0?.isDone ?? true } }

  /// Waits for the end of all training.
  func end() {
    beginEnding()
    for thread in threads { thread?.join() }
    threads.removeAll()
  }

  /// What closing waits for.
  var closingNotice: Notice {
    if tracks.allSatisfy({ $0.standing != nil }) {
      return Notice("A checkpoint is being read; then the window closes.", subject.directory ?? "", isWarning: false)
    }
    let place = tracks.compactMap { $0.standing == nil ? $0.directory : nil }.joined(separator: ", ")
    return Notice("Saving the run before the end.", place, isWarning: false)
  }

  /// Notices that the directory of a run has gone.
  func checkDirectories() {
    for (number, track) in tracks.enumerated() {
      guard let directory = track.directory else { continue }
      if Files.isDirectory(directory) {
        directoriesSeen.insert(number)
      } else if directoriesSeen.remove(number) != nil {
        directoriesGone.insert(number)
        show(
          Notice(
            "The run directory is no longer there.", "Watching goes on; nothing more is saved. Press q to quit."),
          on: number)
      }
    }
  }

  /// Where the runs are, and how to go on with what was not finished.
  package var farewell: [String] {
    tracks.enumerated().compactMap { number, track in
      guard let directory = track.directory else { return nil }
      if directoriesGone.contains(number) { return "\(directory) is no longer there; nothing more was saved" }
      guard Files.isDirectory(directory) else { return nil }
      switch track.standing {
      case .learning: return "the run is in \(directory), where its training goes on"
      case .stopped: return "the run is in \(directory); continue it with: tarn train --resume \(directory)"
      case .finished: return "the run is in \(directory); next: tarn evaluate \(directory)"
      case nil: break
      }
      return track.shared.withLock { $0.isComplete }
        ? "finished; the run is in \(directory); next: tarn evaluate \(directory)"
        : "saved in \(directory); continue with: tarn train --resume \(directory)"
    }
  }
}

extension Track {
  /// How the run stands that is not trained here.
  var standing: RunStanding? { shared.withLock { $0.standing } }
}
