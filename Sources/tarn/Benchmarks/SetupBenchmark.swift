import Environments
import Experiments
import Persistence
import ReinforcementLearning

/// How the set-up of maps grows with their cells: nanoseconds a cell, which should not depend on their number.
enum SetupBenchmark {
  private static let sides = [64, 256, 1024]

  static func run(repeats: Int, report: (Measurement) -> Void) throws {
    // In processes of their own first: a child's peak memory counts what its parent had when it was started.
    for side in sides { try process(side: side, repeats: repeats, report) }
    for side in sides {
      try measure("frozenlake_\(side)", side: side, repeats: repeats, report) {
        try ResolvedEnvironment("FrozenLake-v1:map_name=random,map_size=\(side)").world
      }
      let map = field(side: side)
      try measure("gridworld_\(side)", side: side, repeats: repeats, report) {
        try Gridworld(map: TextMap(map, legend: Gridworld.legend))
      }
    }
  }

  /// The world, and the table that learners walk over.
  private static func measure(
    _ name: String, side: Int, repeats: Int, _ report: (Measurement) -> Void, _ make: () throws -> any Environment
  ) throws {
    let cells = Double(side * side)
    func perCell(_ metric: String, _ notes: String, _ body: () throws -> Void) rethrows {
      var measurement = try Measurement.seconds("scaling", metric, repeats: repeats, notes: notes, body)
      measurement.unit = "ns/cell"
      measurement.wall = measurement.wall.map { $0 * 1e9 / cells }
      measurement.processor = measurement.processor.map { $0 * 1e9 / cells }
      report(measurement)
    }
    try perCell("setup/\(name)", "the world of \(side) x \(side) cells, its path checked") { _ = try make() }
    guard let world = try make() as? any TabularEnvironment else { return }
    perCell("table/\(name)", "its table for learners") { _ = world.tableEnvironment() }
  }

  /// From the start of a process to one step.
  private static func process(side: Int, repeats: Int, _ report: (Measurement) -> Void) throws {
    var measurement = Measurement(
      workload: "scaling", metric: "first_step/frozenlake_\(side)", unit: "seconds", wall: [], processor: [],
      notes: "tarn trace on a random FrozenLake of \(side) x \(side): process start to exit")
    var peak = 0.0
    for _ in 0..<repeats {
      let start = Clock.wall
      let usage = try ChildProcess.run([
        "trace", "FrozenLake-v1:map_name=random,map_size=\(side)", "--random-actions", "1",
      ])
      measurement.wall.append(Clock.wall - start)
      measurement.processor.append(usage.seconds)
      peak = max(peak, usage.megabytes)
    }
    measurement.extra = [.init(key: "peak_rss_mb", value: .real(peak))]
    report(measurement)
  }

  /// A field with walls here and there, start and goal in opposite corners.
  private static func field(side: Int) -> String {
    var source = SplitMix64(seed: 42)
    return (0..<side).map { row in
      String(
        (0..<side).map { column -> Character in
          let isWall = source.next() % 5 == 0
          if row == 0, column == 0 { return "S" }
          if row == side - 1, column == side - 1 { return "G" }
          return isWall && row > 0 && column < side - 1 ? "#" : "."
        })
    }.joined(separator: "\n")
  }
}
