/// A small map of a board of which a scene shows only the part around the agent.
///
/// The whole is cut into blocks of cells, at most ``longestSide`` a side; each block says what is most worth seeing in
/// it and names one cell that stands for its values.
public struct Overview: Sendable, Hashable {
  /// Blocks along the longer side, at most.
  public static let longestSide = 64

  /// What a block shows.
  public struct Block: Sendable, Hashable {
    /// What of its cells is most worth seeing.
    public var kind: Cell.Kind
    /// The observation whose value stands for the block's; nil where nobody can stand.
    public var observation: Int?
    /// How many of its cells are holes or walls, from 0 to 1.
    public var closedShare: Double

    /// A block and what stands for it.
    public init(kind: Cell.Kind, observation: Int?, closedShare: Double = 0) {
      self.kind = kind
      self.observation = observation
      self.closedShare = closedShare
    }
  }

  /// Cells of the whole board.
  public var columns: Int
  /// Cells of the whole board from top to bottom.
  public var rows: Int
  /// Cells along a block's side.
  public var blockSide: Int
  /// Row-major, ``blockColumns`` in a row.
  public var blocks: [Block]
  /// What to add to a block's observation, where the agent carries something.
  public var observationOffset = 0
  /// The first column and row of the part that the scene shows.
  public var left = 0
  /// The first row of that part.
  public var top = 0
  /// The agent's cell on the whole board.
  public var agent = 0

  /// Blocks in a row; the last may reach beyond the board.
  public var blockColumns: Int { (columns + blockSide - 1) / blockSide }
  /// Rows of blocks; the last may reach beyond the board.
  public var blockRows: Int { (rows + blockSide - 1) / blockSide }

  /// A board of `rows * columns` cells in blocks of `blockSide` cells a side.
  public init(columns: Int, rows: Int, blockSide: Int, blocks: [Block]) {
    self.columns = columns
    self.rows = rows
    self.blockSide = blockSide
    self.blocks = blocks
  }
}
