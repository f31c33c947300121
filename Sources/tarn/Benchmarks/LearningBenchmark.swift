import Agents
import Environments
import Experiments
import Randomness
import ReinforcementLearning
import Settings
import Workbench
import Persistence

/// W3: tabular Q-learning on FrozenLake 8x8, through the session that `tarn train` advances.
enum LearningBenchmark {
  static func run(repeats: Int, report: (Measurement) -> Void) throws {
    let environment = try ResolvedEnvironment("FrozenLake8x8-v1")
    let settings = try SettingValues(
      QLearning.descriptor.hyperparameters,
      overrides: [
        "stepSize": .real(0.1), "stepSizeHalfLife": .real(0), "epsilonFinal": .real(0.1), "epsilonSteps": .integer(0),
      ], of: "q-learning")
    var share = 0.0
    var seed: UInt64 = 0
    var measurement = try Measurement.rate("W3", "qlearning", "learning steps/s", work: 1_000_000, repeats: repeats) {
      seed += 1
      var session = try AgentEntry(QLearning.self).session(settings, in: environment.sessionRequest(seed: Seed(seed)))
      var (wins, episodes) = (0, 0)
      while session.log.stepCount < 1_000_000 {
        _ = session.advance(by: 1_000_000 - session.log.stepCount)
        for episode in session.log.drain() {
          episodes += 1
          if episode.return > 0 { wins += 1 }
        }
      }
      share = Double(wins) / Double(max(episodes, 1))
    }
    measurement.notes = "share of episodes that reached the goal \(share)"
    report(measurement)
  }
}
