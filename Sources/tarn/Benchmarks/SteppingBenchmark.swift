import Environments
import Experiments
import Randomness
import ReinforcementLearning
import Persistence

/// W1: environment stepping with uniformly random actions and automatic resets.
enum SteppingBenchmark {
  static let worlds = [
    ("FrozenLake4x4", "FrozenLake-v1"), ("FrozenLake8x8", "FrozenLake8x8-v1"), ("CliffWalking", "CliffWalking-v1"),
    ("Taxi", "Taxi-v4"),
  ]

  static func run(repeats: Int, report: (Measurement) -> Void) throws {
    for (name, id) in worlds {
      let resolved = try ResolvedEnvironment(id)
      guard let world = resolved.tabular?.tableEnvironment() else { continue }
      report(single(name, world, limit: resolved.stepLimit, repeats: repeats))
      report(batch(name, world, limit: resolved.stepLimit, count: 1024, repeats: repeats))
    }
  }

  private static func single(
    _ name: String, _ world: TableEnvironment, limit: Int?, repeats: Int
  ) -> Measurement {
    let table = SplitMix64.integers(seed: 1, count: 65_536, below: UInt64(world.actionCount)).prefix(4096).map {
      Int($0)
    }
    var simulation = Simulation(world, stepLimit: limit, random: Seed(1).generator())
    var (episodes, steps, seen, total) = (0, 0, 0, 0.0)
    let rounds = 8192
    var measurement = Measurement.rate(
      "W1", "\(name)/batch1", "env steps/s", work: Double(rounds * table.count), repeats: repeats
    ) {
      table.withUnsafeBufferPointer { table in
        for _ in 0..<rounds {
          for action in table {
            let step = simulation.step(action)
            total += step.reward
            seen &+= simulation.observation
            if step.isLast {
              episodes += 1
              simulation.reset()
            }
          }
          steps += table.count
        }
      }
    }
    measurement.notes = "mean steps per episode \(Double(steps) / Double(max(episodes, 1)))"
    measurement.extra = [.init(key: "checksum", value: .real(total + Double(seen)))]
    return measurement
  }

  private static func batch(
    _ name: String, _ world: TableEnvironment, limit: Int?, count: Int, repeats: Int
  ) -> Measurement {
    let table = SplitMix64.integers(seed: 1, count: 64 * count, below: UInt64(world.actionCount))
    var simulations = TableBatch(world, count: count, stepLimit: limit, seed: Seed(1))
    var outcomes = Transitions<Int32>(count: count)
    var (episodes, steps) = (0, 0)
    let rounds = 1024
    var measurement = Measurement.rate(
      "W1", "\(name)/batch\(count)", "env steps/s", work: Double(rounds * 64 * count), repeats: repeats
    ) {
      for _ in 0..<rounds {
        for row in 0..<64 {
          episodes += simulations.step(table[row * count..<(row + 1) * count], into: &outcomes)
        }
        steps += 64 * count
      }
    }
    measurement.notes = "mean steps per episode \(Double(steps) / Double(max(episodes, 1)))"
    return measurement
  }
}
