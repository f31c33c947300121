import Agents
import Experiments
import Persistence
import Randomness
import ReinforcementLearning
import Testing
import Settings

/// Agents with networks learn: short runs, thresholds with margin.
struct DeepLearningTests {
  private func greedy(
    _ agent: String, _ world: String, steps: Int, _ settings: [String: SettingValue], seed: UInt64
  ) throws -> Double {
    var session = try NetworkAgentTests.session(agent, world, settings, seed: seed)
    while session.log.stepCount < steps {
      _ = session.advance(by: steps - session.log.stepCount)
      _ = session.log.drain()
    }
    let records = session.rollouts(50, seed: Seed(77), stepLimit: 500)
    return records.reduce(0) { $0 + $1.return } / 50
  }

  /// Means of three seeds; random play earns 22. Bounds leave room for what another processor's rounding makes of a run:
  /// of nine seeds the worst three of DQN have mean 91, those of the others more than 350.
  @Test func cartPoleIsLearned() throws {
    let ppo: [String: SettingValue] = [
      "learningRate": .real(1e-3), "rolloutSteps": .integer(32), "epochs": .integer(20), "lambda": .real(0.8),
      "discount": .real(0.98), "entropyWeight": .real(0),
    ]
    let a2c: [String: SettingValue] = [:]
    let dqn: [String: SettingValue] = [
      "hidden": .text("128,128"), "learningRate": .real(2.3e-3), "batchSize": .integer(64),
      "bufferSize": .integer(20_000), "trainEvery": .integer(256), "gradientSteps": .integer(128),
      "targetEvery": .integer(10), "epsilon": .real(0.16), "epsilonFinal": .real(0.04), "epsilonSteps": .integer(8000),
      "double": .boolean(true),
    ]
    for (agent, steps, settings, least) in [
      ("ppo", 50_000, ppo, 350.0), ("a2c", 120_000, a2c, 350), ("reinforce", 150_000, [:], 350),
      ("dqn", 25_000, dqn, 60),
    ] {
      let mean =
        try (1...3).reduce(0.0) { $0 + (try greedy(agent, "CartPole-v1", steps: steps, settings, seed: $1)) } / 3
      #expect(mean > least, "\(agent): \(mean)")
    }
  }

  /// A linear network on one-hot observations is a table.
  @Test func linearNetworksLearnFrozenLake() throws {
    let settings: [String: SettingValue] = [
      "hidden": .text("none"), "learningRate": .real(0.003), "batchSize": .integer(32), "bufferSize": .integer(50_000),
      "learningStarts": .integer(1000), "trainEvery": .integer(1), "targetEvery": .integer(500),
      "epsilonSteps": .integer(50_000), "epsilonFinal": .real(0.1), "loss": .text("squared"),
    ]
    // Random play wins 1.4 in a hundred, the best policy 74.
    #expect(try greedy("dqn", "FrozenLake-v1", steps: 60_000, settings, seed: 3) > 0.3)
  }

  /// Velocity-hidden CartPole cannot be balanced without a memory.
  @Test func memoriesHelpWhereVelocitiesAreHidden() throws {
    let settings: [String: SettingValue] = [
      "memory": .text("gru"), "normalizeObservations": .boolean(true), "learningRate": .real(1e-3),
      "epochs": .integer(20), "lambda": .real(0.8), "discount": .real(0.98), "entropyWeight": .real(0),
      "rolloutSteps": .integer(128), "hidden": .text("32,32"),
    ]
    let mean = try greedy("ppo", "CartPole-v1:hide_velocity=true", steps: 120_000, settings, seed: 1)
    let blind = try greedy(
      "ppo", "CartPole-v1:hide_velocity=true", steps: 120_000, settings.merging(["memory": .text("none")]) { $1 },
      seed: 1)
    #expect(mean > 150 && mean > 2 * blind, "\(mean) with, \(blind) without")
  }

  @Test func continuousActionsAreLearned() throws {
    let settings: [String: SettingValue] = [
      "normalizeRewards": .boolean(true), "learningRate": .real(1e-3), "rolloutSteps": .integer(256),
      "epochs": .integer(10), "discount": .real(0.9), "entropyWeight": .real(0),
    ]
    // Random play earns about -1200.
    #expect(try greedy("ppo", "Pendulum-v1", steps: 150_000, settings, seed: 2) > -700)
  }
}
