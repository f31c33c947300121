import ReinforcementLearning
import Scenes
public import Persistence

#if canImport(Glibc)
  import Glibc
#endif

/// A rectangle of letters: the form in which maps are given on the command line and in files.
public struct TextMap: Hashable, Sendable {
  /// The letters as ASCII, row-major: a byte a cell, since maps may have a million.
  let letters: [UInt8]
  /// Rows.
  public let rowCount: Int
  /// Letters in each row.
  public let columnCount: Int

  /// A map of letters known to be right.
  init(letters: [UInt8], columnCount: Int) {
    precondition(letters.count % columnCount == 0, "\(letters.count) cells do not fill rows of \(columnCount)")
    self.letters = letters
    self.columnCount = columnCount
    rowCount = letters.count / columnCount
  }

  /// The letters, row-major.
  public var cells: [Character] { letters.map { Character(Unicode.Scalar($0)) } }
  /// The letters row by row.
  public var rows: [[Character]] {
    (0..<rowCount).map { row in
      letters[row * columnCount..<(row + 1) * columnCount].map { Character(Unicode.Scalar($0)) }
    }
  }

  /// Largest map, in cells.
  static let largestCellCount = 1 << 20

  /// Reads rows separated by `/` or line ends and checks that they form a rectangle of the letters in `legend`.
  ///
  /// - Throws: ``InputError`` naming line and column of the first fault.
  public init(_ text: String, legend: String, name: String = "map") throws(InputError) {
    if let plain = Self(plain: text, legend: legend) {
      self = plain
      return
    }
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
    self.init(letters: lines.flatMap { $0.compactMap(\.asciiValue) }, columnCount: first.count)
  }

  /// Rows of letters of the legend and nothing else, read byte by byte; nil for whatever needs a closer look.
  private init?(plain text: String, legend: String) {
    var isKnown = [Bool](repeating: false, count: 256)
    for letter in legend.utf8 { isKnown[Int(letter)] = true }
    var letters: [UInt8] = []
    letters.reserveCapacity(text.utf8.count)
    var (width, lineStart) = (0, 0)
    func isWhole(_ end: Int) -> Bool { end - lineStart == width }
    for byte in text.utf8 {
      if isKnown[Int(byte)] {
        letters.append(byte)
      } else if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\n") {
        if width == 0 { width = letters.count }
        guard width > 0, isWhole(letters.count) else { return nil }
        lineStart = letters.count
      } else {
        return nil
      }
    }
    if width == 0 { width = letters.count }
    // The last line may be missing: a file ends with a line end.
    guard width > 0, isWhole(letters.count) || lineStart == letters.count, letters.count <= Self.largestCellCount else {
      return nil
    }
    self.init(letters: letters, columnCount: width)
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
  func positions(of letter: Unicode.Scalar) -> [Int] {
    let letter = UInt8(ascii: letter)
    return letters.indices.filter { letters[$0] == letter }
  }

  /// Line and column of a cell for messages.
  func place(_ cell: Int) -> String { "line \(cell / columnCount + 1), column \(cell % columnCount + 1)" }

  /// The cell one step away, or the same cell at the border.
  func neighbour(of cell: Int, toward direction: Direction) -> Int {
    switch direction {
    case .left: cell % columnCount == 0 ? cell : cell - 1
    case .right: cell % columnCount == columnCount - 1 ? cell : cell + 1
    case .up: cell < columnCount ? cell : cell - columnCount
    case .down: cell >= letters.count - columnCount ? cell : cell + columnCount
    }
  }

  /// Whether a walk from `starts` can come to a state that `isGoal` accepts, each state being visited once.
  ///
  /// - Parameters:
  ///   - isEnd: where a walk ends, goal or not.
  ///   - next: the state one step away.
  static func canReach(
    from starts: [Int], stateCount: Int, isGoal: (Int) -> Bool, isEnd: (Int) -> Bool, next: (Int, Direction) -> Int
  ) -> Bool {
    var isReached = [Bool](repeating: false, count: stateCount)
    var frontier: [Int32] = []
    for start in starts where !isReached[start] {
      isReached[start] = true
      frontier.append(Int32(start))
    }
    while let state = frontier.popLast() {
      for direction in Direction.allCases {
        let following = next(Int(state), direction)
        if isReached[following] { continue }
        if isGoal(following) { return true }
        isReached[following] = true
        if !isEnd(following) { frontier.append(Int32(following)) }
      }
    }
    return false
  }
}
