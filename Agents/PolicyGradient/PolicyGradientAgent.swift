public import Randomness
public import ReinforcementLearning

/// An agent around a ``PolicyCore``: what it shares with others like it beside its algorithm.
public protocol PolicyGradientAgent: NetworkAgent, Inspectable {
  /// Network, memory, normalisers and optimizer.
  var core: PolicyCore { get }
}

extension PolicyGradientAgent {
  /// Numbered and continuous actions.
  public static var actionKinds: ActionKinds { .both }
  /// Rows that it acts in side by side.
  public var simulationCount: Int { core.rows }
  /// The step from which on the learning rate is 0.
  public var learningEnd: Int? { core.optimizer.learningRate.zeroStep }
  /// Greedy play by the network, or by the mean of its weights where one is kept.
  public func policy(rows: Int) -> any GreedyPolicy { core.policy(rows: rows) }
  /// Play drawn from the policy, each row from a stream of its own.
  public func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy {
    SampledPolicy(core.policy(rows: generators.count), generators)
  }
}

/// What people look at in a policy.
extension PolicyGradientAgent {
  /// gamma
  public var discount: Double { core.discount }
  /// Updates of the network so far.
  public var updateCount: Int { core.optimizer.updateCount }
  /// Whether the network has a recurrent layer.
  public var hasMemory: Bool { core.network.memory != nil }
  /// The values' loss and the entropy.
  public var readings: [Reading] { readings("Value loss") }
  /// What updates measured on their way.
  public var measures: [Reading] { core.measures.updates.readings }
  /// pi(. | s), V(s) and what the choice depends on.
  public func insight(into observation: [Float]) -> Insight { core.inspection.insight(into: observation) }
  /// V of each step.
  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    core.inspection.predictions(of: observations, steps: steps)
  }

  /// The values' loss under its name, if it has one, and the entropy; nothing before the first update.
  func readings(_ valueName: String?) -> [Reading] { updateCount == 0 ? [] : core.measures.readings(valueName) }
}
