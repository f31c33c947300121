/// What a world can pay, as far as its rules tell.
public struct RewardBounds: Sendable, Hashable {
  /// The least and the greatest reward of a step.
  public var step: ClosedRange<Double>
  /// Between what all losses of an episode and all its gains add up to, infinite where only its length limits them.
  public var episode: ClosedRange<Double>

  /// Bounds of a step; those of an episode follow from its length unless given.
  public init(
    step: ClosedRange<Double>, episode: ClosedRange<Double> = -Double.infinity ... .infinity
  ) {
    self.step = step
    self.episode = episode
  }

  /// The bounds when every step pays `each` but the last of an episode, which pays something within `last`.
  public static func steps(of each: Double, ending last: ClosedRange<Double>) -> RewardBounds {
    RewardBounds(
      step: min(each, last.lowerBound)...max(each, last.upperBound),
      episode: (each < 0 ? -.infinity : min(last.lowerBound, 0))...(each > 0 ? .infinity : max(last.upperBound, 0)))
  }

  /// The bounds when up to `count` steps are taken as one and their rewards added up.
  public func repeated(_ count: Int) -> RewardBounds {
    let (low, high) = (step.lowerBound, step.upperBound)
    return RewardBounds(
      step: min(low, low * Double(count))...max(high, high * Double(count)), episode: episode)
  }

  /// Where every return sum_k gamma^k r_k lies, 0 included; nil if there is no telling, or nothing but 0.
  ///
  /// Who bootstraps where time runs out learns what never-ending episodes are worth: up to 1 / (1 - gamma) rewards. The step
  /// limit counts only where nothing is discounted.
  public func returns(discount: Double, stepLimit: Int?) -> ClosedRange<Double>? {
    // Rounded, so that a discount of 0.99 stands for 100 steps and not for 99.99999999999991.
    let horizon = discount < 1 ? (1e9 / (1 - discount)).rounded() / 1e9 : stepLimit.map(Double.init) ?? .infinity
    // 0 times infinity is 0 here: a world without losses has none, however long it goes on.
    let losses = step.lowerBound < 0 ? step.lowerBound * horizon : 0
    let gains = step.upperBound > 0 ? step.upperBound * horizon : 0
    let low = max(losses, min(episode.lowerBound, 0))
    let high = min(gains, max(episode.upperBound, 0))
    return low.isFinite && high.isFinite && low < high ? low...high : nil
  }
}
