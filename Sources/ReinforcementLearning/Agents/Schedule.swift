/// A number that changes with the steps taken.
///
/// An update takes the value at the step with which the experience it learns from begins, not at the step that completed
/// it: over a run of `steps` a straight line to 0 is above 0 in the last update, `start * (1 - (update - 1) / updates)` for
/// updates at equal distances.
public enum Schedule: Hashable, Sendable, Codable {
  /// The same number at every step.
  case constant(Double)
  /// From `start` to `end` in a straight line over `steps`, then `end`.
  case linear(from: Double, to: Double, steps: Int)
  /// `start` for `after` steps, then in a straight line to `end` over `steps`.
  case delayed(from: Double, to: Double, after: Int, steps: Int)

  /// The number at an environment step.
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

  /// Whether it is the same at every step.
  public var isConstant: Bool { if case .constant = self { true } else { false } }

  /// The first step at which it is 0 and stays so; nil where it never is.
  public var zeroStep: Int? {
    switch self {
    case .constant(let value): value == 0 ? 0 : nil
    case .linear(_, let end, let steps): end == 0 ? steps : nil
    case .delayed(_, let end, let delay, let steps): end == 0 ? delay + steps : nil
    }
  }
}
