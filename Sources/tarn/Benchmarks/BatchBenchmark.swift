import Environments
import Experiments
import Persistence
import Randomness
import ReinforcementLearning

/// W1, classic control and arcade games: batches as agents act in them, observations written out, automatic resets.
enum BatchBenchmark {
  static let worlds = [
    ("CartPole", "CartPole-v1", 400), ("MountainCar", "MountainCar-v0", 400), ("Acrobot", "Acrobot-v1", 40),
    ("minatar_breakout", "MinAtar/Breakout-v0", 40), ("minatar_space_invaders", "MinAtar/SpaceInvaders-v0", 40),
    ("minatar_asterix", "MinAtar/Asterix-v0", 40), ("minatar_freeway", "MinAtar/Freeway-v0", 40),
    ("minatar_seaquest", "MinAtar/Seaquest-v0", 40),
  ]

  static func run(repeats: Int, report: (Measurement) -> Void) throws {
    for (name, id, rounds) in worlds {
      let resolved = try ResolvedEnvironment(id)
      for count in [1, 1024] {
        report(measure(name, try resolved.features, limit: resolved.stepLimit, count: count, rounds, repeats: repeats))
      }
    }
  }

  private static func measure(
    _ name: String, _ world: any FeatureEnvironment, limit: Int?, count: Int, _ rounds: Int, repeats: Int
  ) -> Measurement {
    func open(_ world: some FeatureEnvironment) -> any EnvironmentBatch {
      FeatureBatch(world, count: count, stepLimit: limit, seed: Seed(1))
    }
    var batch = open(world)
    let outline = batch.outline
    let kinds = UInt64(outline.actionSpace.count ?? 1)
    let table =
      count == 1
      ? Array(SplitMix64.integers(seed: 1, count: 65_536, below: kinds).prefix(4096))
      : SplitMix64.integers(seed: 1, count: 64 * count, below: kinds)
    var actions = Actions(rows: count, space: outline.actionSpace)
    var experience = Transitions<Float>(count: count, featureCount: outline.featureCount)
    batch.observe(into: &experience)
    var log = EpisodeLog()
    var episodes = 0
    let passes = count == 1 ? rounds : max(1, rounds / 8)
    var measurement = Measurement.rate(
      "W1", "\(name)/batch\(count)", "env steps/s", work: Double(passes * table.count), repeats: repeats
    ) {
      for _ in 0..<passes {
        for start in stride(from: 0, to: table.count, by: count) {
          for row in 0..<count { actions.numbers[row] = table[start + row] }
          batch.step(actions, into: &experience, log: &log)
        }
        episodes += log.drain().count
      }
    }
    measurement.notes = "mean steps per episode \(Double(log.stepCount) / Double(max(episodes, 1)))"
    return measurement
  }
}
