public import Persistence

/// A run, whatever it trains: what sweeps, searches and commands drive.
///
/// ```swift
/// while !run.isComplete { try run.advance(10_000) }
/// let summary = try run.finish()
/// ```
public protocol TrainingRun: AnyObject {
  /// The run directory.
  var directory: String { get }
  /// Work done: environment steps of an agent, batches of a fit.
  var position: Int { get }
  /// Whether all that was asked for has been done.
  var isComplete: Bool { get }
  /// The share of the work that is done, 0 to 1.
  var progress: Double { get }

  /// Goes on by up to `most`, stopping where something is due; records, evaluates and saves on the way.
  ///
  /// - Throws: `CancellationError` when an update or an evaluation was cancelled; the run is then whole as it was before
  ///   that. Whatever keeps training from going on.
  func advance(_ most: Int) throws

  /// Saves the run before it is left incomplete.
  func stop() throws

  /// Saves what the run ends in and its summary, which says that it is complete.
  func finish() throws -> JSON
}
