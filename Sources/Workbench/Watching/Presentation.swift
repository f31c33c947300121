package import Display
import Experiments
import ReinforcementLearning
import Scenes
package import Persistence

/// Shows a viewer in the window or in the terminal until it ends.
@MainActor
package final class Presentation {
  private let viewer: Viewer
  private let supervision: Supervision
  /// Says a line beside the results.
  private let say: (String) -> Void
  /// A recording that ended with the window.
  private var savedRecording: String?
  /// The layout on the screen, for the mouse.
  private var current = Layout()

  /// - Parameters:
  ///   - supervision: ends it when it is cancelled.
  ///   - say: takes what is said beside what is shown: that there is no display, that saving takes a while.
  package init(_ viewer: Viewer, supervision: Supervision = .none, say: @escaping (String) -> Void = { _ in }) {
    (self.viewer, self.supervision, self.say) = (viewer, supervision, say)
  }

  /// Opens the window where there is a display, and says once where there is none.
  ///
  /// - Parameter opened: a window that is open already.
  /// - Returns: the last screen as text, where there was neither a display nor a terminal to show it in.
  @discardableResult
  package func run(in opened: Window? = nil, isQuiet: Bool = false) throws -> String? {
    if let window = opened ?? newWindow() {
      show(in: window)
      return nil
    }
    if !isQuiet { say("no display: drawing in the terminal") }
    viewer.hasWindow = false
    if let terminal = Terminal(theme: .night) {
      show(in: terminal)
      return nil
    }
    viewer.subject.track.trainToEnd(budget: viewer.subject.configuration.budget)
    return TerminalScreen.screen(viewer.model(barCount: 78), isUnicode: true).text
  }

  /// Where everything is, when it has ended.
  package var farewell: [String] { (savedRecording.map { ["the recording is in \($0)"] } ?? []) + viewer.farewell }

  private func newWindow() -> Window? {
    Window.isAvailable ? try? Window(title: "Tarn: \(viewer.subject.builder.title)") : nil
  }

  private func show(in window: Window) {
    var recording: Recording?
    viewer.start()
    defer { close(window, recording) }
    var last = Clock.wall
    var shown = -1
    var nextLook = last + 1
    var isDirty = true
    // Without a graphics card drawing is work for the processors that train. It gets at most a tenth of one, but a key
    // is answered at once.
    var nextFrame = 0.0
    while !viewer.wantsToQuit, !supervision.isCancelled {
      for event in window.events(waiting: 8) {
        isDirty = true
        handle(event)
      }
      let now = Clock.wall
      if !isDirty, now - last < 1.0 / 60 { continue }
      viewer.tick(seconds: now - last)
      last = now
      if now >= nextLook {
        viewer.checkDirectories()
        nextLook = now + 1
      }
      if let recorder = recording { recorder.update(viewer) }
      for request in viewer.takeRequests() {
        switch request {
        case .fullScreen: window.toggleFullScreen()
        case .picture: takePicture()
        case .recording: recording = toggle(recording)
        }
      }
      let isMoving = if case .live = viewer.mode { false } else { true }
      let generation = viewer.generation
      if isDirty || now >= nextFrame && (isMoving || generation != shown) {
        shown = generation
        isDirty = false
        draw(in: window)
        nextFrame = now + min(10 * (Clock.wall - now), 0.2)
        viewer.askForSnapshot()
      } else if now >= nextFrame {
        viewer.askForSnapshot()
      }
    }
  }

  private func draw(in window: Window) {
    let extent = window.extent
    let layout = TabularScreen.layout(
      viewer.model(barCount: TabularScreen.barCount(extent)), extent: extent,
      measure: window.fonts.measure(scale: extent.scale))
    window.paint(layout.drawing, theme: viewer.choices.theme)
    current = layout
  }

  /// Ends training and a recording; whoever has to wait for that is told what for.
  private func close(_ window: Window, _ recording: Recording?) {
    let start = Clock.wall
    viewer.beginEnding()
    while !viewer.hasEnded {
      _ = window.events(waiting: 8)
      if Clock.wall - start > 0.2, !viewer.isClosing {
        viewer.isClosing = true
        draw(in: window)
      }
    }
    viewer.end()
    recording?.finish(viewer)
    savedRecording = recording?.savedPath
  }

  /// Ends training without a window to say in what is waited for.
  private func waitForEnd() {
    let start = Clock.wall
    viewer.beginEnding()
    while !viewer.hasEnded, Clock.wall - start < 0.2 { TrainingThread.sleep(milliseconds: 5) }
    if !viewer.hasEnded { say("\(viewer.closingNotice.what) \(viewer.closingNotice.next)") }
    viewer.end()
  }

  private func handle(_ event: WindowEvent) {
    switch event {
    case .key(let key, let shift): viewer.press(key, shift: shift)
    case .press(let point): if let action = current.action(at: point) { viewer.handle(action) }
    case .drag(let point):
      if case .strip(let share) = current.action(at: point) { viewer.handle(.strip(share)) }
    case .wheel(let steps): viewer.scroll(-steps)
    case .close: viewer.press("q")
    case .resized: break
    }
  }

  private func takePicture() {
    let path = freeName("picture", ".png")
    do {
      try Picture.save(viewer, to: path)
      viewer.show(Notice("Picture saved.", path, isWarning: false))
    } catch {
      viewer.show(Notice("The picture could not be saved.", "\(error)"))
    }
  }

  private func toggle(_ recording: Recording?) -> Recording? {
    if let recording {
      recording.finish(viewer)
      return nil
    }
    do {
      return try Recording(freeName("recording", ".mp4"))
    } catch {
      viewer.show(
        Notice(
          "Recording did not start: ffmpeg was not found.",
          "Install ffmpeg and press r, or press x for single pictures."))
      return nil
    }
  }

  private func freeName(_ stem: String, _ ending: String) -> String {
    let directory = viewer.track.directory.flatMap { Files.isDirectory($0) ? $0 : nil } ?? "."
    var number = 1
    while Files.exists("\(directory)/\(stem)-\(number)\(ending)") { number += 1 }
    return "\(directory)/\(stem)-\(number)\(ending)"
  }

  private func show(in terminal: Terminal) {
    viewer.start()
    var recording: Recording?
    defer {
      terminal.restore()
      waitForEnd()
      recording?.finish(viewer)
      savedRecording = recording?.savedPath
    }
    var last = Clock.wall
    var nextLook = last + 1
    while !viewer.wantsToQuit, !supervision.isCancelled {
      for key in terminal.keys(waiting: 50) { viewer.press(key) }
      let now = Clock.wall
      viewer.tick(seconds: now - last)
      last = now
      if now >= nextLook {
        viewer.checkDirectories()
        nextLook = now + 1
      }
      recording?.update(viewer)
      for request in viewer.takeRequests() {
        switch request {
        case .fullScreen: break
        case .picture: takePicture()
        case .recording: recording = toggle(recording)
        }
      }
      let size = terminal.size
      let model = viewer.model(barCount: size.columns - 2)
      if size.columns < 40 || size.rows < 20 {
        var line = TextScreen(columns: size.columns, rows: size.rows)
        line.write("episode \(model.timeline.cursor)  \(model.curve.keyWord) \(model.curve.keyNumber)", 0, 0)
        terminal.show(line)
      } else {
        terminal.show(
          TerminalScreen.screen(model, columns: size.columns, rows: size.rows, isUnicode: terminal.isUnicode))
      }
      viewer.askForSnapshot()
    }
  }
}
