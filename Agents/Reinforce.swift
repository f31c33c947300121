import NeuralNetworks
import Persistence
public import Randomness
public import ReinforcementLearning
import Tensors

/// REINFORCE: whole episodes, then one step along the gradient of their return.
///
///     theta = theta + alpha E[(G_t - b(s_t)) grad ln pi(a_t | s_t)],   G_t = sum_k gamma^k r_{t+k}
///
/// Source: Williams, 1992; Sutton and Barto, 2nd edition, sections 13.3 and 13.4 (with baseline).
///
/// Differences from the book: the factor gamma^t is left out, as everybody does; an update takes several episodes; where time
/// ran out the return goes on with the baseline's value, if there is a baseline.
public struct Reinforce: NetworkAgent {
  var core: PolicyCore
  var optimizer: any Optimizer
  let options: Options
  /// The episode under way in each row, and those finished since the last update.
  private var open: [Episode]
  private var finished: [Episode] = []
  private var stepCount = 0
  private var valueLoss = 0.0
  private var entropy = 0.0

  /// Settings that do not change.
  struct Options: Sendable {
    let discount, entropyWeight, valueWeight, clipNorm: Double
    let episodes: Int
    let hasBaseline, normalizesReturns: Bool
    let learningRate: Schedule
    let world: ArenaOutline
    let width: Int
  }

  /// What happened in an episode, step after step.
  struct Episode: Sendable, Codable {
    var observations: [Float] = []
    var numbers: [Int32] = []
    var reals: [Float] = []
    var rewards: [Float] = []
    /// V of the true successor where time ran out.
    var finalValue: Float = 0
  }

  public static let actionKinds = ActionKinds.both
  public static let hyperparameters =
    PolicyCore.hyperparameters + [
      NetworkSettings.learningRate.defaulting(to: .real(3e-3)), NetworkSettings.learningRateSteps,
      NetworkSettings.optimizer, NetworkSettings.optimizerEpsilon, NetworkSettings.optimizerDecay,
      NetworkSettings.clipNorm.defaulting(to: .real(0.5)),
      Hyperparameter("baseline", .boolean, default: .boolean(true), "subtract a learned V(s) from returns"),
      Hyperparameter("episodes", .integer(1...100_000), default: .integer(8), "episodes in an update"),
      Hyperparameter("entropyWeight", .real(0...1e3), default: .real(0), "reward for an undecided policy"),
      Hyperparameter("valueWeight", .real(0...1e3), default: .real(0.5), "the baseline's share of the loss"),
      Hyperparameter(
        "normalizeReturns", .boolean, default: .boolean(true), "what multiplies ln pi has mean 0 and deviation 1"),
    ]

  public init(_ settings: Settings, for world: ArenaOutline, using random: inout PCG64) throws {
    let rows = settings.integer("simulations")
    core = try PolicyCore(settings, for: world, rows: rows, using: &random)
    optimizer = NetworkSettings.optimizer(settings)
    open = Array(repeating: Episode(), count: rows)
    options = Options(
      discount: settings.real("discount"), entropyWeight: settings.real("entropyWeight"),
      valueWeight: settings.real("valueWeight"), clipNorm: settings.real("clipNorm"),
      episodes: settings.integer("episodes"), hasBaseline: settings.boolean("baseline"),
      normalizesReturns: settings.boolean("normalizeReturns"), learningRate: NetworkSettings.learningRate(settings),
      world: world, width: Actions(rows: 1, space: world.actionSpace).width)
  }

