import NeuralNetworks
public import Persistence
public import Randomness
public import ReinforcementLearning
public import Settings
import Tensors

/// One-step actor-critic: an update after every step of all rows.
///
///     delta = r + gamma V(s') - V(s)
///     L = -delta ln pi(a | s) + v delta^2 - b H
///
/// Source: Sutton and Barto, 2nd edition, section 13.5.
///
/// Differences from the book: the factor gamma^t is left out; the optimizer is not plain gradient descent; rows are averaged.
public struct OneStepActorCritic: PolicyGradientAgent {
  /// Network, memory, normalisers and optimizer.
  public private(set) var core: PolicyCore

  static let entry = AgentEntry(
    OneStepActorCritic.self, id: "actor-critic", title: "Actor-critic", summary: "an update after every step",
    source: "delta = r + gamma V(s') - V(s), theta += alpha delta grad ln pi  (Sutton and Barto, section 13.5)")

  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world.
  public init(_ settings: OneStepActorCriticSettings, for world: FeatureOutline, using random: inout PCG64) throws {
    core = try PolicyCore(settings.network, memory: .none, settings.learning, for: world, using: &random)
  }

  /// Draws an action for each row from the policy.
  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    core.act(on: observations, into: &actions, using: &random)
  }

  /// One step along the gradient of what the rows have just seen.
  public mutating func learn(
    from experience: borrowing Transitions<Float>, after actions: Actions, using random: inout PCG64
  ) {
    let rows = core.rows
    let rewards = core.rewards.learned(experience)
    var next = core.values(of: experience.observations)  // V(s'), [rows]
    for row in 0..<rows where experience.isLast(row) {
      next[row] = experience.isTerminal(row) ? 0 : core.finalValue(experience, row: row)
    }
    let target = Tensor(oneStepTargets(rewards: rewards, next: next, discount: discount), shape: [rows])
    let x = Tensor(rows: core.seen, count: rows, width: experience.featureCount)
    let done = ActionBatch(actions)
    let (valueWeight, entropyWeight) = (core.valueWeight, core.entropyWeight)
    var losses = PolicyLosses()
    let (_, gradient) = valueWithGradient(at: core.network) { network in
      let h = network.trunk(x)
      let error = target - network.critic(h).reshaped([rows])  // delta, [rows]
      let (logProbability, entropy) = network.policy(h).logProbabilityAndEntropy(of: done)
      let square = error.squared().mean()
      let weighted = valueWeight * square
      let objective = policyGradientObjective(logProbability: logProbability, advantages: error.detached)
      losses = PolicyLosses(value: square.value, entropy: entropy.value, policy: -objective.value)
      return weighted - objective - entropyWeight * entropy
    }
    core.finish(experience)
    core.update(along: gradient, from: rows, losses: losses, share: 0.005)
  }

  /// Counts the step, and notes which episodes ended with it.
  public mutating func breakOff(after experience: borrowing Transitions<Float>) { core.skip(experience) }

  /// The values' loss and the entropy.
  public var readings: [Reading] { readings("Squared TD error") }

  /// Visits the networks that act and estimate, and what their readings show.
  public mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archivePolicy(&$0) }
  }

  /// Visits everything that changes.
  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archive(&$0) }
  }
}

/// What can be set of one-step actor-critic, which has no memory: it learns from single steps.
public struct OneStepActorCriticSettings: SettingGroup {
  var network = PolicyNetworkSettings()
  var learning = PolicyLearningSettings()

  /// What suits it best over many worlds.
  public init() {
    learning.rate.learningRate = 1e-3
    learning.entropyWeight = 0.01
    learning.$valueWeight.summary = "the squared error's share"
  }
}
