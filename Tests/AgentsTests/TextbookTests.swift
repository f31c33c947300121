import Agents
import Environments
import Randomness
import ReinforcementLearning
import TestSupport
import Testing
import Settings

/// Facts from Sutton and Barto, 2nd edition.
struct TextbookTests {
  /// Example 6.5: the windy gridworld's shortest path has 15 steps, and SARSA finds it or nearly so.
  @Test func windyGridworld() throws {
    let resolved = try ResolvedEnvironment("Tarn/WindyGridworld-v0")
    let world = try #require(resolved.world as? Gridworld)
    let model = TransitionModel(world)
    #expect(model.optimalReturn(limit: 100) == -15)
    var agent = try Learning.agent(
      Sarsa.self, in: world,
      [
        "stepSize": .real(0.5), "stepSizeHalfLife": .real(0), "epsilonFinal": .real(0.1), "epsilonSteps": .integer(0),
        "discount": .real(1),
      ])
    let episodes = Learning.train(&agent, in: world, stepLimit: nil, steps: 8000, seed: 1)
    // Figure 6.5: about 170 episodes in the first 8,000 steps.
    #expect((130...230).contains(episodes.count), "\(episodes.count) episodes")
    _ = Learning.train(&agent, in: world, stepLimit: nil, steps: 100_000, seed: 2)
    #expect(model.policyReturn(Learning.greedy(agent), limit: 1000) >= -20)
  }

  /// Example 6.7: Q-learning goes left far too often at first, double Q-learning hardly.
  @Test func maximisationBias() throws {
    func leftShare<Learner: TabularAgent>(_ type: Learner.Type) throws -> Double {
      let world = MaximisationBias()
      let settings: [String: SettingValue] = [
        "stepSize": .real(0.1), "stepSizeHalfLife": .real(0), "epsilonFinal": .real(0.1), "epsilonSteps": .integer(0),
        "discount": .real(1),
      ]
      var lefts = 0
      for seed in 0..<200 {
        var agent = try Learning.agent(type, in: world, settings)
        let episodes = Learning.train(&agent, in: world, stepLimit: nil, steps: 450, seed: UInt64(seed)).prefix(200)
        lefts += episodes.count { $0.length == 2 }
      }
      return Double(lefts) / (200 * 200)
    }
    let (single, double) = (try leftShare(QLearning.self), try leftShare(DoubleQLearning.self))
    #expect(single > double + 0.1, "Q-learning \(single), double \(double)")
    #expect(single > 0.4)
  }

  /// Figure 2.2: on the ten-armed testbed epsilon 0.1 finds the best arm in most plays, greedy gets stuck.
  @Test func tenArmedTestbed() throws {
    func bestShare(_ settings: [String: SettingValue]) throws -> Double {
      var (best, plays) = (0.0, 0.0)
      for seed in 0..<200 {
        let world = Bandit(seed: UInt64(seed))
        var agent = try Learning.agent(
          QLearning.self, in: world,
          ["stepSize": .real(1), "stepSizeHalfLife": .real(1), "epsilonSteps": .integer(0)].merging(settings) { $1 })
        _ = Learning.train(&agent, in: world, stepLimit: nil, steps: 1000, seed: UInt64(seed))
        let optimal = world.armValues.indices.max { world.armValues[$0] < world.armValues[$1] } ?? 0
        best += Double(agent.memory.visits[0, optimal])
        plays += 1000
      }
      return best / plays
    }
    let greedy = try bestShare(["epsilonFinal": .real(0)])
    let exploring = try bestShare(["epsilonFinal": .real(0.1)])
    let confident = try bestShare(["exploration": .text("ucb"), "confidence": .real(2)])
    let optimistic = try bestShare([
      "epsilonFinal": .real(0), "initialValue": .real(5), "stepSize": .real(0.1), "stepSizeHalfLife": .real(0),
    ])
    let soft = try bestShare(["exploration": .text("softmax"), "temperature": .real(0.3)])
    #expect(greedy < 0.5 && exploring > 0.6, "greedy \(greedy), epsilon \(exploring)")
    #expect(confident > exploring, "ucb \(confident)")
    #expect(optimistic > greedy + 0.1, "optimistic \(optimistic)")
    #expect(soft > greedy, "softmax \(soft)")
  }

