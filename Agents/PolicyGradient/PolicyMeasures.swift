import Persistence
import ReinforcementLearning

/// What one update of a policy measured on its way.
struct PolicyLosses: Sendable {
  /// The values' loss; 0 where none are learned.
  var value = 0.0
  /// The mean entropy of the policy.
  var entropy = 0.0
  /// What the policy minimises, without the values' and the entropy's share.
  var policy: Double?
  /// KL(old, new) and the share of choices beyond the clip, where the policy is compared with an old one.
  var divergence, clipped: Double?
}

/// Running means of what updates measured: the two that are recorded and saved, and those for curves only.
struct PolicyMeasures: Sendable {
  private var valueLoss = 0.0
  private var entropy = 0.0
  private(set) var updates = UpdateMeasures()

  /// Takes in an update.
  ///
  /// - Parameters:
  ///   - updateCount: updates so far, this one included: the first count as much as they are many.
  ///   - share: of this one in the means.
  mutating func add(
    _ losses: PolicyLosses, _ moved: (norm: Double?, learningRate: Double), updateCount: Int, share: Double
  ) {
    let share = max(share, 1 / Double(updateCount))
    valueLoss += share * (losses.value - valueLoss)
    entropy += share * (losses.entropy - entropy)
    updates.add(.gradientNorm, moved.norm, share: share)
    updates.add(.learningRate, moved.learningRate, share: 1)
    updates.add(.policyLoss, losses.policy, share: share)
    updates.add(.approximateKL, losses.divergence, share: share)
    updates.add(.clipFraction, losses.clipped, share: share)
  }

  /// Takes in how much of the returns the values explain; nil where returns do not vary.
  mutating func addExplainedVariance(_ value: Double?, share: Double) {
    updates.add(.explainedVariance, value, share: share)
  }

  /// The mean of the values' loss under its name, if it has one, and of the entropy.
  func readings(_ valueName: String?) -> [Reading] {
    (valueName.map { [Reading($0, valueLoss, scale: .logarithmic)] } ?? []) + [Reading("Entropy", entropy)]
  }

  mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&valueLoss, "valueLoss")
    try archive.visit(&entropy, "entropy")
  }
}
