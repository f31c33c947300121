import Environments
import Experiments
import Persistence
import ReinforcementLearning
import Scenes
import Synchronization

/// A past episode of a network agent, and the agent that played it.
struct TapedEpisode {
  let tape: EpisodeTape
  /// The agent as it was about then; nil for the one that is shown live.
  let agent: (any NetworkedSession)?
}

/// The past of agents with networks: tapes in memory, and what the run keeps on the disk.
extension History {
  /// The numbers of all episodes that can be shown, in order.
  var shownEpisodes: [Int] { Array(Set(tapes.map(\.number) + kept.episodes.map(\.number))).sorted() }

  /// The newest episode that can be shown and is not after `wanted`, or the first one there is.
  func shownEpisode(for wanted: Int) -> Int? {
    let all = shownEpisodes
    return all.last { $0 <= wanted } ?? all.first
  }

  /// An episode that can be shown.
  ///
  /// - Parameters:
  ///   - session: a session of the same agent and world, to put the agent and the world of then into.
  ///   - stepLimit: of the world.
  /// - Throws: ``InputError`` when its file cannot be read.
  func taped(_ number: Int, in session: any NetworkedSession, stepLimit: Int?) throws -> TapedEpisode? {
    if let file = kept.episodes.first(where: { $0.number == number }) {
      let episode = try KeptEpisode(readingFrom: file.path)
      return TapedEpisode(
        tape: try episode.tape(in: session, stepLimit: stepLimit), agent: try episode.agent(in: session))
    }
    guard let tape = tapes.first(where: { $0.number == number }) else { return nil }
    return TapedEpisode(tape: tape, agent: agent(nearTo: record(of: number)?.endStep ?? 0, session))
  }

  /// The agent of a kept moment that is nearer to a step than the newest one is.
  private func agent(nearTo step: Int, _ session: any NetworkedSession) -> (any NetworkedSession)? {
    func distance(_ other: Int) -> Int { abs(other - step) }
    guard let nearest = bookmarks.min(by: { distance($0.log.stepCount) < distance($1.log.stepCount) }),
      distance(nearest.log.stepCount) < distance(session.log.stepCount)
    else { return nil }
    return nearest.network
  }

  /// The newest moment no later than `step` from which training can go on, in memory or on the disk.
  func origin(before step: Int, in session: any AgentSession) -> (any AgentSession)? {
    let inMemory = bookmark(before: step)
    guard let file = kept.moments.last(where: { $0.step <= step }),
      file.step > (inMemory?.log.stepCount ?? -1),
      let kept = try? KeptSession.read(file.path, into: session)
    else { return inMemory }
    return kept
  }
}

extension Viewer {
  /// Shows an episode of a network agent's past, or the nearest one before it that is kept.
  func openTape(_ wanted: Int, atEnd: Bool, step: Int?) {
    let (history, session) = track.shared.withLock { ($0.history, $0.session) }
    guard let session = session.network, let number = history.shownEpisode(for: wanted) else {
      return show(
        Notice(
          "No episode of this run is at hand.",
          "tarn train --keep SIZE keeps some while it trains.", isWarning: false),
        on: current)
    }
    do {
      guard let taped = try history.taped(number, in: session, stepLimit: subject.prepared.environment.stepLimit)
      else { return }
      clock = 0
      mode = .tape(taped, step: atEnd ? taped.tape.count : min(max(step ?? 0, 0), taped.tape.count))
    } catch {
      show(Notice("That episode cannot be shown.", "\(error)"), on: current)
    }
  }

  /// Plays a past episode on or back; after its end comes the next one there is.
  func stepTape(_ taped: TapedEpisode, _ step: Int, forward: Bool, wraps: Bool) {
    let shown = track.shared.withLock { $0.history.shownEpisodes }
    if forward {
      if step < taped.tape.count {
        mode = .tape(taped, step: step + 1)
      } else if wraps, let next = shown.first(where: { $0 > taped.tape.number }) {
        openTape(next, atEnd: false, step: nil)
      }
    } else if step > 0 {
      mode = .tape(taped, step: step - 1)
    } else if let before = shown.last(where: { $0 < taped.tape.number }) {
      openTape(before, atEnd: true, step: nil)
    }
  }

  /// Goes so many episodes on or back among those that can be shown.
  func stepTapes(from tape: EpisodeTape, by change: Int) {
    let shown = track.shared.withLock { $0.history.shownEpisodes }
    guard let index = shown.firstIndex(where: { $0 >= tape.number }), index + change < shown.count else {
      return goLive()
    }
    openTape(shown[max(index + change, 0)], atEnd: false, step: nil)
  }

  /// The step of the run behind a step of a past episode.
  func runStep(of taped: TapedEpisode, _ step: Int, _ shared: Track.Shared) -> Int? {
    guard let record = shared.history.record(of: taped.tape.number) else { return nil }
    // All rows of a batch count.
    return record.endStep - (record.length - step) * shared.session.stride
  }
}
