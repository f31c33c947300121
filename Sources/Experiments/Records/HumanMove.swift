internal import FoundationEssentials
public import Persistence
public import ReinforcementLearning

/// A person's move and the step of the run at which it was made: a line of `moves.jsonl`.
public struct HumanMove: Sendable, Hashable, Codable {
  /// Environment steps taken before it.
  public var step: Int
  /// The move.
  public var input: HumanInput

  /// A move and when it was made.
  public init(step: Int, input: HumanInput) {
    self.step = step
    self.input = input
  }

  var json: JSON {
    .members([
      "step": .integer(step), "action": .integer(input.action), "learned_from": .boolean(input.isLearnedFrom),
    ])
  }

  /// The moves recorded in a run directory, of the part that is saved.
  public static func load(from directory: String) throws -> [HumanMove] {
    let path = "\(directory)/moves.jsonl"
    guard Files.exists(path) else { return [] }
    return try read(completeLines(of: try Files.read(path)), path: path)
  }

  /// What is whole of a file that somebody may be writing: up to the end of its last line.
  public static func completeLines(of bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.prefix((bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)
  }

  /// The moves in some lines.
  ///
  /// - Throws: ``InputError`` naming `path` and the line that is not a move.
  public static func read(_ lines: ArraySlice<UInt8>, path: String) throws(InputError) -> [HumanMove] {
    struct Line: Codable {
      var step: Int
      var action: Int
      var learned_from: Bool
    }
    let text = String(decoding: lines, as: UTF8.self)
    return try text.split(separator: "\n").enumerated().map { (number, line) throws(InputError) in
      guard let move = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else {
        throw InputError("'\(path)', line \(number + 1) is not a recorded move")
      }
      return HumanMove(step: move.step, input: HumanInput(action: move.action, isLearnedFrom: move.learned_from))
    }
  }
}
