import Experiments
import Persistence

/// Drives a run to its end, or until a signal comes: as far at a time as it gets in a twentieth of a second, so that signals
/// are answered soon and progress is seen whatever a unit of work costs.
struct RunDriver {
  private var stride = 1

  /// - Parameters:
  ///   - limit: the most to go at once from here, for runs whose work becomes dear on the way; nil for any.
  ///   - shown: called between two strides.
  /// - Returns: whether the run is complete; otherwise a signal is pending.
  mutating func drive(
    _ run: some TrainingRun, limit: () -> Int? = { nil }, shown: () throws -> Void
  ) throws -> Bool {
    while !run.isComplete, Signals.pending == nil {
      let moment = Clock.wall
      let most = limit()
      do { try run.advance(min(stride, most ?? .max)) } catch is CancellationError { break }
      // A step may cost a thousand times as much once learning begins.
      if let most, most <= stride {
        stride = 1
      } else {
        stride = Clock.wall - moment < 0.05 ? min(stride * 2, 1 << 16) : max(stride / 2, 1)
      }
      try shown()
    }
    return run.isComplete
  }
}
