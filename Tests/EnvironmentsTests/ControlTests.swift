import Environments
import Persistence
import Randomness
import ReinforcementLearning
import TestSupport
import Testing

/// Classic control to the last bit of the reference package, and the wrappers around it.
struct ControlTests {
  private struct File: Decodable {
    struct Pushes: Decodable {
      let seed: UInt64
      let forces, rewards: [Double]
      let seen: [[Double]]
    }
    struct Swings: Decodable {
      let seed: UInt64
      let steps: Int
      let states: [[Double]]
    }
    struct Costs: Decodable {
      let seed: UInt64
      let torques, rewards: [Double]
    }
    let pushes: [Pushes]
    let swings: [Swings]
    let costs: [Costs]
  }

  @Test func firstStepsAndClippedForcesAreComputedInDouble() throws {
    for golden in try Golden.decode(File.self, from: "control.json").pushes {
      var simulation = Simulation(MountainCarContinuous(), random: PCG64(seed: golden.seed))
      #expect(simulation.observation.map(Double.init) == golden.seen[0], "seed \(golden.seed)")
      for (index, force) in golden.forces.enumerated() {
        let step = simulation.step(Float(force))
        #expect(simulation.observation.map(Double.init) == golden.seen[index + 1], "seed \(golden.seed), step \(index)")
        #expect(abs(step.reward - golden.rewards[index]) < 1e-15)
      }
    }
  }

  /// Squares rounded as the package rounds them: with `x * x` one of these episodes leaves its path.
  @Test func acrobatsStayOnTheirPath() throws {
    for golden in try Golden.decode(File.self, from: "control.json").swings {
      var simulation = Simulation(Acrobot(), random: PCG64(seed: golden.seed))
      var (draw, states): (UInt64, [[Double]]) = (1, [])
      for step in 1...golden.steps {
        if step % 4 == 1 { draw = (1_103_515_245 &* draw &+ 12345) & 0x7fff_ffff }
        if simulation.step(Int(draw >> 16) % 3).isTerminal { simulation.reset() }
        let state = simulation.state
        if step % 250 == 0 { states.append([state.first, state.second, state.firstSpeed, state.secondSpeed]) }
      }
      #expect(states == golden.states, "seed \(golden.seed)")
    }
  }

  @Test func pendulumsCostWhatThePackageSays() throws {
    for golden in try Golden.decode(File.self, from: "control.json").costs {
      var simulation = Simulation(Pendulum(), random: PCG64(seed: golden.seed))
      #expect(golden.torques.map { simulation.step(Float($0)).reward } == golden.rewards)
    }
  }

  /// A limit of 200 steps, three a decision: 67 decisions, the last one held for two steps.
  @Test func limitsCountTheWorldsSteps() throws {
    let resolved = try ResolvedEnvironment("Pendulum-v1:action_repeat=3")
    #expect(resolved.stepLimit == 67)
    func play<World: FeatureEnvironment>(_ world: World, _ repeated: Int) -> [Double] {
      var simulation = Simulation(world, stepLimit: resolved.stepLimit, random: PCG64(seed: 3))
      var rewards: [Double] = []
      while true {
        let step = simulation.step(world.action(at: rewards.count % 3))
        rewards.append(step.reward)
        if step.isLast { return rewards }
      }
    }
    let world = try #require(resolved.world as? any FeatureEnvironment)
    let decisions = play(world, 3)
    var single = Simulation(Pendulum(), random: PCG64(seed: 3))
    let frames = (0..<200).map { single.step(Pendulum().action(at: $0 / 3 % 3)).reward }
    let sums = stride(from: 0, to: 200, by: 3).map { frames[$0..<min($0 + 3, 200)].reduce(0, +) }
    #expect(decisions == sums)
    #expect(try ResolvedEnvironment("CartPole-v1:action_repeat=2,step_limit=0").stepLimit == nil)
    #expect(try ResolvedEnvironment("CartPole-v1:action_repeat=2").stepLimit == 250)
    #expect(try ResolvedEnvironment("CartPole-v1").stepLimit == 500)
  }

  /// What wraps one side of a match alone would play another game.
  @Test(arguments: ["frame_stack=2", "action_repeat=2", "repeat_action_probability=0.1"])
  func matchesCannotBeWrapped(argument: String) throws {
    let error = #expect(throws: InputError.self) {
      try ResolvedEnvironment("Tarn/Pong-v0:opponent=self,\(argument)")
    }
    let name = String(argument.prefix { $0 != "=" })
    #expect(error?.description.contains("against itself cannot be combined with \(name)") == true)
    #expect(try ResolvedEnvironment("Tarn/Pong-v0:opponent=follower,\(argument)").features.couplesRows == false)
  }

  /// Sums of both sides are zero, sticky or not, and sticking changes what is played.
  @Test func matchesAreFairAndActionsStick() throws {
    func play(_ specification: String) throws -> (sums: Set<Float>, seen: [Float]) {
      let resolved = try ResolvedEnvironment(specification)
      func enter(_ world: some FeatureEnvironment) -> (Set<Float>, [Float]) {
        var batch = FeatureBatch(world, count: 4, stepLimit: 300, seed: Seed(2))
        var experience = Transitions<Float>(count: 4, featureCount: batch.outline.featureCount)
        var actions = Actions(rows: 4, space: batch.outline.actionSpace)
        var (log, random, sums) = (EpisodeLog(), PCG64(seed: 5), Set<Float>())
        for _ in 0..<400 {
          for row in 0..<4 { actions.numbers[row] = Int32(random.integer(in: 0..<3)) }
          batch.step(actions, into: &experience, log: &log)
          sums.formUnion([experience.rewards[0] + experience.rewards[1], experience.rewards[2] + experience.rewards[3]])
        }
        return (sums, experience.observations)
      }
      return enter(try resolved.features)
    }
    let plain = try play("Tarn/Pong-v0:opponent=self")
    let sticky = try play("Tarn/Pong-v0:opponent=self,sticky_action_prob=0.5")
    #expect(plain.sums == [0] && sticky.sums == [0])
    #expect(plain.seen != sticky.seen)
    #expect(try play("Tarn/Pong-v0:opponent=self,sticky_action_prob=0").seen == plain.seen)
  }
}
