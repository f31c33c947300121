internal import FoundationEssentials
public import Persistence

/// A person's move and the step of the run at which it was made: a line of `moves.jsonl`.
public struct HumanMove: Sendable, Hashable, Codable {
  public var step: Int
  public var input: HumanInput

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
    struct Line: Codable {
      var step: Int
      var action: Int
      var learned_from: Bool
    }
    let path = "\(directory)/moves.jsonl"
    guard Files.exists(path) else { return [] }
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    return try text.split(separator: "\n").enumerated().map { number, line in
      guard let move = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else {
        throw InputError("'\(path)', line \(number + 1) is not a recorded move")
      }
      return HumanMove(step: move.step, input: HumanInput(action: move.action, isLearnedFrom: move.learned_from))
    }
  }
}
