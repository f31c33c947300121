import Persistence
import ReinforcementLearning

/// Observations on the way into a network: scaled by their running mean and deviation, or as they are.
///
///     x' = clip((x - mean) / deviation, -10, 10)
struct ObservationNormalizer: Sendable {
  /// nil where observations stay as they are.
  private var moments: RunningMoments?

  /// - Parameter width: features of an observation.
  init(isOn: Bool, width: Int) { moments = isOn ? RunningMoments(width: width) : nil }

  /// Takes observations in, [rows, features], and returns them scaled.
  mutating func observed(_ observations: [Float]) -> [Float] {
    moments?.add(observations)
    return normalized(observations)
  }

  /// Observations scaled by what has been seen so far, [rows, features].
  func normalized(_ observations: [Float]) -> [Float] { moments?.normalized(observations) ?? observations }

  mutating func archive(_ archive: inout StateArchive) throws {
    guard var moments else { return }
    try archive.visit(&moments, "moments")
    self.moments = moments
  }
}

/// Rewards on the way to a learner: scaled by the deviation of the discounted return, clipped, both or neither.
struct RewardNormalizer: Sendable {
  private var scale: RewardScale?
  /// 0 for no clipping.
  private let limit: Float
  private let discount: Double

  init(isScaling: Bool, clip limit: Double, rows: Int, discount: Double) {
    scale = isScaling ? RewardScale(rows: rows) : nil
    self.limit = Float(limit)
    self.discount = discount
  }

  /// The rewards to learn from, [rows].
  mutating func learned(_ experience: borrowing Transitions<Float>) -> [Float] {
    let discount = discount
    let rewards = scale?.scaled(experience, discount: discount) ?? experience.rewards
    return limit > 0 ? rewards.map { min(max($0, -limit), limit) } : rewards
  }

  /// Takes note of a step that is not learned from.
  mutating func skip(_ experience: borrowing Transitions<Float>) { scale?.skip(experience) }

  mutating func archive(_ archive: inout StateArchive) throws {
    guard var scale else { return }
    try archive.visit(&scale, "rewardScale")
    self.scale = scale
  }
}
