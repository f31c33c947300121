import Agents
import Experiments
import Randomness
import ReinforcementLearning
import Testing
import Settings

/// A reward of 1 a step for ever, cut off after ten steps: V is 1 / (1 - gamma) for those who bootstrap where time ran out,
/// and less for those who take it for the end of the world.
private struct Endless: FeatureEnvironment {
  /// Whether the world itself ends after each step with probability `chance`.
  var chance = 0.0
  var layout: FeatureLayout { .row(2, in: 0...1) }
  var actionSpace: Space { .discrete(2) }
  func initialState<Source: RandomSource>(using random: inout Source) -> Int { 0 }
  func advance<Source: RandomSource>(_ state: inout Int, taking action: Int, using random: inout Source) -> Outcome {
    Outcome(reward: 1, isTerminal: chance > 0 && random.nextDouble() < chance)
  }
  func writeFeatures(of state: Int, into buffer: UnsafeMutablePointer<Float>) {
    buffer[0] = 1
    buffer[1] = 0
  }
}

struct BootstrapTests {
  static let learners: [(String, [String: SettingValue])] = {
    let replay: [String: SettingValue] = [
      "hidden": .text("16"), "discount": .real(0.9), "learningRate": .real(3e-3), "batchSize": .integer(16),
      "bufferSize": .integer(2000), "learningStarts": .integer(100), "trainEvery": .integer(1),
      "targetEvery": .integer(50), "epsilonSteps": .integer(100), "valueMax": .real(20),
    ]
    let policy: [String: SettingValue] = [
      "hidden": .text("16"), "discount": .real(0.9), "learningRate": .real(3e-3), "simulations": .integer(4),
    ]
    return [
      ("dqn", replay), ("double-dqn", replay), ("rainbow", replay), ("a2c", policy), ("ppo", policy),
      ("actor-critic", policy),
      ("ac-lambda", ["hidden": .text("16"), "discount": .real(0.9), "learningRate": .real(3e-3)]),
    ]
  }()

  private func value(_ id: String, _ settings: [String: SettingValue], chance: Double) throws -> Double {
    let entry = try #require(AgentCatalogue.all.first { $0.descriptor.id == id })
    let values = try SettingValues(entry.descriptor.hyperparameters, overrides: settings, of: id).planned(over: 20_000)
    let world = Endless(chance: chance)
    func open<Learner: NetworkAgent>(_ type: Learner.Type) throws -> Double {
      let outline = FeatureOutline(
        featureShape: [2], isBinary: false, actionSpace: world.actionSpace, stepLimit: 10)
      var session = try NetworkSession(type, values, for: outline, seed: Seed(2)) {
        FeatureBatch(world, count: $0, stepLimit: 10, seed: Seed(2))
      }
      while session.log.stepCount < 20_000 {
        _ = session.advance(by: 500)
        _ = session.log.drain()
      }
      return session.inspection.insight(into: [1, 0]).value ?? .nan
    }
    let type: any NetworkAgent.Type = try #require(entry.networkType)
    return try open(type)
  }

  @Test(arguments: learners.map(\.0))
  func truncatedEpisodesBootstrap(id: String) throws {
    let settings = try #require(Self.learners.first { $0.0 == id }).1
    // 1 / (1 - 0.9); without the bootstrap it would be about 4.
    #expect(abs(try value(id, settings, chance: 0) - 10) < 1)
    // The world ends with probability 1/2: 1 / (1 - 0.45) = 1.82. Bootstrapping there would give 10 again.
    #expect(abs(try value(id, settings, chance: 0.5) - 1 / 0.55) < 0.35)
  }
}
