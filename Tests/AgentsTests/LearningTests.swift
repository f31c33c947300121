import Agents
import Environments
import ReinforcementLearning
import TestSupport
import Testing

/// Learning thresholds with margin, on default settings, for exact returns of the greedy policy.
struct LearningTests {
  private func returns(
    _ id: String, _ specification: String, steps: Int, seeds: Range<UInt64>
  ) throws -> [Double] {
    let resolved = try ResolvedEnvironment(specification)
    let type = try #require(AgentCatalogue.all.first { $0.descriptor.id == id }?.tabularType)
    let limit = resolved.stepLimit
    func open<Learner: TabularAgent>(_ type: Learner.Type, _ world: some TabularEnvironment) throws -> [Double] {
      let model = try #require(world.transitionModel())
      return try seeds.map { seed in
        var agent = try Learning.agent(type, in: world, stepLimit: limit)
        _ = Learning.train(&agent, in: world, stepLimit: limit, steps: steps, seed: seed)
        let policy = Learning.greedy(agent)
        return model.policyReturn(
          (0..<model.stateCount).map { policy[world.observationIndex(ofModelState: $0)] }, limit: limit ?? 1000)
      }
    }
    let world = try #require(resolved.tabular)
    return try open(type, world)
  }

  @Test(arguments: [
    ("q-learning", 0.72), ("sarsa", 0.70), ("expected-sarsa", 0.70), ("double-q-learning", 0.70), ("q-lambda", 0.70),
    ("certainty-equivalence", 0.72), ("value-iteration", 0.74),
  ])
  func frozenLake(agent: String, least: Double) throws {
    let values = try returns(agent, "FrozenLake-v1", steps: 300_000, seeds: 0..<10)
    #expect(values.allSatisfy { $0 >= least }, "\(agent): \(values)")
  }

  /// Those with more variance must be good on the whole.
  @Test(arguments: [("monte-carlo", 0.5), ("n-step-sarsa", 0.5), ("sarsa-lambda", 0.5), ("dyna-q", 0.6)])
  func frozenLakeOnTheWhole(agent: String, least: Double) throws {
    let values = try returns(agent, "FrozenLake-v1", steps: 300_000, seeds: 0..<5)
    #expect(values.reduce(0, +) / 5 >= least, "\(agent): \(values)")
  }

  /// Example 6.6: Q-learning learns the short path along the edge, SARSA the safe one around it.
  @Test func theCliff() throws {
    for agent in ["q-learning", "double-q-learning"] {
      #expect(try returns(agent, "CliffWalking-v1", steps: 300_000, seeds: 0..<5) == Array(repeating: -13, count: 5))
    }
    for agent in ["sarsa", "expected-sarsa"] {
      let values = try returns(agent, "CliffWalking-v1", steps: 300_000, seeds: 0..<5)
      #expect(values.allSatisfy { $0 < -13 && $0 >= -17 }, "\(agent): \(values)")
    }
  }

  @Test func taxi() throws {
    let values = try returns("q-learning", "Taxi-v4", steps: 1_000_000, seeds: 0..<3)
    #expect(values.allSatisfy { $0 >= 7.7 }, "\(values)")
  }

  @Test func blackjack() throws {
    let values = try returns("monte-carlo", "Blackjack-v1", steps: 400_000, seeds: 0..<2)
    #expect(values.allSatisfy { $0 > -0.07 }, "\(values)")
  }
}
