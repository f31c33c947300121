import ArgumentParser
import Display
import Workbench
import Persistence

/// A viewer shown for a command: what it says goes to the two standard streams, and a signal ends it.
@MainActor
enum Watching {
  enum Report {
    /// The screen as text, where there is neither a display nor a terminal.
    case screen
    /// A JSON object at the end.
    case summary
    /// Nothing: whoever asked reports.
    case nothing
  }

  /// - Parameters:
  ///   - opened: a window that is open already.
  ///   - isQuiet: leaves out what is said beside results.
  ///   - report: what goes to standard output.
  static func show(_ viewer: Viewer, in opened: Window? = nil, isQuiet: Bool, report: Report) throws {
    let presentation = Presentation(viewer, supervision: Phase.supervision, say: Output.diagnostic)
    let screen = try presentation.run(in: opened, isQuiet: isQuiet)
    if let screen, report == .screen { Output.result(screen) }
    if report == .summary { Output.result(viewer.summary([:]).text) }
    if !isQuiet || Signals.pending != nil { for line in presentation.farewell { Output.diagnostic(line) } }
    if let number = Signals.pending { throw ExitCode(128 + number) }
  }

  /// A clip; a signal ends it, and nothing is saved then.
  static func record(_ viewer: Viewer, to path: String, frames: Int, from episode: Int?) throws {
    do {
      try Picture.record(viewer, to: path, frames: frames, from: episode, supervision: Phase.supervision)
    } catch let clip as UnfinishedClip {
      guard let number = Signals.pending else { throw clip }
      Output.diagnostic(
        "stopped at frame \(clip.frame) of \(clip.frames), no clip was saved; record it with: tarn watch "
          + "\(viewer.directory ?? "RUN") --record \(path)")
      throw ExitCode(128 + number)
    }
  }
}
