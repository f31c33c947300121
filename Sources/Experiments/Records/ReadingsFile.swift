internal import FoundationEssentials
internal import Persistence
public import ReinforcementLearning

/// What learning looked like over a whole run, at 1,000 to 2,000 steps of it: `readings.jsonl`.
///
/// The first line says how many steps lie between two of the others; when there are too many of them every second one goes.
/// Decided by steps alone, so that a run that was stopped and continued ends in the same bytes.
public struct ReadingsFile {
  private static let mostLines = 2000

  private let path: String
  private var interval: Int
  private var lines: [(step: Int, text: String)] = []
  private var file: AppendOnlyFile

  /// - Parameter plannedSteps: steps the run was planned for.
  init(_ run: String, plannedSteps: Int) throws {
    path = "\(run)/readings.jsonl"
    interval = max(plannedSteps / 1000, 1)
    file = try AppendOnlyFile(path, keeping: 0)
    try file.append(Array(Self.header(interval).utf8))
  }

  /// Takes up the file of a run, cut back to a step; a new one where there is none.
  init(resuming run: String, at step: Int, plannedSteps: Int) throws {
    let path = "\(run)/readings.jsonl"
    let text = Files.exists(path) ? String(decoding: try Files.read(path), as: UTF8.self) : ""
    guard let first = text.split(separator: "\n").first, let interval = Self.interval(first), interval > 0 else {
      self = try ReadingsFile(run, plannedSteps: plannedSteps)
      return
    }
    self.path = path
    self.interval = interval
    var kept = Self.header(interval)
    // A last line may lack its end.
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast() {
      guard let at = Self.step(line), at <= step else { break }
      lines.append((at, "\(line)\n"))
      kept += "\(line)\n"
    }
    file = try AppendOnlyFile(path, keeping: kept.utf8.count)
  }

  private static func header(_ interval: Int) -> String { "{\"kind\":\"readings\",\"interval\":\(interval)}\n" }

  private static func number(_ line: Substring, after prefix: String) -> Int? {
    guard line.hasPrefix(prefix) else { return nil }
    return Int(line.dropFirst(prefix.count).prefix { $0.isNumber })
  }
  private static func interval(_ line: Substring) -> Int? {
    number(line, after: "{\"kind\":\"readings\",\"interval\":")
  }
  private static func step(_ line: Substring) -> Int? { number(line, after: "{\"step\":") }

  /// Steps to the next line.
  func distance(from step: Int) -> Int { interval - step % interval }

  /// Whether a line is due between two steps of the run.
  func isDue(from before: Int, to step: Int) -> Bool { step / interval > before / interval }

  /// Writes a line if one is due between two steps of the run.
  mutating func settle(_ readings: [Reading], from before: Int, to step: Int) throws {
    guard isDue(from: before, to: step) else { return }
    let values = readings.filter { $0.value.isFinite }
    if values.isEmpty { return }
    let members = values.map { reading in
      JSON.members([
        "name": .string(reading.name), "value": .real(reading.value),
        "scale": .string(reading.scale == .linear ? "linear" : "logarithmic"),
      ])
    }
    let line = JSON.members(["step": .integer(step), "readings": .array(members)])
    lines.append((step, line.text + "\n"))
    if lines.count <= Self.mostLines { return try file.append(Array((line.text + "\n").utf8)) }
    let (old, new) = (interval, interval * 2)
    lines.removeAll { $0.step / old % 2 == 1 }
    interval = new
    try Files.write(Self.header(interval) + lines.map(\.text).joined(), to: path)
    file = try AppendOnlyFile(path, keeping: Files.size(path) ?? 0)
  }

  /// Brings what has been written to the disk.
  func synchronize() throws { try file.synchronize() }

  /// Forgets what comes after a step, which is to happen again.
  mutating func cut(to step: Int) throws {
    guard let last = lines.last, last.step > step else { return }
    lines.removeAll { $0.step > step }
    try file.truncate(to: (Self.header(interval) + lines.map(\.text).joined()).utf8.count)
  }

  /// All that is in the file of a run: steps, and readings by name; nothing where there is none.
  public static func read(_ text: String) -> [(step: Int, readings: [Reading])] {
    text.split(separator: "\n").dropFirst().compactMap { line in
      guard let entry = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else { return nil }
      return (
        entry.step,
        entry.readings.map { Reading($0.name, $0.value, scale: $0.scale == "linear" ? .linear : .logarithmic) }
      )
    }
  }

  private struct Line: Decodable {
    let step: Int
    let readings: [Entry]

    struct Entry: Decodable {
      let name: String
      let value: Double
      let scale: String
    }
  }
}
