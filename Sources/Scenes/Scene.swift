/// A picture of a world as a value: a board of cells and what stands on it.
///
/// Worlds say what there is; how it looks is decided by the window, the terminal or a recorder.
public struct Scene: Sendable, Hashable {
  /// Cells in a row.
  public var columns: Int
  /// Rows of cells.
  public var rows: Int
  /// Row-major, `rows * columns` of them.
  public var cells: [Cell]
  /// What stands on the board, later ones on top.
  public var figures: [Figure]
  /// Facts that have no place on the board, such as the cards in a hand.
  public var captions: [String]
  /// How the cells are to be read, or what takes their place.
  public var stage = Stage.board
  /// The whole board in small, where ``cells`` are only the part of it around the agent.
  public var overview: Overview?
  /// For each column, by how many cells a wind lifts there; empty where no wind blows.
  public var winds: [Int] = []
  /// Ways over the board that are worth knowing, such as a short and a safe one.
  public var routes: [Route] = []

  /// What the stage shows.
  public enum Stage: Sendable, Hashable {
    /// Cells and figures.
    case board
    /// Pixel tiles on a dark ground, later ones on top.
    case arcade([Tile])
    /// Free marks on a square of 576 units.
    case picture([Mark])
    /// Arms of a bandit, one for each action.
    case arms([Arm])
    /// The cells as tables of decisions: the boards one below the other, `rows / boards` rows of cells for each.
    case decisions(DecisionTable)
  }

  /// An arcade board.
  public init(columns: Int, rows: Int, tiles: [Tile], captions: [String] = []) {
    self.init(
      columns: columns, rows: rows, cells: Array(repeating: Cell(.floor), count: rows * columns), captions: captions)
    stage = .arcade(tiles)
  }

  /// A free picture.
  public init(marks: [Mark], captions: [String] = []) {
    self.init(columns: 1, rows: 1, cells: [Cell(.nothing)], captions: captions)
    stage = .picture(marks)
  }

  /// A board of cells.
  ///
  /// - Precondition: there are `rows * columns` cells.
  public init(
    columns: Int, rows: Int, cells: [Cell], figures: [Figure] = [], captions: [String] = []
  ) {
    precondition(cells.count == rows * columns, "\(cells.count) cells for a board of \(rows) x \(columns)")
    self.columns = columns
    self.rows = rows
    self.cells = cells
    self.figures = figures
    self.captions = captions
  }
}

extension Scene {
  /// Where the agent stands.
  public var agentCell: Int? { figures.first { $0.kind == .agent }?.cell }
}

/// One square of a board.
public struct Cell: Sendable, Hashable {
  /// What a square is, and so how it looks and whether it can be entered.
  public enum Kind: Sendable, Hashable {
    /// Where nothing is; where episodes start and end well; where they end badly; where nobody can stand.
    case floor, start, goal, hazard, wall
    /// May only be left or entered along this direction.
    case oneWay(Direction)
    /// A key for the door of the same letter.
    case key(Character)
    /// A locked door, and one whose key is at hand.
    case door(Character)
    /// A door whose key is at hand.
    case openDoor(Character)
    /// A named place, such as a taxi stop.
    case place(Character)
    /// Not part of the board.
    case nothing
  }

  /// What the square is.
  public var kind: Kind
  /// The observation whose values belong to this cell now; nil for cells that are never occupied.
  public var observation: Int?
  /// Sides closed by a thin wall.
  public var walls: [Direction]
  /// A short word drawn in a corner: a reward, a wind strength, the name of a row.
  public var label: String?

  /// A square of a board.
  public init(_ kind: Kind, observation: Int? = nil, walls: [Direction] = [], label: String? = nil) {
    self.kind = kind
    self.observation = observation
    self.walls = walls
    self.label = label
  }
}

/// A pixel tile of an arcade board.
public struct Tile: Sendable, Hashable {
  /// What it is and so how it looks: the agent's own is orange, what kills is dark with a pale rim, what is worth reward is
  /// yellow, scenery is blue, trails are grey.
  public enum Kind: Sendable, Hashable {
    case paddle, ball, trail
    /// Rows from the top, 0 to 2.
    case brick(Int)
    case chicken, car
    case player, enemy, gold
    case cannon, alien, bullet, shot
    case submarineFront, submarineBack, fish, enemySubmarine, diver, oxygen, diverGauge
    case snakeHead, snakeBody, food
    case opponent, wall
  }

  /// What it is.
  public var kind: Kind
  /// From the left, counting from 0.
  public var column: Int
  /// From the top, counting from 0.
  public var row: Int

  /// A tile at its place.
  public init(_ kind: Kind, column: Int, row: Int) {
    self.kind = kind
    self.column = column
    self.row = row
  }
}

/// Something that moves over the board.
public struct Figure: Sendable, Hashable {
  /// Who or what it is; a destination stands still.
  public enum Kind: Sendable, Hashable { case agent, passenger, destination }
  /// How the agent looks: on foot or at a wheel, perhaps with somebody on board.
  public enum Look: Sendable, Hashable {
    /// On foot.
    case walker
    /// At a wheel, with or without a passenger.
    case taxi(isOccupied: Bool)
  }

  /// Who or what it is.
  public var kind: Kind
  /// Index of the cell it stands on.
  public var cell: Int
  /// How it looks, where it is the agent.
  public var look: Look

  /// A figure on the cell of that index.
  public init(_ kind: Kind, cell: Int, look: Look = .walker) {
    self.kind = kind
    self.cell = cell
    self.look = look
  }
}

/// The four directions of a board.
public enum Direction: UInt8, Sendable, Hashable, CaseIterable, Codable {
  case left, down, right, up

  /// What the column changes by along this way.
  public var columnStep: Int {
    switch self {
    case .left: -1
    case .right: 1
    case .up, .down: 0
    }
  }

  /// What the row changes by along this way; rows count downwards.
  public var rowStep: Int {
    switch self {
    case .up: -1
    case .down: 1
    case .left, .right: 0
    }
  }

  /// The arrow that points this way.
  public var arrow: String {
    switch self {
    case .left: "←"
    case .down: "↓"
    case .right: "→"
    case .up: "↑"
    }
  }

  /// A quarter turn counter-clockwise and clockwise.
  public var sides: (Direction, Direction) {
    switch self {
    case .left: (.up, .down)
    case .down: (.left, .right)
    case .right: (.down, .up)
    case .up: (.right, .left)
    }
  }
}

/// The name of an action and, if it moves the agent, where to.
public struct ActionLabel: Sendable, Hashable {
  /// As people are told it.
  public var name: String
  /// Where it moves the agent, if it does.
  public var direction: Direction?

  /// The name of an action and where it goes.
  public init(_ name: String, _ direction: Direction? = nil) {
    self.name = name
    self.direction = direction
  }

  /// A move, named after its direction.
  public static func move(_ direction: Direction) -> ActionLabel { ActionLabel("\(direction)", direction) }
}