  /// Example 7.1: on the random walk an intermediate n learns fastest.
  @Test func randomWalkNStep() throws {
    func error(n: Int) throws -> Double {
      let world = RandomWalk()
      var total = 0.0
      for seed in 0..<100 {
        var agent = try Learning.agent(
          NStepSarsa.self, in: world,
          [
            "n": .integer(n), "discount": .real(1), "stepSize": .real(n == 64 ? 0.1 : 0.4),
            "stepSizeHalfLife": .real(0),
            "epsilonFinal": .real(1), "epsilonSteps": .integer(0),
          ])
        var steps = 0
        while steps < 1500 {
          _ = Learning.train(&agent, in: world, stepLimit: nil, steps: 500, seed: UInt64(seed * 10 + steps / 500))
          steps += 500
        }
        let mean =
          (1...19).map { state -> Double in
            let value = (agent.actionValues[state, 0] + agent.actionValues[state, 1]) / 2
            let truth = Double(state) / 10 - 1
            return (value - truth) * (value - truth)
          }.reduce(0, +) / 19
        total += mean.squareRoot()
      }
      return total / 100
    }
    let (one, four, many) = (try error(n: 1), try error(n: 4), try error(n: 64))
    #expect(four < one && four < many, "n = 1: \(one), 4: \(four), 64: \(many)")
  }

  /// Example 8.1: more planning, fewer real steps.
  @Test func dynaMaze() throws {
    let resolved = try ResolvedEnvironment("Tarn/Gridworld-v0:map_name=maze")
    let world = try #require(resolved.world as? Gridworld)
    func episodes(_ planning: Int) throws -> Int {
      var agent = try Learning.agent(
        DynaQ.self, in: world,
        [
          "planningSteps": .integer(planning), "stepSize": .real(0.1), "stepSizeHalfLife": .real(0),
          "epsilonFinal": .real(0.1), "epsilonSteps": .integer(0), "discount": .real(0.95),
        ])
      return Learning.train(&agent, in: world, stepLimit: nil, steps: 6000, seed: 3).count
    }
    // 14 steps is the shortest way, so 6,000 steps hold at most 428 episodes.
    let (planned, plain) = (try episodes(50), try episodes(0))
    #expect(planned > 200 && Double(planned) > 1.25 * Double(plain), "\(planned) with planning, \(plain) without")
  }

  /// A truncated episode bootstraps: the value of a step that lasts for ever is 1 / (1 - gamma), whatever the limit.
  @Test(arguments: [
    "q-learning", "sarsa", "expected-sarsa", "double-q-learning", "n-step-sarsa", "q-lambda", "sarsa-lambda", "dyna-q",
    "monte-carlo",
  ])
  func timeLimitsAreNotEnds(id: String) throws {
    struct Forever: FiniteMDP {
      var stateCount: Int { 1 }
      var actionCount: Int { 1 }
      var initialStates: [WeightedState] { [WeightedState(state: 0, probability: 1)] }
      func successors(of state: Int, taking action: Int) -> [Successor] {
        [Successor(state: 0, reward: 1, isTerminal: false)]
      }
    }
    let type = try #require(AgentCatalogue.all.first { $0.descriptor.id == id }?.tabularType)
    func open<Learner: TabularAgent>(_ type: Learner.Type) throws {
      let settings = try SettingValues(
        type.descriptor.hyperparameters,
        overrides: ["discount": .real(0.9), "stepSize": .real(0.1), "stepSizeHalfLife": .real(0)], of: id
      ).planned(over: 20_000)
      var agent = try Learner(settings, for: TableOutline(observationCount: 1, actionCount: 1))
      var simulation = Simulation(TableEnvironment(TransitionModel(Forever())), stepLimit: 5, random: PCG64(seed: 0))
      var random = PCG64(seed: 1)
      var log = EpisodeLog()
      while log.stepCount < 20_000 {
        _ = agent.practise(in: &simulation, for: 1000, using: &random, log: &log)
        _ = log.drain()
      }
      #expect(abs(agent.actionValues[0, 0] - 10) < 0.1, "\(id): \(agent.actionValues[0, 0])")
    }
    try open(type)
  }
}
