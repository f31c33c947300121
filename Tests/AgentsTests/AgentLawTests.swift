import Agents
import Environments
import Experiments
import Foundation
import Randomness
import ReinforcementLearning
import TestSupport
import Testing
import Persistence
import Settings

/// What every agent must keep to, over the whole catalogue.
struct AgentLawTests {
  static let ids = AgentCatalogue.all.filter { !$0.hasNetworks }.map { $0.descriptor.id }

  private func type(_ id: String) throws -> any TabularAgent.Type {
    try #require(AgentCatalogue.all.first { $0.descriptor.id == id }?.tabularType)
  }

  @Test(arguments: ids)
  func sameSeedSameAgent(id: String) throws {
    func open<Learner: TabularAgent>(_ type: Learner.Type) throws {
      let world = try #require(try ResolvedEnvironment("FrozenLake-v1").world as? FrozenLake)
      func values() throws -> Table<Double> {
        var agent = try Learning.agent(type, in: world)
        _ = Learning.train(&agent, in: world, stepLimit: 100, steps: 3000, seed: 4)
        return agent.actionValues
      }
      #expect(try values() == values())
    }
    try open(type(id))
  }

  /// A saved and restored agent goes on exactly as the original would have.
  @Test(arguments: ids)
  func savedAgentsGoOn(id: String) throws {
    func open<Learner: TabularAgent>(_ type: Learner.Type) throws {
      let world = try #require(try ResolvedEnvironment("FrozenLake8x8-v1").world as? FrozenLake)
      var agent = try Learning.agent(type, in: world)
      _ = Learning.train(&agent, in: world, stepLimit: 200, steps: 1234, seed: 4)
      let archive = TensorArchive()
      let encoder = JSONEncoder()
      encoder.userInfo[.tensorArchive] = archive
      let data = try encoder.encode(agent)
      let decoder = JSONDecoder()
      decoder.userInfo[.tensorArchive] = archive
      var copy = try decoder.decode(Learner.self, from: data)
      #expect(!archive.tensors.isEmpty)
      _ = Learning.train(&agent, in: world, stepLimit: 200, steps: 2000, seed: 5)
      _ = Learning.train(&copy, in: world, stepLimit: 200, steps: 2000, seed: 5)
      #expect(copy.actionValues == agent.actionValues)
      #expect(copy.memory.visits == agent.memory.visits)
    }
    try open(type(id))
  }

  @Test(arguments: ids)
  func settingsAreChecked(id: String) throws {
    let descriptor = try type(id).descriptor
    #expect(!descriptor.summary.isEmpty && !descriptor.source.isEmpty)
    #expect(Set(descriptor.hyperparameters.map(\.name)).count == descriptor.hyperparameters.count)
    for hyperparameter in descriptor.hyperparameters {
      #expect(hyperparameter.accept(hyperparameter.defaultValue) != nil, "\(hyperparameter.name)")
    }
    let error = #expect(throws: InputError.self) {
      try SettingValues(descriptor.hyperparameters, overrides: ["discont": .real(0.5)], of: id)
    }
    #expect(error?.description.contains("did you mean 'discount'?") == true)
    #expect(throws: InputError.self) {
      try SettingValues(descriptor.hyperparameters, overrides: ["discount": .real(1.5)], of: id)
    }
  }

  /// No setting does nothing: changing it changes what is learned.
  @Test(arguments: ids.filter { $0 != "value-iteration" })
  func everySettingMatters(id: String) throws {
    func open<Learner: TabularAgent>(_ type: Learner.Type) throws {
      let world = try #require(try ResolvedEnvironment("FrozenLake-v1").world as? FrozenLake)
      func values(_ settings: [String: SettingValue]) throws -> [String] {
        var agent = try Learning.agent(type, in: world, settings)
        _ = Learning.train(&agent, in: world, stepLimit: 100, steps: 40_000, seed: 1)
        return ["\(agent.actionValues.elements)", "\(agent.memory.visits.elements)"]
      }
      for hyperparameter in type.descriptor.hyperparameters {
        var base: [String: SettingValue] = ["epsilonSteps": .integer(30_000)]
        // Until something is known all actions tie, and random ones cost the same draws as greedy ones.
        if id == "certainty-equivalence", hyperparameter.name != "planEvery" { base["planEvery"] = .integer(50) }
        if hyperparameter.name == "temperature" { base["exploration"] = .text("softmax") }
        if hyperparameter.name == "confidence" { base["exploration"] = .text("ucb") }
        let other: SettingValue =
          switch hyperparameter.kind {
          case .real, .realOrAuto: .real(hyperparameter.name == "discount" ? 0.5 : 0.37)
          case .integer, .steps: .integer(17)
          case .boolean: .boolean(hyperparameter.defaultValue != .boolean(true))
          case .choice(let names): .text(names.last { .text($0) != hyperparameter.defaultValue } ?? "")
          case .text: .text("")
          }
        #expect(try values(base) != values(base.merging([hyperparameter.name: other]) { $1 }), "\(hyperparameter.name)")
      }
    }
    try open(type(id))
  }

  @Test func plannersRefuseWorldsWithoutModels() throws {
    let settings = try SettingValues(PlanningAgent.descriptor.hyperparameters, of: "value-iteration")
    #expect(throws: InputError.self) {
      try PlanningAgent(settings, for: TableOutline(observationCount: 3, actionCount: 2))
    }
  }

  /// Exploration's clock counts the steps of the run, whoever takes them and whether the agent learns from them.
  @Test(arguments: ids)
  func schedulesCountAPersonsSteps(id: String) throws {
    func open<Learner: TabularAgent>(_ type: Learner.Type) throws {
      let world = try #require(try ResolvedEnvironment("FrozenLake8x8-v1").world as? FrozenLake)
      var session = TabularSession(
        try Learning.agent(type, in: world), in: world, stepLimit: nil, seed: Seed(3),
        depictedBy: { world.scene(of: $0) }
      ) { agent, simulation, steps, random, log in
        agent.train(in: &simulation, for: steps, using: &random, log: &log)
      }
      var random = PCG64(seed: 6)
      for _ in 0..<500 {
        let learned = random.nextDouble() < 0.5
        let isHuman = random.nextDouble() < 0.4
        _ = session.step(
          isHuman ? HumanInput(action: Int(random.nextInteger(through: 3)), isLearnedFrom: learned) : nil)
        _ = session.log.drain()
        // On-policy agents have drawn the next action already.
        let ahead = session.learner.memory.stepCount - session.log.stepCount
        #expect(ahead == 0 || ahead == 1 && id.contains("sarsa"), "\(ahead) at step \(session.log.stepCount)")
      }
    }
    try open(type(id))
  }

  /// After a person's moves that are not learned from, nothing drawn or open from before them is used.
  @Test func unlearnedMovesLeaveNothingBehind() throws {
    let world = try #require(try ResolvedEnvironment("FrozenLake8x8-v1").world as? FrozenLake)
    var agent = try Learning.agent(
      Sarsa.self, in: world, ["epsilonFinal": .real(0), "epsilonSteps": .integer(0)])
    agent.memory.values[1, 3] = 1  // greedy in 1 is up
    agent.memory.values[9, 0] = 1  // greedy in 9 is left
    var random = PCG64(seed: 0)
    let step = Transition(
      observation: 0, action: 2, reward: 0, nextObservation: 1, isTerminal: false, isTruncated: false)
    agent.learn(from: step, using: &random)
    agent.breakOff()
    #expect(agent.action(for: 9, using: &random) == 0)
  }
}
