import NeuralNetworks
import Persistence
public import Randomness
public import ReinforcementLearning
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
public struct ProximalPolicy: NetworkAgent {
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
    let discount, lambda, clip, entropyWeight, valueWeight, clipNorm: Double
    let batchSize, epochs: Int
    let learningRate: Schedule
    let normalizesAdvantages: Bool
  }

  public static let actionKinds = ActionKinds.both
  public static let hyperparameters =
    PolicyCore.hyperparameters + [
      NetworkSettings.learningRate, NetworkSettings.learningRateSteps, NetworkSettings.optimizer,
      NetworkSettings.optimizerEpsilon.defaulting(to: .real(1e-5)), NetworkSettings.optimizerDecay,
      NetworkSettings.clipNorm.defaulting(to: .real(0.5)),
      Hyperparameter("rolloutSteps", .integer(1...1_000_000), default: .integer(128), "steps of each row in a rollout"),
      Hyperparameter("batchSize", .integer(1...10_000_000), default: .integer(256), "steps in a minibatch"),
      Hyperparameter("epochs", .integer(1...1_000), default: .integer(4), "passes over a rollout"),
      Hyperparameter(
        "lambda", .real(0...1), default: .real(0.95), "of the generalised advantages; 1 trusts rewards only"),
      Hyperparameter("clip", .real(0.001...10), default: .real(0.2), "how far a policy may move in one rollout"),
      Hyperparameter("entropyWeight", .real(0...1e3), default: .real(0.01), "reward for an undecided policy"),
      Hyperparameter("valueWeight", .real(0...1e3), default: .real(0.5), "the value loss's share"),
      Hyperparameter(
        "normalizeAdvantages", .boolean, default: .boolean(true), "to mean 0 and deviation 1 in each minibatch"),
    ]

  public init(_ settings: Settings, for world: ArenaOutline, using random: inout PCG64) throws {
    let rows = settings.integer("simulations")
    let steps = settings.integer("rolloutSteps")
    let batch = settings.integer("batchSize")
    guard batch <= steps * rows else {
      throw InputError(
        "batchSize \(batch) is larger than a rollout of \(steps) steps in \(rows) simulations, which has \(steps * rows)"
      )
    }
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
      discount: settings.real("discount"), lambda: settings.real("lambda"), clip: settings.real("clip"),
      entropyWeight: settings.real("entropyWeight"), valueWeight: settings.real("valueWeight"),
      clipNorm: settings.real("clipNorm"), batchSize: batch, epochs: settings.integer("epochs"),
      learningRate: NetworkSettings.learningRate(settings),
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
    let next = core.values(of: experience.observations)
    core.network.memory == nil ? improve(next, &random) : improveRecurrently(next, &random)
    rollout.count = 0
  }

  // MARK: Updates

  private mutating func improve(_ next: [Float], _ random: inout PCG64) {
    let size = rollout.steps * rollout.rows
    let all = Tensor(rows: rollout.observations, count: size, width: rollout.featureCount)
    let values = core.network.critic(core.network.trunk(all)).elements
    let (advantages, returns) = rollout.advantages(
      values: values, next: next, discount: options.discount, lambda: options.lambda)
    for _ in 0..<options.epochs {
      let order = random.permutation(size)
      for start in stride(from: 0, to: size, by: options.batchSize) {
        let indices = order[start..<min(start + options.batchSize, size)]
        let x = rollout.rows(indices)
        update(indices, advantages, returns) { network in network.trunk(x) }
      }
    }
  }

  private mutating func improveRecurrently(_ next: [Float], _ random: inout PCG64) {
    let pieces = Sequences(rollout).pieces
    let order = Sequences.indices(pieces[...], rows: rollout.rows)
    let read = core.network.critic(Sequences.outputs(pieces[...], of: rollout, core.network)).elements
    var values = read
    for (place, index) in order.enumerated() { values[index] = read[place] }
    let (advantages, returns) = rollout.advantages(
      values: values, next: next, discount: options.discount, lambda: options.lambda)
    for _ in 0..<options.epochs {
      let shuffled = random.permutation(pieces.count).map { pieces[$0] }
      var start = 0
      while start < shuffled.count {
        var (end, total) = (start, 0)
        while end < shuffled.count, total < options.batchSize {
          total += shuffled[end].count
          end += 1
        }
        let batch = shuffled[start..<end]
        let rollout = rollout
        update(Sequences.indices(batch, rows: rollout.rows)[...], advantages, returns) { network in
          Sequences.outputs(batch, of: rollout, network)
        }
        start = end
      }
    }
  }

  /// One step on a minibatch.
  private mutating func update(
    _ indices: ArraySlice<Int>, _ advantages: [Float], _ returns: [Float], _ read: (PolicyNetwork) -> Tensor
  ) {
    let count = indices.count
    let numbers = rollout.width == 0 ? indices.map { rollout.numbers[$0] } : []
    let reals = rollout.realActions(indices)
    let old = Tensor(indices.map { rollout.logProbabilities[$0] }, shape: [count])
    let target = Tensor(indices.map { returns[$0] }, shape: [count])
    var gains = indices.map { advantages[$0] }
    if options.normalizesAdvantages, count > 1 { Self.normalize(&gains) }
    let advantage = Tensor(gains, shape: [count])
    let (clip, core, options) = (options.clip, core, options)
    var losses = (value: 0.0, entropy: 0.0)
    let (_, found) = valueWithGradient(at: core.network) { network in
      let h = read(network)
      let (chance, entropy) = core.distribution(network.actor(h), network, numbers, reals)
      let ratio = (chance - old).exp()
      let gain = Tensor.minimum(ratio * advantage, ratio.clamped(to: (1 - clip)...(1 + clip)) * advantage).mean()
      let error = meanSquaredError(network.critic(h).reshaped([count]), target)
      losses = (error.value, entropy.value)
      return options.valueWeight * error - gain - options.entropyWeight * entropy
    }
    var gradient = found
    if options.clipNorm > 0 { gradient.clip(toGlobalNorm: options.clipNorm) }
    optimizer.update(&self.core.network, along: gradient)
    let share = max(0.05, 1 / Double(updateCount))
    valueLoss += share * (losses.value - valueLoss)
    entropy += share * (losses.entropy - entropy)
  }

  static func normalize(_ values: inout [Float]) {
    let count = Float(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let scale = 1 / (variance.squareRoot() + 1e-8)
    for index in values.indices { values[index] = (values[index] - mean) * scale }
  }

  // MARK: Looking

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
