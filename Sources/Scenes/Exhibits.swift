/// One arm of a bandit: its rewards are normal around `mean`.
public struct Arm: Sendable, Hashable {
  /// The action's name.
  public var name: String
  /// The mean of its rewards, q*(a).
  public var mean: Double
  /// Standard deviation of its rewards.
  public var deviation: Double

  /// An arm with the mean and the standard deviation of its rewards.
  public init(_ name: String, mean: Double, deviation: Double) {
    self.name = name
    self.mean = mean
    self.deviation = deviation
  }
}

/// Decisions over two numbers of the state, on one board for each value of a third.
public struct DecisionTable: Sendable, Hashable {
  /// What goes across and what goes down, and the names of their values.
  public var columnTitle: String
  /// What goes down.
  public var rowTitle: String
  /// A name for each value across.
  public var columnNames: [String]
  /// A name for each value down, the same on every board.
  public var rowNames: [String]
  /// The boards' names, in the order of their cells.
  public var boards: [String]
  /// What lies on the table now.
  public var hands: [CardHand]

  /// Boards of decisions, with the hands on the table.
  public init(
    columnTitle: String, rowTitle: String, columnNames: [String], rowNames: [String], boards: [String],
    hands: [CardHand] = []
  ) {
    self.columnTitle = columnTitle
    self.rowTitle = rowTitle
    self.columnNames = columnNames
    self.rowNames = rowNames
    self.boards = boards
    self.hands = hands
  }
}

/// Cards in front of somebody.
public struct CardHand: Sendable, Hashable {
  /// Whose cards they are, and what they count.
  public var title: String
  /// What the cards show; nil for one that lies on its face.
  public var cards: [String?]
  /// Whether they are the agent's.
  public var isOwn: Bool

  /// Somebody's cards; nil for one that lies on its face.
  public init(_ title: String, cards: [String?], isOwn: Bool) {
    self.title = title
    self.cards = cards
    self.isOwn = isOwn
  }
}

/// A way over a board.
public struct Route: Sendable, Hashable {
  /// What is special about it.
  public var name: String
  /// Cells from the first to the last.
  public var cells: [Int]

  /// A way over cells, by index, from the first to the last.
  public init(_ name: String, cells: [Int]) {
    self.name = name
    self.cells = cells
  }
}
