import NeuralNetworks
public import Persistence
public import Randomness
public import ReinforcementLearning
public import Settings
import Tensors

/// Advantage actor-critic, synchronous: one step on every short rollout of all rows.
///
///     L = -E[A ln pi(a | s)] + v E[(V - R)^2] - b E[H],   R = A + V
///
/// Source: Mnih et al., 2016 (A3C), run in step (A2C); advantages by Schulman et al., 2016, of which lambda = 1 gives the
/// paper's n-step returns.
///
/// Differences from the paper: rows step together in one thread; the network's parts are separate where observations are
/// not boards.
public struct AdvantageActorCritic: PolicyGradientAgent {
  /// Network, memory, normalisers and optimizer.
  public private(set) var core: PolicyCore
  private var rollout: Rollout
  /// What may cancel an update.
  public var supervision = Supervision.none
  private let lambda: Double
  private let normalizesAdvantages: Bool

  static let entry = AgentEntry(
    AdvantageActorCritic.self, id: "a2c", title: "A2C", summary: "an update after every short rollout of many rows",
    source: "max E[A ln pi], generalised advantages  (Mnih et al., 2016)")

  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world.
  public init(_ settings: AdvantageActorCriticSettings, for world: FeatureOutline, using random: inout PCG64) throws {
    rollout = try Rollout(
      planned: settings.rolloutSteps, rows: settings.policy.learning.simulations, for: world)
    core = try PolicyCore(settings.policy, for: world, using: &random)
    lambda = settings.lambda
    normalizesAdvantages = settings.normalizeAdvantages
  }

  /// Steps in a rollout.
  public var learningStart: Int { rollout.steps * rollout.rows }

  /// Draws an action for each row from the policy.
  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    rollout.act(&core, on: observations, into: &actions, using: &random)
  }

  /// Adds the step of every row to the rollout, and learns from it once it is full.
  public mutating func learn(
    from experience: borrowing Transitions<Float>, after actions: Actions, using random: inout PCG64
  ) {
    rollout.append(experience, actions, core: &core)
    if rollout.isFull { finishUpdate(after: experience.observations, using: &random) }
  }

  /// Whether enough is collected and not yet learned from.
  public var isUpdateDue: Bool { rollout.isFull }

  /// A step on the whole rollout, or none: what is cancelled on the way leaves everything as it was before.
  public mutating func finishUpdate(after observations: [Float], using random: inout PCG64) {
    if update(core.values(of: observations)) { rollout.count = 0 }
  }

  /// One step on the whole rollout.
  ///
  /// - Parameter next: V after it, [rows].
  /// - Returns: whether it came to its end.
  private mutating func update(_ next: [Float]) -> Bool {
    let size = rollout.steps * rollout.rows
    let rollout = rollout
    let (valueWeight, entropyWeight) = (core.valueWeight, core.entropyWeight)
    // With a memory the steps come piece after piece; without one they come as they are.
    let pieces = core.network.memory == nil ? [] : Sequences(rollout).pieces
    let order = pieces.isEmpty ? Array(0..<size) : Sequences.indices(pieces[...], rows: rollout.rows)
    let done = rollout.actions(order[...])
    let x = Tensor(rows: rollout.observations, count: size, width: rollout.featureCount)
    var losses = PolicyLosses()
    var (said, came) = ([Float](), [Float]())
    let supervision = supervision
    let gradient = core.gradient(supervision) { network in
      try supervision.check()
      let h = pieces.isEmpty ? network.trunk(x) : Sequences.outputs(pieces[...], of: rollout, network)
      try supervision.check()
      let values = network.critic(h).reshaped([size])  // V, [steps]
      let (advantages, returns) = goals(values, order, next)  // A, R, [steps]
      let (logProbability, entropy) = network.policy(h).logProbabilityAndEntropy(of: done)
      let valueLoss = meanSquaredError(values, returns)
      let weighted = valueWeight * valueLoss
      let objective = policyGradientObjective(logProbability: logProbability, advantages: advantages)
      losses = PolicyLosses(value: valueLoss.value, entropy: entropy.value, policy: -objective.value)
      (said, came) = (values.elements, returns.elements)
      let loss = weighted - objective
      return entropyWeight == 0 ? loss : loss - entropyWeight * entropy
    }
    guard let gradient else { return false }
    core.update(along: gradient, from: size, losses: losses, share: 0.05)
    core.measureExplainedVariance(of: came, by: said, share: 0.05)
    return true
  }

  /// Advantages and returns as constants, in the order of the steps of `values`.
  private func goals(_ values: Tensor, _ order: [Int], _ next: [Float]) -> (advantages: Tensor, returns: Tensor) {
    let read = values.elements
    var sorted = read
    for (place, index) in order.enumerated() { sorted[index] = read[place] }
    let (advantages, returns) = rollout.advantages(
      values: sorted, next: next, discount: discount, lambda: lambda)
    let gains = order.map { advantages[$0] }
    return (
      Tensor(normalizesAdvantages ? standardized(gains) : gains, shape: [gains.count]),
      Tensor(order.map { returns[$0] }, shape: [order.count])
    )
  }

  /// What is collected ends here, with the value of what is seen.
  public mutating func breakOff(after experience: borrowing Transitions<Float>) {
    rollout.breakOff(after: experience, core: &core)
  }

  /// Visits the networks that act and estimate, and what their readings show.
  public mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archivePolicy(&$0) }
  }

  /// Visits everything that changes.
  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archive(&$0) }
    try archive.within("rollout") { try rollout.archive(&$0, core.network) }
  }
}

/// What can be set of advantage actor-critic.
public struct AdvantageActorCriticSettings: SettingGroup {
  var policy = PolicySettings()
  @Setting(1...1_000_000, "steps of each row in an update") var rolloutSteps = 5
  @Setting(.lambda) var lambda = 1.0
  @Setting("to mean 0 and deviation 1 in each update") var normalizeAdvantages = false

  /// The paper's optimizer.
  public init() {
    policy.learning.rate.learningRate = 7e-4
    policy.learning.optimizer.optimizer = .rmsprop
    policy.learning.optimizer.optimizerEpsilon = 1e-5
    policy.learning.optimizer.optimizerDecay = 0.99
  }
}
