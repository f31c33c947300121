/// A number that changes with the steps taken.
public enum Schedule: Hashable, Sendable, Codable {
  case constant(Double)
  /// From `start` to `end` in a straight line over `steps`, then `end`.
  case linear(from: Double, to: Double, steps: Int)
  /// `start` for `after` steps, then in a straight line to `end` over `steps`.
  case delayed(from: Double, to: Double, after: Int, steps: Int)

  @inlinable
  public func value(at step: Int) -> Double {
    switch self {
    case .constant(let value): return value
    case .linear(let start, let end, let steps):
      if step >= steps { return end }
      return start + (end - start) * (Double(step) / Double(steps))
    case .delayed(let start, let end, let delay, let steps):
      if step < delay { return start }
      if step - delay >= steps { return end }
      return start + (end - start) * (Double(step - delay) / Double(steps))
    }
  }
}
