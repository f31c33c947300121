import Experiments
import Persistence

/// One metric of a workload, measured several times.
struct Measurement {
  let workload: String
  let metric: String
  var unit: String
  var wall: [Double]
  var processor: [Double]
  var notes = ""
  var extra: [JSON.Member] = []

  /// Times `body`, which does `work` units, after one run to warm up; rates are units a second.
  static func rate(
    _ workload: String, _ metric: String, _ unit: String, work: Double, repeats: Int, notes: String = "",
    _ body: () throws -> Void
  ) rethrows -> Measurement {
    var measurement = Measurement(workload: workload, metric: metric, unit: unit, wall: [], processor: [], notes: notes)
    try body()
    for _ in 0..<repeats {
      let (wall, processor) = (Clock.wall, Clock.processor)
      try body()
      measurement.wall.append(work / max(Clock.wall - wall, 1e-9))
      measurement.processor.append(work / max(Clock.processor - processor, 1e-9))
    }
    return measurement
  }

  /// Times `body` in seconds.
  static func seconds(
    _ workload: String, _ metric: String, repeats: Int, notes: String = "", _ body: () throws -> Void
  ) rethrows -> Measurement {
    var measurement = try rate(workload, metric, "seconds", work: 1, repeats: repeats, notes: notes, body)
    measurement.wall = measurement.wall.map { 1 / $0 }
    measurement.processor = measurement.processor.map { 1 / $0 }
    return measurement
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.isEmpty ? .nan : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  var json: JSON {
    .object(
      [
        .init(key: "workload", value: .string(workload)), .init(key: "peer", value: .string("tarn")),
        .init(key: "version", value: .string(Version.current)), .init(key: "metric", value: .string(metric)),
        .init(key: "unit", value: .string(unit)), .init(key: "median", value: .real(Self.median(wall))),
        .init(key: "min", value: .finite(wall.min())), .init(key: "max", value: .finite(wall.max())),
        .init(key: "repeats", value: .integer(wall.count)),
        .init(key: "cpu_median", value: .finite(processor.isEmpty ? nil : Self.median(processor))),
      ] + extra + [.init(key: "notes", value: .string(notes))])
  }
}

/// The random source of the workloads' definitions, so that every implementation builds the same inputs.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// In 0 ..< 1, with 53 bits.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// `uniform_array(seed, shape)`
  static func uniform(seed: UInt64, count: Int) -> [Float] {
    var source = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(-1 + 2 * source.unit()) }
  }

  /// `ints(seed, n, k)`
  static func integers(seed: UInt64, count: Int, below bound: UInt64) -> [Int32] {
    var source = SplitMix64(seed: seed)
    return (0..<count).map { _ in Int32(source.next() % bound) }
  }
}
