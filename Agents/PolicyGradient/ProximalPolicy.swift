import NeuralNetworks
public import Persistence
public import Randomness
public import ReinforcementLearning
public import Settings
import Tensors

/// Proximal policy optimisation.
///
///     L = E[ min(rho A, clip(rho, 1 - c, 1 + c) A) ] - v E[(V - R)^2] + b E[H],   rho = pi(a | s) / pi_old(a | s)
///
/// with generalised advantages A over a rollout of all rows and R = A + V, for some epochs of minibatches.
///
/// Source: Schulman et al., 2017, equations 7 and 9. Discrete and continuous actions (a normal distribution whose deviation
/// does not depend on the state), boards and numbers, with or without a memory.
///
/// Differences from the paper: advantages are normalised in each minibatch; the gradient's norm is clipped.
public struct ProximalPolicy: PolicyGradientAgent {
  /// Network, memory, normalisers and optimizer.
  public private(set) var core: PolicyCore
  private var rollout: Rollout
  /// What may cancel an update.
  public var supervision = Supervision.none
  private let lambda, clip: Double
  private let batchSize, epochs: Int
  private let normalizesAdvantages: Bool

  static let entry = AgentEntry(
    ProximalPolicy.self, id: "ppo", title: "PPO", summary: "a clipped policy gradient over rollouts of many rows",
    source: "max E[min(rho A, clip(rho) A)]  (Schulman et al., 2017)")

  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world.
  public init(_ settings: ProximalPolicySettings, for world: FeatureOutline, using random: inout PCG64) throws {
    let (steps, rows) = (settings.rolloutSteps, settings.policy.learning.simulations)
    rollout = try Rollout(planned: steps, rows: rows, for: world)
    batchSize = settings.batchSize
    guard batchSize <= steps * rows else {
      throw InputError(
        "batchSize \(batchSize) is larger than a rollout of \(steps) steps in \(rows) simulations, which has "
          + "\(steps * rows)")
    }
    core = try PolicyCore(settings.policy, for: world, using: &random)
    lambda = settings.lambda
    clip = settings.clip
    epochs = settings.epochs
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

  /// All epochs over the rollout, or none: what is cancelled on the way leaves everything as it was before.
  public mutating func finishUpdate(after observations: [Float], using random: inout PCG64) {
    let (core, source) = (self.core, random)
    let next = self.core.values(of: observations)
    let isWhole = core.network.memory == nil ? improve(next, &random) : improveRecurrently(next, &random)
    if isWhole {
      rollout.count = 0
    } else {
      (self.core, random) = (core, source)
    }
  }

  // MARK: Updates

  /// Epochs of minibatches of steps.
  ///
  /// - Parameter next: V after the rollout, [rows].
  /// - Returns: whether it came to its end.
  private mutating func improve(_ next: [Float], _ random: inout PCG64) -> Bool {
    let size = rollout.steps * rollout.rows
    let all = Tensor(rows: rollout.observations, count: size, width: rollout.featureCount)
    let goals = goals(core.network.critic(core.network.trunk(all)).elements, next)
    for _ in 0..<epochs {
      let order = random.permutation(size)
      for start in stride(from: 0, to: size, by: batchSize) {
        if supervision.isCancelled { return false }
        let indices = order[start..<min(start + batchSize, size)]
        let x = rollout.rows(indices)
        update(indices, goals) { network in network.trunk(x) }
      }
    }
    return true
  }

  /// The same for networks with a memory: minibatches of whole pieces of episodes, of `batchSize` steps or a little more.
  private mutating func improveRecurrently(_ next: [Float], _ random: inout PCG64) -> Bool {
    let pieces = Sequences(rollout).pieces
    let order = Sequences.indices(pieces[...], rows: rollout.rows)
    let read = core.network.critic(Sequences.outputs(pieces[...], of: rollout, core.network)).elements
    var values = read
    for (place, index) in order.enumerated() { values[index] = read[place] }
    let goals = goals(values, next)
    for _ in 0..<epochs {
      let shuffled = random.permutation(pieces.count).map { pieces[$0] }
      var start = 0
      while start < shuffled.count {
        if supervision.isCancelled { return false }
        var (end, total) = (start, 0)
        while end < shuffled.count, total < batchSize {
          total += shuffled[end].count
          end += 1
        }
        let batch = shuffled[start..<end]
        let rollout = rollout
        update(Sequences.indices(batch, rows: rollout.rows)[...], goals) { network in
          Sequences.outputs(batch, of: rollout, network)
        }
        start = end
      }
    }
    return true
  }

  /// A and R, [steps, rows] each, which stay the same for all epochs.
  private typealias Goals = (advantages: [Float], returns: [Float])

  /// - Parameter values: V(s_t), [steps, rows].
  private mutating func goals(_ values: [Float], _ next: [Float]) -> Goals {
    let goals = rollout.advantages(values: values, next: next, discount: discount, lambda: lambda)
    core.measureExplainedVariance(of: goals.returns, by: values, share: 1)
    return goals
  }

  /// One step on a minibatch.
  ///
  /// - Parameters:
  ///   - indices: the steps in it.
  ///   - read: what actor and critic read of them, [batch, width].
  private mutating func update(_ indices: ArraySlice<Int>, _ goals: Goals, _ read: (PolicyNetwork) -> Tensor) {
    let count = indices.count
    let done = rollout.actions(indices)
    let old = Tensor(indices.map { rollout.logProbabilities[$0] }, shape: [count])  // ln pi_old, [batch]
    let returns = Tensor(indices.map { goals.returns[$0] }, shape: [count])  // R, [batch]
    let gains = indices.map { goals.advantages[$0] }
    let advantages = Tensor(normalizesAdvantages ? standardized(gains) : gains, shape: [count])  // A, [batch]
    let clip = clip
    let (valueWeight, entropyWeight) = (core.valueWeight, core.entropyWeight)
    var losses = PolicyLosses()
    let (_, gradient) = valueWithGradient(at: core.network) { network in
      let h = read(network)
      let (logProbability, entropy) = network.policy(h).logProbabilityAndEntropy(of: done)
      let logRatio = logProbability - old
      let surrogate = clippedSurrogate(logRatio: logRatio, advantages: advantages, clip: clip)
      let valueLoss = meanSquaredError(network.critic(h).reshaped([count]), returns)
      let (divergence, clipped) = logRatio.withElements { UpdateMeasures.movement($0, clip: clip) }
      losses = PolicyLosses(
        value: valueLoss.value, entropy: entropy.value, policy: -surrogate.value, divergence: divergence,
        clipped: clipped)
      return valueWeight * valueLoss - surrogate - entropyWeight * entropy
    }
    core.update(along: gradient, from: rollout.steps * rollout.rows, losses: losses, share: 0.05)
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

/// What can be set of proximal policy optimisation.
public struct ProximalPolicySettings: SettingGroup {
  var policy = PolicySettings()
  @Setting(1...1_000_000, "steps of each row in a rollout") var rolloutSteps = 128
  @Setting(1...10_000_000, "steps in a minibatch") var batchSize = 256
  @Setting(1...1_000, "passes over a rollout") var epochs = 4
  @Setting(.lambda) var lambda = 0.95
  @Setting(0.001...10, "how far a policy may move in one rollout") var clip = 0.2
  @Setting("to mean 0 and deviation 1 in each minibatch") var normalizeAdvantages = true

  /// What suits it best over many worlds.
  public init() {
    policy.learning.optimizer.optimizerEpsilon = 1e-5
    policy.learning.entropyWeight = 0.01
  }
}