  public var simulationCount: Int { core.rows }
  public var discount: Double { options.discount }
  public var updateCount: Int { optimizer.updateCount }

  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    core.act(on: observations, into: &actions, using: &random)
  }

  public mutating func learn(from experience: borrowing Experience, after actions: Actions, using random: inout PCG64) {
    stepCount += core.rows
    let rewards = core.rewards(experience, discount: options.discount)
    let (features, width) = (experience.featureCount, options.width)
    for row in 0..<core.rows {
      open[row].observations += core.seen[(row * features)..<((row + 1) * features)]
      if width == 0 {
        open[row].numbers.append(actions.numbers[row])
      } else {
        open[row].reals += actions.reals[(row * width)..<((row + 1) * width)]
      }
      open[row].rewards.append(rewards[row])
      guard experience.isLast(row) else { continue }
      if !experience.isTerminal(row), options.hasBaseline {
        open[row].finalValue = core.finalValue(experience, row: row)
      }
      finished.append(open[row])
      open[row] = Episode()
    }
    core.finish(experience)
    if finished.count >= options.episodes {
      optimizer.learningRate = options.learningRate.value(at: stepCount)
      update()
      finished.removeAll()
    }
  }

  /// G_t of every step of every episode.
  private func returns() -> [Float] {
    finished.flatMap { episode in
      var later = episode.finalValue
      return Array(
        episode.rewards.reversed().map { reward in
          later = reward + Float(options.discount) * later
          return later
        }.reversed())
    }
  }

  private mutating func update() {
    let returns = returns()
    let size = returns.count
    // The episodes one after the other: a rollout of a single row.
    var rollout = Rollout(steps: size, rows: 1, world: options.world)
    rollout.observations = finished.flatMap(\.observations)
    rollout.numbers = finished.flatMap(\.numbers)
    rollout.reals = finished.flatMap(\.reals)
    var first = 0
    for episode in finished {
      rollout.starts[first] = true
      first += episode.rewards.count
    }
    let collected = rollout
    let (core, options) = (core, options)
    let pieces = core.network.memory == nil ? [] : Sequences(collected).pieces
    let reals = collected.realActions(Array(0..<size)[...])
    let x = Tensor(rows: collected.observations, count: size, width: collected.featureCount)
    let target = Tensor(returns, shape: [size])
    var losses = (value: 0.0, entropy: 0.0)
    let (_, found) = valueWithGradient(at: core.network) { network in
      let h = pieces.isEmpty ? network.trunk(x) : Sequences.outputs(pieces[...], of: collected, network)
      let (chance, entropy) = core.distribution(network.actor(h), network, collected.numbers, reals)
      var gains = returns
      var loss = Tensor(0)
      if options.hasBaseline {
        let v = network.critic(h).reshaped([size])
        for (index, value) in v.elements.enumerated() { gains[index] -= value }
        let error = meanSquaredError(v, target)
        losses.value = error.value
        loss = options.valueWeight * error
      }
      if options.normalizesReturns, size > 1 { ProximalPolicy.normalize(&gains) }
      losses.entropy = entropy.value
      return loss - (Tensor(gains, shape: [size]) * chance).mean() - options.entropyWeight * entropy
    }
    var gradient = found
    if options.clipNorm > 0 { gradient.clip(toGlobalNorm: options.clipNorm) }
    optimizer.update(&self.core.network, along: gradient)
    let share = max(0.2, 1 / Double(updateCount))
    valueLoss += share * (losses.value - valueLoss)
    entropy += share * (losses.entropy - entropy)
  }

  /// A person's unlearned steps cut episodes: what was open cannot be finished.
  public mutating func breakOff() { open = Array(repeating: Episode(), count: core.rows) }
  public func policy(rows: Int) -> any GreedyPolicy { core.policy(rows: rows) }
  public func insight(into observation: [Float]) -> Insight {
    var insight = core.insight(into: observation)
    if !options.hasBaseline { insight.value = nil }
    return insight
  }

  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    options.hasBaseline ? core.predictions(of: observations, steps: steps) : []
  }

  public var readings: [Reading] {
    if updateCount == 0 { return [] }
    let value = options.hasBaseline ? [Reading("Baseline loss", valueLoss, scale: .logarithmic)] : []
    return value + [Reading("Entropy", entropy)]
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archive(&$0) }
    try archive.visit(&optimizer, "optimizer")
    try archive.visit(&open, "open")
    try archive.visit(&finished, "finished")
    try archive.visit(&stepCount, "steps")
    try archive.visit(&valueLoss, "valueLoss")
    try archive.visit(&entropy, "entropy")
  }
}
