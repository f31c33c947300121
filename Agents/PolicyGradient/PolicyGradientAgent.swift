public import Randomness
public import ReinforcementLearning

/// An agent around a ``PolicyCore``: what it shares with others like it beside its algorithm.
public protocol PolicyGradientAgent: NetworkAgent, Inspectable {
  /// Network, memory, normalisers and optimizer.
  var core: PolicyCore { get }
}

extension PolicyGradientAgent {
  public static var actionKinds: ActionKinds { .both }
  public var simulationCount: Int { core.rows }
  public var learningEnd: Int? { core.optimizer.learningRate.zeroStep }
  public func policy(rows: Int) -> any GreedyPolicy { core.policy(rows: rows) }
  public func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy {
    SampledPolicy(core.policy(rows: generators.count), generators)
  }
}

/// What people look at in a policy.
extension PolicyGradientAgent {
  public var discount: Double { core.discount }
  public var updateCount: Int { core.optimizer.updateCount }
  public var hasMemory: Bool { core.network.memory != nil }
  public var readings: [Reading] { readings("Value loss") }
  public var measures: [Reading] { core.measures.updates.readings }
  public func insight(into observation: [Float]) -> Insight { core.inspection.insight(into: observation) }
  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    core.inspection.predictions(of: observations, steps: steps)
  }

  /// The values' loss under its name, if it has one, and the entropy; nothing before the first update.
  func readings(_ valueName: String?) -> [Reading] { updateCount == 0 ? [] : core.measures.readings(valueName) }
}
