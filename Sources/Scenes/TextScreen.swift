/// A screen of characters with colours, before it is written to a terminal.
public struct TextScreen: Sendable, Hashable {
  /// How characters look.
  public struct Style: Sendable, Hashable {
    /// Their colour; nil for the terminal's own.
    public var paint: Paint?
    /// The colour behind them; nil for the terminal's own.
    public var ground: Paint?
    /// Whether they are bold.
    public var isBold = false

    /// Letters of one colour on another.
    public init(_ paint: Paint? = nil, on ground: Paint? = nil, bold: Bool = false) {
      self.paint = paint
      self.ground = ground
      isBold = bold
    }
  }

  /// A character with its look.
  public struct Character: Sendable, Hashable {
    /// What stands there; one column wide.
    public var character: Swift.Character
    /// How it looks.
    public var style: Style
  }

  /// Characters in a row.
  public let columns: Int
  /// Rows, counting from the top.
  public let rows: Int
  /// Row-major.
  public private(set) var characters: [Character]

  /// A screen of spaces.
  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    characters = Array(repeating: Character(character: " ", style: Style()), count: columns * rows)
  }

  /// Writes text from a place; what would leave the row is cut.
  public mutating func write(_ text: String, _ column: Int, _ row: Int, _ style: Style = Style()) {
    guard (0..<rows).contains(row) else { return }
    for (offset, character) in text.enumerated() where (0..<columns).contains(column + offset) {
      characters[row * columns + column + offset] = Character(character: character, style: style)
    }
  }

  /// Writes text that ends just before a column.
  public mutating func write(_ text: String, endingBefore column: Int, _ row: Int, _ style: Style = Style()) {
    write(text, column - text.count, row, style)
  }

  /// The characters without colours, trailing spaces cut.
  public var text: String {
    (0..<rows).map { row in
      var line = String(characters[row * columns..<(row + 1) * columns].map(\.character))
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
