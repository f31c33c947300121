import NeuralNetworks
import Persistence
public import Randomness
public import ReinforcementLearning
import Tensors

/// One-step actor-critic: an update after every step of all rows.
///
///     delta = r + gamma V(s') - V(s)
///     L = -delta ln pi(a | s) + v delta^2 - b H
///
/// Source: Sutton and Barto, 2nd edition, section 13.5.
///
/// Differences from the book: the factor gamma^t is left out; the optimizer is not plain gradient descent; rows are averaged.
public struct OneStepActorCritic: NetworkAgent {
  var core: PolicyCore
  var optimizer: any Optimizer
  public let discount: Double
  let entropyWeight, valueWeight, clipNorm: Double
  let learningRate: Schedule
  private var stepCount = 0
  private var meanError = 0.0
  private var entropy = 0.0

  public static let actionKinds = ActionKinds.both
  public static let hyperparameters =
    PolicyCore.hyperparameters.filter { $0.name != "memory" } + [
      NetworkSettings.learningRate.defaulting(to: .real(1e-3)), NetworkSettings.learningRateSteps,
      NetworkSettings.optimizer, NetworkSettings.optimizerEpsilon, NetworkSettings.optimizerDecay,
      NetworkSettings.clipNorm.defaulting(to: .real(0.5)),
      Hyperparameter("entropyWeight", .real(0...1e3), default: .real(0.01), "reward for an undecided policy"),
      Hyperparameter("valueWeight", .real(0...1e3), default: .real(0.5), "the squared error's share"),
    ]

  public init(_ settings: Settings, for world: ArenaOutline, using random: inout PCG64) throws {
    core = try PolicyCore(settings, for: world, rows: settings.integer("simulations"), memory: "none", using: &random)
    optimizer = NetworkSettings.optimizer(settings)
    discount = settings.real("discount")
    entropyWeight = settings.real("entropyWeight")
    valueWeight = settings.real("valueWeight")
    clipNorm = settings.real("clipNorm")
    learningRate = NetworkSettings.learningRate(settings)
  }

  public var simulationCount: Int { core.rows }
  public var updateCount: Int { optimizer.updateCount }

  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    core.act(on: observations, into: &actions, using: &random)
  }

  public mutating func learn(from experience: borrowing Experience, after actions: Actions, using random: inout PCG64) {
    stepCount += core.rows
    let rewards = core.rewards(experience, discount: discount)
    var next = core.values(of: experience.observations)
    for row in 0..<core.rows where experience.isLast(row) {
      next[row] = experience.isTerminal(row) ? 0 : core.finalValue(experience, row: row)
    }
    let rows = core.rows
    let target = Tensor((0..<rows).map { rewards[$0] + Float(discount) * next[$0] }, shape: [rows])
    let x = Tensor(rows: core.seen, count: rows, width: experience.featureCount)
    let reals = actions.width == 0 ? nil : Tensor(actions.reals, shape: [rows, actions.width])
    let (core, valueWeight, entropyWeight) = (core, valueWeight, entropyWeight)
    var losses = (error: 0.0, entropy: 0.0)
    let (_, found) = valueWithGradient(at: core.network) { network in
      let h = network.trunk(x)
      let error = target - network.critic(h).reshaped([rows])
      let (chance, entropy) = core.distribution(network.actor(h), network, actions.numbers, reals)
      let square = error.squared().mean()
      losses = (square.value, entropy.value)
      return valueWeight * square - (error.detached * chance).mean() - entropyWeight * entropy
    }
    var gradient = found
    if clipNorm > 0 { gradient.clip(toGlobalNorm: clipNorm) }
    optimizer.learningRate = learningRate.value(at: stepCount)
    optimizer.update(&self.core.network, along: gradient)
    self.core.finish(experience)
    let share = max(0.005, 1 / Double(updateCount))
    meanError += share * (losses.error - meanError)
    entropy += share * (losses.entropy - entropy)
  }

  public func policy(rows: Int) -> any GreedyPolicy { core.policy(rows: rows) }
  public func insight(into observation: [Float]) -> Insight { core.insight(into: observation) }
  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    core.predictions(of: observations, steps: steps)
  }

  public var readings: [Reading] {
    updateCount == 0
      ? [] : [Reading("Squared TD error", meanError, scale: .logarithmic), Reading("Entropy", entropy)]
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archive(&$0) }
    try archive.visit(&optimizer, "optimizer")
    try archive.visit(&stepCount, "steps")
    try archive.visit(&meanError, "error")
    try archive.visit(&entropy, "entropy")
  }
}
