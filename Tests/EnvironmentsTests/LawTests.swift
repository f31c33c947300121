import Environments
import Randomness
import ReinforcementLearning
import Settings
import TestSupport
import Testing

/// What every world must keep to, over the whole catalogue: adding a world gets it tested.
struct LawTests {
  static let specifications =
    EnvironmentCatalogue.all.map(\.id).filter { (try? ResolvedEnvironment($0).tabular) != nil } + [
      "Taxi-v4:is_rainy=true", "Taxi-v4:fickle_passenger=true", "FrozenLake-v1:map_name=random,map_size=6",
      "FrozenLake-v1:is_slippery=false", "Tarn/Gridworld-v0:map_name=keys,slip=0.2",
      "Tarn/Gridworld-v0:map_name=maze", "Tarn/Gridworld-v0:map=S>.v/.<.G/H^.a/AbBG,wind=0/1/-1/0",
      "Blackjack-v1:sab=false,natural=true", "Tarn/RandomWalk-v0:states=5,randomness=0.3",
    ]

  @Test(arguments: specifications)
  func tablesKeepTheLaws(specification: String) throws {
    func check(_ world: some TabularEnvironment) throws {
      #expect(try EnvironmentLaws.violations(of: world) == [])
      #expect(EnvironmentLaws.tableViolations(of: world) == [])
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    try check(world)
  }

  /// Seen as rows with a single one a world is the same world.
  @Test(arguments: specifications)
  func tablesSeenAsRowsKeepTheLaws(specification: String) throws {
    func check<World: TabularEnvironment>(_ inner: World) throws {
      let world = OneHot(inner)
      #expect(try EnvironmentLaws.violations(of: world, steps: 60) == [])
      #expect(EnvironmentLaws.featureViolations(of: world, steps: 60) == [])
      #expect(try EnvironmentLaws.batchViolations(of: world, rows: 3, steps: 40) == [])
      #expect(world.profile == inner.profile && world.actionSpace == inner.actionSpace)
      var random = PCG64(seed: 1)
      let state = world.initialState(using: &random)
      #expect(world.observation(of: state).firstIndex(of: 1) == inner.observationIndex(of: state))
      #expect(world.scene(of: state) == inner.scene(of: state))
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    if world.observationCount < 5_000 { try check(world) }
  }

  @Test(arguments: specifications)
  func probabilitiesSumToOne(specification: String) throws {
    guard let model = try ResolvedEnvironment(specification).tabular?.transitionModel() else {
      #expect(specification.contains("fickle"), "only the fickle taxi has no model")
      return
    }
    #expect(abs(model.initialStates.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
    for state in 0..<model.stateCount {
      for action in 0..<model.actionCount {
        let entries = model.entries(of: state, taking: action)
        #expect(!entries.isEmpty)
        #expect(entries.allSatisfy { model.probabilities[$0] > 0 })
        #expect(abs(entries.reduce(0) { $0 + model.probabilities[$1] } - 1) < 1e-12)
      }
    }
  }

  @Test(arguments: specifications)
  func terminalStatesAbsorb(specification: String) throws {
    guard let model = try ResolvedEnvironment(specification).tabular?.transitionModel() else { return }
    for entry in model.nextStates.indices where model.terminations[entry] {
      #expect(model.isAbsorbing(Int(model.nextStates[entry])))
    }
  }

  /// Frequencies of what follows lie within five standard deviations of the model's probabilities.
  @Test(arguments: specifications)
  func sampledFrequenciesMatchTheModel(specification: String) throws {
    func check(_ world: some TabularEnvironment) {
      guard let model = world.transitionModel(), let table = world.tableEnvironment() else { return }
      var random = PCG64(seed: 11)
      for _ in 0..<20 {
        let state = random.integer(in: 0..<model.stateCount)
        let action = random.integer(in: 0..<model.actionCount)
        var counts: [Int: Double] = [:]
        let draws = 4000
        for _ in 0..<draws {
          var next = state
          _ = table.advance(&next, taking: action, using: &random)
          counts[next, default: 0] += 1
        }
        var expected: [Int: Double] = [:]
        for entry in model.entries(of: state, taking: action) {
          expected[Int(model.nextStates[entry]), default: 0] += model.probabilities[entry]
        }
        #expect(Set(counts.keys).isSubset(of: expected.keys))
        for (next, probability) in expected {
          let deviation = (Double(draws) * probability * (1 - probability)).squareRoot()
          #expect(abs((counts[next] ?? 0) - Double(draws) * probability) <= 5 * deviation + 1e-9)
        }
      }
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    check(world)
  }

  /// The packed table walks the very path of the model it was packed from.
  @Test(arguments: specifications)
  func packedTablesRepeatTheirModels(specification: String) throws {
    func check<World: TabularEnvironment>(_ world: World) {
      guard let table = world.tableEnvironment() else { return }
      var first = Simulation(world, stepLimit: 60, random: PCG64(seed: 9))
      var second = Simulation(table, stepLimit: 60, random: PCG64(seed: 9))
      for step in 0..<1500 {
        #expect(first.observationIndex == second.observationIndex)
        let (left, right) = (first.step(step * 7 % world.actionCount), second.step(step * 7 % world.actionCount))
        #expect(
          left.reward == right.reward && left.isTerminal == right.isTerminal && left.isTruncated == right.isTruncated)
        if left.isLast {
          first.reset()
          second.reset()
        }
      }
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    check(world)
  }

  @Test(arguments: ["FrozenLake8x8-v1", "Taxi-v4:is_rainy=true", "CliffWalking-v1"])
  func batchesRepeatTheirMembers(specification: String) throws {
    let resolved = try ResolvedEnvironment(specification)
    let table = try #require(resolved.tabular?.tableEnvironment())
    let seed = Seed(3)
    var batch = TableBatch(table, count: 7, stepLimit: 40, seed: seed)
    var outcomes = Transitions<Int32>(count: 7)
    var members = (0..<7).map {
      Simulation(table, stepLimit: 40, random: seed.derived(for: "environment", $0).generator())
    }
    #expect(batch.observations == members.map { Int32($0.observation) })
    var actions = PCG64(seed: 8)
    for _ in 0..<200 {
      let chosen = (0..<7).map { _ in Int32(actions.integer(in: 0..<table.actionCount)) }
      let ended = batch.step(chosen, into: &outcomes)
      var expected = 0
      for index in members.indices {
        let step = members[index].step(Int(chosen[index]))
        #expect(outcomes.rewards[index] == Float(step.reward))
        #expect(!step.isLast || outcomes.finals[index] == Int32(members[index].observation))
        #expect(outcomes.ends[index] == step.end)
        if step.isLast {
          expected += 1
          members[index].reset()
        }
        #expect(outcomes.observations[index] == Int32(members[index].observation))
      }
      #expect(ended == expected)
    }
  }

  /// Arguments have one name each, and their defaults are what may be given.
  @Test(arguments: EnvironmentCatalogue.all.map(\.id))
  func argumentsAreDeclaredOnce(id: String) throws {
    let descriptor = try #require(EnvironmentCatalogue.all.first { $0.id == id })
    let arguments = descriptor.arguments
    #expect(Set(arguments.map(\.name)).count == arguments.count)
    for argument in arguments {
      #expect(argument.accept(argument.defaultValue) == argument.defaultValue)
      #expect(argument.name == argument.name.lowercased() && !argument.summary.isEmpty)
    }
    #expect(arguments.last?.name == "step_limit")
    #expect(try ResolvedEnvironment(id).specification == id)
  }

  @Test func timeLimitsTruncateAlsoWhereTheWorldEnds() throws {
    let world = try FrozenLake(map: TextMap("SG", legend: "SFHG"), isSlippery: false)
    var simulation = Simulation(world, stepLimit: 1, random: PCG64(seed: 0))
    let step = simulation.step(2)
    #expect(step.isTerminal && step.isTruncated)
    let transition = Transition(
      observation: 0, action: 2, reward: 1, nextObservation: 1, isTerminal: true, isTruncated: true)
    #expect(transition.continuation == 0 && transition.end == .terminated)
  }
}
