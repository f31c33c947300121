public import ReinforcementLearning
public import Scenes
public import Persistence

#if canImport(Glibc)
  import Glibc
#endif

/// A rectangle of letters: the form in which maps are given on the command line and in files.
public struct TextMap: Hashable, Sendable {
  public let rows: [[Character]]

  public var rowCount: Int { rows.count }
  public var columnCount: Int { rows[0].count }
  public var cells: [Character] { rows.flatMap { $0 } }

  /// Largest map, in cells.
  static let largestCellCount = 1 << 20

  /// Reads rows separated by `/` or line ends and checks that they form a rectangle of the letters in `legend`.
  ///
  /// - Throws: ``InputError`` naming line and column of the first fault.
  public init(_ text: String, legend: String, name: String = "map") throws(InputError) {
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0.isNewline }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    guard let first = lines.first, !first.isEmpty else {
      throw InputError("\(name): line 1, column 1: the map is empty; give rows of letters from '\(legend)'")
    }
    let letters = Set(legend)
    for (row, line) in lines.enumerated() {
      for (column, letter) in line.enumerated() where !letters.contains(letter) {
        throw InputError(
          "\(name): line \(row + 1), column \(column + 1): unknown letter '\(Self.printable(letter))'; "
            + "a map is made of '\(legend)'")
      }
      if line.count != first.count {
        throw InputError(
          "\(name): line \(row + 1), column \(min(line.count, first.count) + 1): the line has \(line.count) letters "
            + "where line 1 has \(first.count); every line needs the same number")
      }
    }
    guard lines.count * first.count <= Self.largestCellCount else {
      throw InputError(
        "\(name): line 1, column 1: the map has \(lines.count) x \(first.count) cells; "
          + "at most \(Self.largestCellCount) fit")
    }
    rows = lines.map(Array.init)
  }

  /// Reads a map from a file.
  public init(file path: String, legend: String) throws(InputError) {
    guard let file = fopen(path, "r") else {
      throw InputError("cannot read map file '\(path)': \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 2 * Self.largestCellCount)
    let count = fread(&bytes, 1, bytes.count, file)
    if ferror(file) != 0 { throw InputError("cannot read map file '\(path)': it is not a file of text") }
    // Undecodable bytes become U+FFFD, which no legend contains, so they are reported by line and column.
    try self.init(String(decoding: bytes[..<count], as: UTF8.self), legend: legend, name: path)
  }

  private static func printable(_ letter: Character) -> String {
    guard let scalar = letter.unicodeScalars.first, letter.unicodeScalars.count == 1 else { return "\(letter)" }
    return scalar.value < 32 || scalar.value == 127 ? "\\u{\(String(scalar.value, radix: 16))}" : "\(letter)"
  }

  /// The indices of all cells with `letter`, row-major.
  public func positions(of letter: Character) -> [Int] {
    cells.indices.filter { cells[$0] == letter }
  }

  /// Line and column of a cell for messages.
  func place(_ cell: Int) -> String { "line \(cell / columnCount + 1), column \(cell % columnCount + 1)" }

  /// The cell one step away, or the same cell at the border.
  func neighbour(of cell: Int, toward direction: Direction) -> Int {
    let row = min(max(cell / columnCount + direction.rowStep, 0), rowCount - 1)
    let column = min(max(cell % columnCount + direction.columnStep, 0), columnCount - 1)
    return row * columnCount + column
  }

  /// The states that can be reached from the starts of `mdp`.
  static func reachable(in mdp: some FiniteMDP) -> Set<Int> {
    var reached = Set(mdp.initialStates.map(\.state))
    var frontier = Array(reached)
    while let state = frontier.popLast() {
      for action in 0..<mdp.actionCount {
        for successor in mdp.successors(of: state, taking: action) where reached.insert(successor.state).inserted {
          if !successor.isTerminal { frontier.append(successor.state) }
        }
      }
    }
    return reached
  }
}
