package import Display
import Experiments
package import Persistence
import ReinforcementLearning
import Scenes
import Synchronization

/// A recording under way in the window: 25 frames a second of what is shown.
@MainActor
final class Recording {
  private let recorder: Recorder
  private let canvas: Canvas
  private let path: String
  private let start = Clock.wall
  /// Where the recording is, once it is whole.
  private(set) var savedPath: String?

  init(_ path: String) throws {
    self.path = path
    canvas = try Canvas()
    recorder = try Recorder(path, width: 1280, height: 800)
  }

  /// Adds the frames that are due.
  func update(_ viewer: Viewer) {
    let elapsed = Clock.wall - start
    viewer.recordedSeconds = Int(elapsed)
    guard Int(elapsed * Double(Recorder.framesPerSecond)) >= recorder.frameCount else { return }
    Picture.draw(viewer, on: canvas)
    do { try recorder.add(canvas) } catch { viewer.show(Notice("Recording stopped.", "\(error)")) }
  }

  func finish(_ viewer: Viewer) {
    viewer.recordedSeconds = nil
    do {
      try recorder.finish()
      viewer.show(Notice("Recording saved.", path, isWarning: false))
      savedPath = path
    } catch {
      viewer.show(Notice("The recording could not be saved.", "\(error)"))
    }
  }
}

/// A clip that was given up on the way.
package struct UnfinishedClip: Error {
  /// The frame it came to.
  package let frame: Int
  /// Frames it was to have.
  package let frames: Int
}

/// The window's drawing without a window.
package enum Picture {
  package static func draw(_ viewer: Viewer, on canvas: Canvas) {
    let layout = TabularScreen.layout(
      viewer.model(barCount: TabularScreen.barCount(canvas.extent)), extent: canvas.extent, measure: canvas.measure,
      hasKeyLine: false)
    canvas.paint(layout.drawing, theme: viewer.choices.theme)
  }

  package static func save(_ viewer: Viewer, to path: String, width: Int = 1280, height: Int = 800) throws {
    let canvas = try Canvas(pixelWidth: width, pixelHeight: height)
    draw(viewer, on: canvas)
    try canvas.savePNG(path)
  }

  /// A clip: first the run in time lapse, then the greedy policy it ended with.
  ///
  /// - Throws: ``UnfinishedClip`` when it was cancelled; nothing is saved then.
  package static func record(
    _ viewer: Viewer, to path: String, frames: Int, from episode: Int?, supervision: Supervision = .none
  ) throws {
    let canvas = try Canvas()
    let recorder = try Recorder(path, width: 1280, height: 800)
    let seconds = 1 / Double(Recorder.framesPerSecond)
    let lapse = episode == nil ? frames * 6 / 10 : 0
    if let episode { viewer.open(episode: episode) }
    let last = viewer.track.shared.withLock { $0.history.lastEpisode }
    for frame in 0..<frames {
      if supervision.isCancelled {
        recorder.cancel()
        throw UnfinishedClip(frame: frame, frames: frames)
      }
      if frame < lapse, last > 0 {
        // Early episodes change most, so the lapse starts slowly.
        let share = Double(frame) / Double(lapse)
        let number = 1 + Int(share * share * Double(last - 1))
        let length = viewer.track.shared.withLock { $0.history.record(of: number)?.length ?? 1 }
        viewer.open(episode: number, step: length * (frame % 4 + 1) / 4)
      } else {
        if frame == lapse, episode == nil { viewer.press("end") }
        viewer.tick(seconds: seconds)
      }
      draw(viewer, on: canvas)
      try recorder.add(canvas)
    }
    try recorder.finish()
  }
}
