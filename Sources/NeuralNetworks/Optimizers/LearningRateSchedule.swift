#if canImport(Glibc)
  internal import Glibc
#endif

/// The learning rate as a factor over time, in updates or epochs.
public enum LearningRateSchedule: Sendable, Hashable {
  /// Always 1.
  case constant
  /// Times `factor` every `period` steps.
  case step(period: Int, factor: Double)
  /// Times `factor` each step.
  case exponential(factor: Double)
  /// Half a cosine from 1 to `final` over `steps` (Loshchilov and Hutter, 2016).
  case cosine(steps: Int, final: Double)
  /// From 0 to 1 in a line over `steps`, then `then`, which starts counting there.
  indirect case warmUp(steps: Int, then: LearningRateSchedule)

  /// The factor at step `index`, from 0.
  public func callAsFunction(_ index: Int) -> Double {
    switch self {
    case .constant: 1
    case .step(let period, let factor): power(factor, index / max(period, 1))
    case .exponential(let factor): power(factor, index)
    case .cosine(let steps, let final):
      final + (1 - final) * (1 + cos(.pi * min(Double(index) / Double(max(steps, 1)), 1))) / 2
    case .warmUp(let steps, let then):
      index < steps ? Double(index + 1) / Double(steps) : then(index - steps)
    }
  }
}
