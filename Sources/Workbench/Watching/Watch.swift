public import Experiments
public import Persistence
import Scenes

/// Watching, for programs other than `tarn`: in a window where there is a display, in the terminal otherwise, as text where
/// there is neither.
///
/// ```swift
/// try Watch.run(in: "runs/mine")
/// ```
public enum Watch {
  /// Shows the run in a directory until whoever watches quits: its past, its policy, and what a process that trains it adds.
  ///
  /// - Parameters:
  ///   - supervision: ends it when it is cancelled.
  ///   - say: takes what is said beside what is shown.
  /// - Returns: the screen as text, where there was neither a display nor a terminal to show it in.
  /// - Throws: ``InputError`` when there is no run that can be read.
  @MainActor @discardableResult
  public static func run(
    in directory: String, supervision: Supervision = .none, say: @escaping (String) -> Void = { _ in }
  ) throws -> String? {
    let subject = try Subject(run: directory, control: Track.Control(speed: 12), supervision: supervision)
    return try Presentation(Viewer(subject), supervision: supervision, say: say).run()
  }

  /// Trains a new run while it is watched; what it leaves in `directory` is a run like any other.
  ///
  /// - Parameters:
  ///   - speed: environment steps a second; nil for as fast as it goes.
  ///   - supervision: ends it when it is cancelled; the run is saved then.
  ///   - say: takes what is said beside what is shown.
  /// - Returns: the screen as text, where there was neither a display nor a terminal to show it in.
  /// - Throws: ``InputError`` when the configuration cannot be, or the directory holds a run already.
  @MainActor @discardableResult
  public static func training(
    _ configuration: RunConfiguration, in directory: String, speed: Double? = nil, supervision: Supervision = .none,
    say: @escaping (String) -> Void = { _ in }
  ) throws -> String? {
    let subject = try Subject(
      training: configuration, directory: directory, control: Track.Control(speed: speed), supervision: supervision)
    return try Presentation(Viewer(subject), supervision: supervision, say: say).run()
  }
}
