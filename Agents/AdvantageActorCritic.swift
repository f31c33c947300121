import NeuralNetworks
import Persistence
public import Randomness
public import ReinforcementLearning
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
public struct AdvantageActorCritic: NetworkAgent {
  var core: PolicyCore
  var optimizer: any Optimizer
  var rollout: Rollout
  let options: Options
  private var stepCount = 0
  private var pendingStarts: [Bool]
  private var valueLoss = 0.0
  private var entropy = 0.0

  /// Settings that do not change.
  struct Options: Sendable {
    let discount, lambda, entropyWeight, valueWeight, clipNorm: Double
    let learningRate: Schedule
    let normalizesAdvantages: Bool
  }

  public static let actionKinds = ActionKinds.both
  public static let hyperparameters =
    PolicyCore.hyperparameters + [
      NetworkSettings.learningRate.defaulting(to: .real(7e-4)), NetworkSettings.learningRateSteps,
      NetworkSettings.optimizer.defaulting(to: .text("rmsprop")),
      NetworkSettings.optimizerEpsilon.defaulting(to: .real(1e-5)),
      NetworkSettings.optimizerDecay.defaulting(to: .real(0.99)),
      NetworkSettings.clipNorm.defaulting(to: .real(0.5)),
      Hyperparameter("rolloutSteps", .integer(1...1_000_000), default: .integer(5), "steps of each row in an update"),
      Hyperparameter("lambda", .real(0...1), default: .real(1), "of the generalised advantages; 1 trusts rewards only"),
      Hyperparameter("entropyWeight", .real(0...1e3), default: .real(0), "reward for an undecided policy"),
      Hyperparameter("valueWeight", .real(0...1e3), default: .real(0.5), "the value loss's share"),
      Hyperparameter(
        "normalizeAdvantages", .boolean, default: .boolean(false), "to mean 0 and deviation 1 in each update"),
    ]

  public init(_ settings: Settings, for world: ArenaOutline, using random: inout PCG64) throws {
    let rows = settings.integer("simulations")
    let steps = settings.integer("rolloutSteps")
    if let planned = world.plannedSteps, planned < steps * rows {
      throw InputError(
        "a rollout of \(steps) steps in \(rows) simulations is longer than the run of \(planned) steps; nothing would be "
          + "learned")
    }
    core = try PolicyCore(settings, for: world, rows: rows, using: &random)
    optimizer = NetworkSettings.optimizer(settings)
    rollout = Rollout(steps: steps, rows: rows, world: world)
    pendingStarts = Array(repeating: true, count: rows)
    options = Options(
      discount: settings.real("discount"), lambda: settings.real("lambda"),
      entropyWeight: settings.real("entropyWeight"), valueWeight: settings.real("valueWeight"),
      clipNorm: settings.real("clipNorm"), learningRate: NetworkSettings.learningRate(settings),
      normalizesAdvantages: settings.boolean("normalizeAdvantages"))
  }

  public var simulationCount: Int { core.rows }
  public var discount: Double { options.discount }
  public var updateCount: Int { optimizer.updateCount }
  public var learningStart: Int { rollout.steps * rollout.rows }

  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    if rollout.count == 0 { rollout.state = core.state }
    pendingStarts = core.starts
    core.act(on: observations, into: &actions, using: &random)
  }

  public mutating func learn(from experience: borrowing Experience, after actions: Actions, using random: inout PCG64) {
    stepCount += core.rows
    rollout.append(experience, actions, core: &core, starts: pendingStarts, discount: options.discount)
    core.finish(experience)
    guard rollout.isFull else { return }
    optimizer.learningRate = options.learningRate.value(at: stepCount)
    update(core.values(of: experience.observations))
    rollout.count = 0
  }

  private mutating func update(_ next: [Float]) {
    let size = rollout.steps * rollout.rows
    let (core, rollout, options) = (core, rollout, options)
    // With a memory the steps come piece after piece; without one they come as they are.
    let pieces = core.network.memory == nil ? [] : Sequences(rollout).pieces
    let order = pieces.isEmpty ? Array(0..<size) : Sequences.indices(pieces[...], rows: rollout.rows)
    let numbers = rollout.width == 0 ? order.map { rollout.numbers[$0] } : []
    let reals = rollout.realActions(order[...])
    let x = Tensor(rows: rollout.observations, count: size, width: rollout.featureCount)
    var losses = (value: 0.0, entropy: 0.0)
    let (_, found) = valueWithGradient(at: core.network) { network in
      let h = pieces.isEmpty ? network.trunk(x) : Sequences.outputs(pieces[...], of: rollout, network)
      let v = network.critic(h).reshaped([size])
      let (advantage, target) = Self.targets(v, order, rollout, next, options)
      let (chance, entropy) = core.distribution(network.actor(h), network, numbers, reals)
      let error = meanSquaredError(v, target)
      losses = (error.value, entropy.value)
      let loss = options.valueWeight * error - (advantage * chance).mean()
      return options.entropyWeight == 0 ? loss : loss - options.entropyWeight * entropy
    }
    var gradient = found
    if options.clipNorm > 0 { gradient.clip(toGlobalNorm: options.clipNorm) }
    optimizer.update(&self.core.network, along: gradient)
    let share = max(0.05, 1 / Double(updateCount))
    valueLoss += share * (losses.value - valueLoss)
    entropy += share * (losses.entropy - entropy)
  }

  /// Advantages and returns as constants, in the order of the steps of `values`.
  private static func targets(
    _ values: Tensor, _ order: [Int], _ rollout: Rollout, _ next: [Float], _ options: Options
  ) -> (advantage: Tensor, target: Tensor) {
    let read = values.elements
    var sorted = read
    for (place, index) in order.enumerated() { sorted[index] = read[place] }
    let (advantages, returns) = rollout.advantages(
      values: sorted, next: next, discount: options.discount, lambda: options.lambda)
    var gains = order.map { advantages[$0] }
    if options.normalizesAdvantages, gains.count > 1 { ProximalPolicy.normalize(&gains) }
    return (Tensor(gains, shape: [gains.count]), Tensor(order.map { returns[$0] }, shape: [order.count]))
  }

  public mutating func breakOff() { rollout.breakOff(core) }
  public func policy(rows: Int) -> any GreedyPolicy { core.policy(rows: rows) }
  public func insight(into observation: [Float]) -> Insight { core.insight(into: observation) }
  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    core.predictions(of: observations, steps: steps)
  }

  public var readings: [Reading] {
    updateCount == 0
      ? [] : [Reading("Value loss", valueLoss, scale: .logarithmic), Reading("Entropy", entropy)]
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archive(&$0) }
    try archive.visit(&optimizer, "optimizer")
    try archive.within("rollout") { try rollout.archive(&$0, core.network) }
    try archive.visit(&stepCount, "steps")
    try archive.visit(&valueLoss, "valueLoss")
    try archive.visit(&entropy, "entropy")
  }
}
