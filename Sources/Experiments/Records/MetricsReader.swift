internal import FoundationEssentials
internal import Persistence
public import ReinforcementLearning

/// Reads `metrics.jsonl` as it grows: the other side of what a ``AgentRun`` writes.
public struct MetricsReader: Sendable {
  /// An evaluation of the greedy policy.
  public struct Evaluation: Sendable, Hashable {
    /// Environment steps of the run before it.
    public var step: Int
    /// Episodes of the run before it.
    public var episode: Int
    /// The return of the greedy policy.
    public var value: Double
    /// Whether the value is exact, not a mean over episodes.
    public var isExact: Bool
    /// What learning looked like then, by name.
    public var learning: [String: Double]
  }

  /// What a part of the file says.
  public struct Part: Sendable {
    /// The episodes that ended, in their order.
    public var episodes: [EpisodeRecord] = []
    /// The number of the first of them in the run, from 1; nil without episodes.
    public var firstNumber: Int?
    /// The evaluations, in their order.
    public var evaluations: [Evaluation] = []

    /// Nothing.
    public init() {}

    /// Whether it says nothing.
    public var isEmpty: Bool { episodes.isEmpty && evaluations.isEmpty }
  }

  /// Bytes read so far that end a line.
  public private(set) var byteCount = 0

  /// A reader at the beginning of a file.
  public init() {}

  /// The complete lines that were added to the file since the last call; nil when it has become shorter, as a run continued
  /// from a checkpoint makes it, and has to be read from its beginning.
  public mutating func read(_ path: String) throws -> Part? {
    guard let size = Files.size(path), size >= byteCount else { return nil }
    if size == byteCount { return Part() }
    return read(try Files.read(path, from: byteCount))
  }

  /// Takes further bytes of the file; a last line without its end is left for the next call.
  public mutating func read(_ bytes: [UInt8]) -> Part {
    var part = Part()
    let newline = UInt8(ascii: "\n")
    guard let end = bytes.lastIndex(of: newline) else { return part }
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start <= end {
        var stop = start
        while bytes[stop] != newline { stop += 1 }
        Self.take(UnsafeBufferPointer(rebasing: bytes[start..<stop]), into: &part)
        start = stop + 1
      }
    }
    byteCount += end + 1
    return part
  }

  private static func take(_ line: UnsafeBufferPointer<UInt8>, into part: inout Part) {
    // Long runs have a million lines of one kind: these are read without a general parser.
    if let (number, record) = episode(line) {
      part.firstNumber = part.firstNumber ?? number
      part.episodes.append(record)
      return
    }
    guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)), let episode = entry.episode else {
      return
    }
    if let value = entry.policy_return ?? entry.mean_return {
      part.evaluations.append(
        Evaluation(
          step: entry.step, episode: episode, value: value, isExact: entry.policy_return != nil,
          learning: (entry.learning ?? [:]).compactMapValues { $0 }))
    } else if let total = entry.return, let length = entry.length {
      part.firstNumber = part.firstNumber ?? episode
      part.episodes.append(
        EpisodeRecord(
          endStep: entry.step, return: total, length: length, end: entry.end == "truncated" ? .truncated : .terminated,
          humanSteps: entry.human_steps ?? 0))
    }
  }

  /// A line with the file's own names.
  private struct Entry: Decodable {
    let step: Int
    let episode: Int?
    let `return`: Double?
    let length: Int?
    let end: String?
    let human_steps: Int?
    let policy_return: Double?
    let mean_return: Double?
    let learning: [String: Double?]?
  }

  /// An episode's line as ``AgentRun`` writes it; nil for any other.
  private static func episode(_ line: UnsafeBufferPointer<UInt8>) -> (Int, EpisodeRecord)? {
    var scanner = LineScanner(line)
    guard scanner.skip("{\"kind\":\"episode\",\"episode\":"), let number = scanner.integer(),
      scanner.skip(",\"step\":"),
      let step = scanner.integer(), scanner.skip(",\"return\":"), let total = scanner.real(),
      scanner.skip(",\"length\":"), let length = scanner.integer(), scanner.skip(",\"end\":\"t")
    else { return nil }
    let end: Ending
    if scanner.skip("erminated\"") {
      end = .terminated
    } else if scanner.skip("runcated\"") {
      end = .truncated
    } else {
      return nil
    }
    var humanSteps = 0
    if scanner.skip(",\"human_steps\":") {
      guard let count = scanner.integer() else { return nil }
      humanSteps = count
    }
    guard scanner.skip("}") else { return nil }
    return (number, EpisodeRecord(endStep: step, return: total, length: length, end: end, humanSteps: humanSteps))
  }
}

/// Walks along a line.
private struct LineScanner {
  private let line: UnsafeBufferPointer<UInt8>
  private var place = 0

  init(_ line: UnsafeBufferPointer<UInt8>) { self.line = line }

  mutating func skip(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= line.count else { return false }
    for index in 0..<count where line[place + index] != text.utf8Start[index] { return false }
    place += count
    return true
  }

  mutating func integer() -> Int? {
    let start = place
    var value = 0
    while place < line.count, line[place] >= 48, line[place] < 58, place - start < 18 {
      value = value * 10 + Int(line[place] - 48)
      place += 1
    }
    return place > start ? value : nil
  }

  mutating func real() -> Double? {
    let start = place
    while place < line.count, line[place] != UInt8(ascii: ","), line[place] != UInt8(ascii: "}") { place += 1 }
    if place > start, place - start < 16 {
      // Most returns are whole.
      var digits = start
      let isNegative = line[start] == UInt8(ascii: "-")
      if isNegative { digits += 1 }
      var value = 0
      while digits < place, line[digits] >= 48, line[digits] < 58 {
        value = value * 10 + Int(line[digits] - 48)
        digits += 1
      }
      if digits == place, value != 0 || !isNegative { return Double(isNegative ? -value : value) }
    }
    return Double(String(decoding: line[start..<place], as: UTF8.self))
  }
}
