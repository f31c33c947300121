import Environments
import Foundation
import ReinforcementLearning
import Settings
import TestSupport
import Testing

/// The agent that the README shows in full compiles and learns.
struct ReadmeAgentTests {
  @Test func theReadmeShowsAWholeAgent() throws {
    let readme = try String(contentsOf: Golden.root.appending(path: "README.md"), encoding: .utf8)
    let source = try String(
      contentsOf: Golden.root.appending(path: "Tests/AgentsTests/HystereticQLearning.swift"), encoding: .utf8)
    #expect(readme.contains("```swift\n\(source)```"), "README.md and HystereticQLearning.swift differ")
  }

  @Test func itLearns() throws {
    #expect(HystereticQLearning.descriptor.hyperparameters.map(\.name).last == "caution")
    let world = try #require(try ResolvedEnvironment("FrozenLake-v1:is_slippery=false").world as? FrozenLake)
    var agent = try Learning.agent(HystereticQLearning.self, in: world, ["caution": .real(0.5)])
    _ = Learning.train(&agent, in: world, stepLimit: 100, steps: 50_000, seed: 1)
    #expect(TransitionModel(world).policyReturn(Learning.greedy(agent), limit: 100) > 0.99)
  }
}
