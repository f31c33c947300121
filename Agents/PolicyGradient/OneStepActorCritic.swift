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
public struct OneStepActorCritic: PolicyGradientAgent {
  public private(set) var core: PolicyCore

  public static let hyperparameters = PolicyCore.hyperparameters(
    learningRate: 1e-3, entropyWeight: 0.01, valueMeaning: "the squared error's share"
  ).filter { $0.name != "memory" }

  public init(_ settings: Settings, for world: ArenaOutline, using random: inout PCG64) throws {
    core = try PolicyCore(settings, for: world, rows: settings.integer("simulations"), memory: "none", using: &random)
  }

  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    core.act(on: observations, into: &actions, using: &random)
  }

  public mutating func learn(from experience: borrowing Experience, after actions: Actions, using random: inout PCG64) {
    let rows = core.rows
    let rewards = core.rewards(experience)
    var next = core.values(of: experience.observations)
    for row in 0..<rows where experience.isLast(row) {
      next[row] = experience.isTerminal(row) ? 0 : core.finalValue(experience, row: row)
    }
    let target = Tensor((0..<rows).map { rewards[$0] + Float(discount) * next[$0] }, shape: [rows])
    let x = Tensor(rows: core.seen, count: rows, width: experience.featureCount)
    let reals = actions.width == 0 ? nil : Tensor(actions.reals, shape: [rows, actions.width])
    let (valueWeight, entropyWeight) = (core.valueWeight, core.entropyWeight)
    var losses = PolicyLosses()
    let (_, gradient) = valueWithGradient(at: core.network) { network in
      let h = network.trunk(x)
      let error = target - network.critic(h).reshaped([rows])
      let (chance, entropy) = network.distribution(network.actor(h), actions.numbers, reals)
      let square = error.squared().mean()
      let weighted = valueWeight * square
      let gain = (error.detached * chance).mean()
      losses = PolicyLosses(value: square.value, entropy: entropy.value, policy: -gain.value)
      return weighted - gain - entropyWeight * entropy
    }
    core.finish(experience)
    core.step(along: gradient, from: rows, losses: losses, share: 0.005)
  }

  public mutating func breakOff(after experience: borrowing Experience) { core.skip(experience) }

  public var readings: [Reading] { core.readings("Squared TD error") }

  public mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archivePolicy(&$0) }
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archive(&$0) }
  }
}
