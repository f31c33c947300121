import ArgumentParser
import Display
import Experiments
import ReinforcementLearning
import Scenes
import Synchronization
import Persistence

/// Shows a viewer in the window or in the terminal until it ends.
@MainActor
enum Presentation {
  enum Report {
    /// The screen as text, where there is neither a display nor a terminal.
    case screen
    /// A JSON object at the end.
    case summary
    /// Nothing: whoever asked reports.
    case nothing
  }

  /// Opens the window where there is a display, and says once where there is none.
  ///
  /// - Parameters:
  ///   - opened: a window that is open already.
  ///   - isQuiet: leaves out what is said beside results.
  ///   - report: what goes to standard output.
  static func run(
    _ viewer: Viewer, in opened: Window? = nil, isQuiet: Bool = false, report: Report = .screen
  ) throws {
    if let window = opened ?? newWindow(viewer) {
      try show(viewer, in: window)
    } else {
      if !isQuiet { Output.diagnostic("no display: drawing in the terminal") }
      try runInTerminal(viewer, isSilent: report != .screen)
    }
    if report == .summary { Output.result(viewer.summary([:]).text) }
    if !isQuiet || Signals.pending != nil { sayGoodbye(viewer) }
    if let number = Signals.pending { throw ExitCode(128 + number) }
  }

  private static func newWindow(_ viewer: Viewer) -> Window? {
    Window.isAvailable ? try? Window(title: "Tarn: \(viewer.subject.builder.title)") : nil
  }

