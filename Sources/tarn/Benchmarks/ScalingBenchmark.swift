import Environments
import Experiments
import Persistence
import Randomness
import ReinforcementLearning
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

/// What large maps, a second core and long replays cost or bring.
enum ScalingBenchmark {
  static func run(repeats: Int, report: (Measurement) -> Void) throws {
    try SetupBenchmark.run(repeats: repeats, report: report)
    try twoRuns(repeats: repeats, report)
    try twoThreads(repeats: repeats, report)
    for (metric, world, limit) in [
      ("memory/dqn_cartpole_1m", "CartPole-v1", 60), ("memory/dqn_seaquest_1m", "MinAtar/Seaquest-v0", 300),
    ] {
      try memory(metric, world, goal: limit, report)
    }
  }

  /// Two runs at once against one alone.
  private static func twoRuns(repeats: Int, _ report: (Measurement) -> Void) throws {
    let directories = [1, 2].map { "\(ColdStartBenchmark.temporaryDirectory)/tarn-scaling-\(getpid())-\($0)" }
    defer { for directory in directories { ColdStartBenchmark.removeRun(directory) } }
    func start(_ directory: String) throws -> pid_t {
      ColdStartBenchmark.removeRun(directory)
      return try ChildProcess.start([
        "train", "a2c", "CartPole-v1", "--steps", "1000000", "--evaluate-every", "0", "--quiet", "--json", "--out",
        directory,
      ])
    }
    var measurement = Measurement(
      workload: "scaling", metric: "two_runs_over_one", unit: "ratio", wall: [], processor: [],
      notes: "tarn train a2c CartPole-v1 --steps 1000000, two processes at once over one alone")
    for _ in 0..<repeats {
      let before = Clock.wall
      _ = try ChildProcess.finish(start(directories[0]))
      let single = Clock.wall - before
      let middle = Clock.wall
      let processes = try directories.map(start)
      for process in processes { _ = try ChildProcess.finish(process) }
      measurement.wall.append((Clock.wall - middle) / single)
    }
    report(measurement)
  }

  /// A batch of 1,024 split over two threads against one.
  private static func twoThreads(repeats: Int, _ report: (Measurement) -> Void) throws {
    let resolved = try ResolvedEnvironment("CartPole-v1")
    let (world, limit) = (try resolved.features, resolved.stepLimit)
    func seconds(threads: Int) -> Double {
      let start = Clock.wall
      let handles = (0..<threads).map { number in
        TrainingThread.start { step(world, limit: limit, rows: 1024 / threads, seed: UInt64(number), passes: 20_000) }
      }
      for handle in handles { handle?.join() }
      return Clock.wall - start
    }
    var measurement = Measurement(
      workload: "scaling", metric: "two_threads_over_one", unit: "ratio", wall: [], processor: [],
      notes: "W1 CartPole/batch1024, the rows split over two threads")
    _ = seconds(threads: 1)
    for _ in 0..<repeats { measurement.wall.append(seconds(threads: 1) / seconds(threads: 2)) }
    report(measurement)
  }

  private static func step(_ world: any FeatureEnvironment, limit: Int?, rows: Int, seed: UInt64, passes: Int) {
    func open(_ world: some FeatureEnvironment) -> any EnvironmentBatch {
      FeatureBatch(world, count: rows, stepLimit: limit, seed: Seed(seed))
    }
    var batch = open(world)
    var experience = Transitions<Float>(count: rows, featureCount: batch.outline.featureCount)
    var actions = Actions(rows: rows, space: batch.outline.actionSpace)
    for row in 0..<rows { actions.numbers[row] = Int32(row % 2) }
    var log = EpisodeLog()
    for _ in 0..<passes {
      batch.step(actions, into: &experience, log: &log)
      if log.isFull { _ = log.drain() }
    }
  }

  /// The peak of a run that fills a replay of a million transitions.
  private static func memory(_ metric: String, _ world: String, goal: Int, _ report: (Measurement) -> Void) throws {
    let directory = "\(ColdStartBenchmark.temporaryDirectory)/tarn-memory-\(getpid())"
    ColdStartBenchmark.removeRun(directory)
    defer { ColdStartBenchmark.removeRun(directory) }
    let usage = try ChildProcess.run([
      "train", "dqn", world, "--untuned", "--steps", "1000300", "--set", "bufferSize=1000000", "--set",
      "learningStarts=1000000", "--set", "hidden=128", "--evaluate-every", "0", "--checkpoint-every", "100000000",
      "--quiet", "--json", "--out", directory,
    ])
    report(
      Measurement(
        workload: "scaling", metric: metric, unit: "MB", wall: [usage.megabytes], processor: [],
        notes:
          "peak resident memory of a run with a replay of 1,000,000 transitions, its checkpoint included; goal \(goal)")
    )
  }
}
