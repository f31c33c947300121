import Experiments
import ReinforcementLearning
import Persistence

#if canImport(Glibc)
  import Glibc
#endif

/// W9: a fresh process to its first 1,000 learning steps, or to a network's first step, run directory and all.
enum ColdStartBenchmark {
  static func run(repeats: Int, report: (Measurement) -> Void) throws {
    try measure(
      "cold_start", ["q-learning", "FrozenLake8x8-v1", "--steps", "1000"], repeats: repeats, report: report)
    try measure(
      "cold_start_dqn",
      [
        "dqn", "CartPole-v1", "--untuned", "--steps", "128", "--set", "learningStarts=127", "--set", "trainEvery=128",
        "--set", "bufferSize=10000", "--set", "loss=squared",
      ], repeats: repeats, report: report)
  }

  private static func measure(
    _ metric: String, _ arguments: [String], repeats: Int, report: (Measurement) -> Void
  ) throws {
    let directory = "\(temporaryDirectory)/tarn-bench-\(getpid())"
    defer { removeRun(directory) }
    var measurement = Measurement(
      workload: "W9", metric: metric, unit: "seconds", wall: [], processor: [],
      notes: "tarn train \(arguments.joined(separator: " ")): process start to exit, files synced")
    var peak = 0.0
    for repetition in 0...max(repeats, 5) {
      removeRun(directory)
      let start = Clock.wall
      let usage = try ChildProcess.run(["train"] + arguments + ["--quiet", "--json", "--out", directory])
      let wall = Clock.wall - start
      if repetition == 0 { continue }  // the first fills the page cache
      measurement.wall.append(wall)
      measurement.processor.append(usage.seconds)
      peak = max(peak, usage.megabytes)
    }
    measurement.extra = [.init(key: "peak_rss_mb", value: .real(peak))]
    report(measurement)
  }

  static var temporaryDirectory: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  static func removeRun(_ directory: String) {
    for name in Files.list(directory) {
      let path = "\(directory)/\(name)"
      if Files.isDirectory(path) { removeRun(path) } else { Files.remove(path) }
    }
    rmdir(directory)
  }

}

/// This program in a process of its own.
enum ChildProcess {
  /// Starts it; its results go nowhere.
  static func start(_ arguments: [String]) throws -> pid_t {
    var pointers: [UnsafeMutablePointer<CChar>?] = (["tarn"] + arguments).map { strdup($0) } + [nil]
    defer {
      for pointer in pointers { free(pointer) }
      pointers.removeAll()
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var process: pid_t = 0
    guard posix_spawn(&process, "/proc/self/exe", &actions, nil, pointers, environ) == 0 else {
      throw WorkError("the benchmark could not start a second process")
    }
    return process
  }

  /// Waits for its end and returns the processor time and memory it took.
  static func finish(_ process: pid_t) throws -> (seconds: Double, megabytes: Double) {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    guard status == 0 else { throw WorkError("the benchmark's second process failed") }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Double(usage.ru_maxrss) / 1024)
  }

  static func run(_ arguments: [String]) throws -> (seconds: Double, megabytes: Double) {
    try finish(start(arguments))
  }
}
