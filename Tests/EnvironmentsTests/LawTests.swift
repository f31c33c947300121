import Environments
import Foundation
import Randomness
import ReinforcementLearning
import Scenes
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
  func sameSeedSameTrajectory(specification: String) throws {
    func check(_ world: some TabularWorld) {
      func walk() -> [SpaceValue] {
        var simulation = Simulation(world, stepLimit: 100, random: PCG64(seed: 5))
        var actions = PCG64(seed: 6)
        return (0..<300).map { _ in
          if simulation.step(actions.integer(in: 0..<world.actionCount)).isLast { simulation.reset() }
          return simulation.observation.spaceValue
        }
      }
      #expect(walk() == walk())
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    check(world)
  }

  @Test(arguments: specifications)
  func observationsStayInTheirSpace(specification: String) throws {
    func check(_ world: some TabularWorld) {
      var simulation = Simulation(world, stepLimit: 200, random: PCG64(seed: 1))
      var actions = PCG64(seed: 2)
      for _ in 0..<2000 {
        #expect(world.observationSpace.contains(simulation.observation.spaceValue))
        #expect((0..<world.observationCount).contains(simulation.observationIndex))
        let action = actions.integer(in: 0..<world.actionCount)
        #expect(world.actionSpace.contains(action.spaceValue))
        if simulation.step(action).isLast { simulation.reset() }
      }
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    check(world)
  }

  @Test(arguments: specifications)
  func copiesAreIndependentAndStatesCodable(specification: String) throws {
    func check<Place: TabularWorld>(_ world: Place) throws {
      var simulation = Simulation(world, stepLimit: 50, random: PCG64(seed: 3))
      for action in 0..<min(3, world.actionCount) where !simulation.step(action).isLast {}
      if simulation.elapsed >= 50 { simulation.reset() }
      let (before, copy) = (simulation.state, simulation)
      _ = simulation.step(0)
      #expect(copy.state == before)
      let data = try JSONEncoder().encode([before])
      #expect(try JSONDecoder().decode([Place.State].self, from: data) == [before])
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    try check(world)
  }

  @Test(arguments: specifications)
  func scenesFitTheirWorld(specification: String) throws {
    func check(_ world: some TabularWorld) {
      #expect(world.actionLabels.count == world.actionCount)
      #expect(!world.title.isEmpty)
      var simulation = Simulation(world, stepLimit: 100, random: PCG64(seed: 4))
      for step in 0..<300 {
        let scene = world.scene(of: simulation.state)
        #expect(scene.cells.count == scene.rows * scene.columns)
        #expect(scene.figures.contains { $0.kind == .agent })
        #expect(scene.figures.allSatisfy { scene.cells.indices.contains($0.cell) })
        #expect(scene.cells.compactMap(\.observation).allSatisfy { (0..<world.observationCount).contains($0) })
        if simulation.step(step % world.actionCount).isLast { simulation.reset() }
      }
    }
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    check(world)
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
    func check(_ world: some TabularWorld) {
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
    func check<Place: TabularWorld>(_ world: Place) {
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
    var batch = SimulationBatch(table, count: 7, stepLimit: 40, seed: seed)
    var outcomes = SimulationBatch<TableEnvironment>.Outcomes(count: 7)
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
        #expect(outcomes.nextObservations[index] == Int32(members[index].observation))
        #expect(outcomes.ends[index] == (step.isTerminal ? 1 : 0) | (step.isTruncated ? 2 : 0))
        if step.isLast {
          expected += 1
          members[index].reset()
        }
        #expect(outcomes.observations[index] == Int32(members[index].observation))
      }
      #expect(ended == expected)
    }
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