  private static func show(_ viewer: Viewer, in window: Window) throws {
    var recording: Recording?
    viewer.start()
    defer { close(viewer, window, recording) }
    var last = Clock.wall
    var shown = -1
    var nextLook = last + 1
    var isDirty = true
    // Without a graphics card drawing is work for the processors that train. It gets at most a tenth of one, but a key
    // is answered at once.
    var nextFrame = 0.0
    while !viewer.wantsToQuit, Signals.pending == nil {
      for event in window.events(waiting: 8) {
        isDirty = true
        handle(event, viewer, window)
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
        case .picture: takePicture(viewer)
        case .recording: recording = toggle(recording, viewer)
        }
      }
      let isMoving = if case .live = viewer.mode { false } else { true }
      let generation = viewer.generation
      if isDirty || now >= nextFrame && (isMoving || generation != shown) {
        shown = generation
        isDirty = false
        draw(viewer, in: window)
        nextFrame = now + min(10 * (Clock.wall - now), 0.2)
        viewer.askForSnapshot()
      } else if now >= nextFrame {
        viewer.askForSnapshot()
      }
    }
  }

  private static func draw(_ viewer: Viewer, in window: Window) {
    let extent = window.extent
    let layout = TabularScreen.layout(
      viewer.model(barCount: TabularScreen.barCount(extent)), extent: extent,
      measure: window.fonts.measure(scale: extent.scale))
    window.paint(layout.drawing, theme: viewer.choices.theme)
    current = layout
  }

  /// Ends training and a recording; whoever has to wait for that is told what for.
  private static func close(_ viewer: Viewer, _ window: Window, _ recording: Recording?) {
    let start = Clock.wall
    viewer.beginEnding()
    while !viewer.hasEnded {
      _ = window.events(waiting: 8)
      if Clock.wall - start > 0.2, !viewer.isClosing {
        viewer.isClosing = true
        draw(viewer, in: window)
      }
    }
    viewer.end()
    recording?.finish(viewer)
    savedRecording = recording?.savedPath
  }

  /// Ends training without a window to say in what is waited for.
  private static func waitForEnd(_ viewer: Viewer) {
    let start = Clock.wall
    viewer.beginEnding()
    while !viewer.hasEnded, Clock.wall - start < 0.2 { TrainingThread.sleep(milliseconds: 5) }
    if !viewer.hasEnded { Output.diagnostic("\(viewer.closingNotice.what) \(viewer.closingNotice.next)") }
    viewer.end()
  }

  /// Says where everything is.
  private static func sayGoodbye(_ viewer: Viewer) {
    if let savedRecording { Output.diagnostic("the recording is in \(savedRecording)") }
    for line in viewer.farewell { Output.diagnostic(line) }
  }

  /// A recording that ended with the window.
  private static var savedRecording: String?

  /// The layout on the screen, for the mouse.
  private static var current = Layout()

  private static func handle(_ event: WindowEvent, _ viewer: Viewer, _ window: Window) {
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

  private static func takePicture(_ viewer: Viewer) {
    let path = freeName(viewer, "picture", ".png")
    do {
      try Picture.save(viewer, to: path)
      viewer.show(Notice("Picture saved.", path, isWarning: false))
    } catch {
      viewer.show(Notice("The picture could not be saved.", "\(error)"))
    }
  }

  private static func toggle(_ recording: Recording?, _ viewer: Viewer) -> Recording? {
    if let recording {
      recording.finish(viewer)
      return nil
    }
    do {
      return try Recording(freeName(viewer, "recording", ".mp4"))
    } catch {
      viewer.show(
        Notice(
          "Recording did not start: ffmpeg was not found.",
          "Install ffmpeg and press r, or press x for single pictures."))
      return nil
    }
  }

  private static func freeName(_ viewer: Viewer, _ stem: String, _ ending: String) -> String {
    let directory = viewer.track.directory.flatMap { Files.isDirectory($0) ? $0 : nil } ?? "."
    var number = 1
    while Files.exists("\(directory)/\(stem)-\(number)\(ending)") { number += 1 }
    return "\(directory)/\(stem)-\(number)\(ending)"
  }

  private static func runInTerminal(_ viewer: Viewer, isSilent: Bool) throws {
    viewer.hasWindow = false
    guard let terminal = Terminal(theme: .night) else { return runWithout(viewer, isSilent: isSilent) }
    viewer.start()
    var recording: Recording?
    defer {
      terminal.restore()
      waitForEnd(viewer)
      recording?.finish(viewer)
      savedRecording = recording?.savedPath
    }
    var last = Clock.wall
    var nextLook = last + 1
    while !viewer.wantsToQuit, Signals.pending == nil {
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
        case .picture: takePicture(viewer)
        case .recording: recording = toggle(recording, viewer)
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

  /// Neither a display nor a terminal: trains to the end and prints the screen once.
  private static func runWithout(_ viewer: Viewer, isSilent: Bool) {
    viewer.subject.track.trainToEnd(budget: viewer.subject.configuration.budget)
    if isSilent { return }
    Output.result(TerminalScreen.screen(viewer.model(barCount: 78), isUnicode: true).text)
  }
}

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

/// The window's drawing without a window.
enum Picture {
  static func draw(_ viewer: Viewer, on canvas: Canvas) {
    let layout = TabularScreen.layout(
      viewer.model(barCount: TabularScreen.barCount(canvas.extent)), extent: canvas.extent, measure: canvas.measure,
      hasKeyLine: false)
    canvas.paint(layout.drawing, theme: viewer.choices.theme)
  }

  static func save(_ viewer: Viewer, to path: String, width: Int = 1280, height: Int = 800) throws {
    let canvas = try Canvas(pixelWidth: width, pixelHeight: height)
    draw(viewer, on: canvas)
    try canvas.savePNG(path)
  }

  /// A clip: first the run in time lapse, then the greedy policy it ended with.
  static func record(_ viewer: Viewer, to path: String, frames: Int, from episode: Int?) throws {
    let canvas = try Canvas()
    let recorder = try Recorder(path, width: 1280, height: 800)
    let seconds = 1 / Double(Recorder.framesPerSecond)
    let lapse = episode == nil ? frames * 6 / 10 : 0
    if let episode { viewer.open(episode: episode) }
    let last = viewer.track.shared.withLock { $0.history.lastEpisode }
    for frame in 0..<frames {
      if let number = Signals.pending {
        recorder.cancel()
        Output.diagnostic(
          "stopped at frame \(frame) of \(frames), no clip was saved; record it with: tarn watch "
            + "\(viewer.track.directory ?? "RUN") --record \(path)")
        throw ExitCode(128 + number)
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
