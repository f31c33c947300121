public import Randomness
public import ReinforcementLearning
public import Scenes

/// A snake that grows with every meal and must not run into walls or itself.
///
/// **Description.** A 10x10 board. The snake moves one cell a step in its direction.
///
/// **Actions.** 1 left, 2 up, 3 right, 4 down turn the head; turning back on itself is ignored. 0 and 5 go straight on.
///
/// **Observations.** Channels head, body, tail, food.
///
/// **Start.** Three cells long in the middle, going right; food on a random free cell.
///
/// **Reward.** 1 for each meal.
///
/// **End.** Leaving the board, running into the body, or 100 steps without a meal (200 once the snake is 20 long).
///
/// **Arguments.** `sticky_action_prob`, 0 unless asked for.
///
/// **Reference.** None published: `Tarn/Snake`.
public struct Snake: ArcadeGame {
  /// A snake and its food.
  public struct State: Sendable, Hashable, Codable {
    /// Cells `10 y + x`, head first.
    public var cells: [Int]
    /// The cells the snake lies on.
    public var taken: Board
    var direction: Direction
    /// The cell of the food, `10 y + x`.
    public var food: Int
    /// Steps since the last meal.
    var hunger: Int
  }

  public static let channelCount = 4
  public static let minimalActions = [0, 1, 2, 3, 4]
  public static let title = "Snake"

  /// The game; there is nothing to set.
  public init() {}

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    var state = State(cells: [55, 54, 53], taken: Board(), direction: .right, food: 0, hunger: 0)
    for cell in state.cells { state.taken[cell % 10, cell / 10] = true }
    feed(&state, &random)
    return state
  }

  /// Puts food on a free cell, each as likely as any other. One draw.
  private func feed<Source: RandomSource>(_ state: inout State, _ random: inout Source) {
    let free = 100 - state.cells.count
    if free == 0 { return }
    var place = Int(random.nextInteger(through: UInt64(free - 1)))
    for cell in 0..<100 where !state.taken[cell % 10, cell / 10] {
      if place == 0 {
        state.food = cell
        return
      }
      place -= 1
    }
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let wanted: Direction? =
      switch action {
      case 1: .left
      case 2: .up
      case 3: .right
      case 4: .down
      default: nil
      }
    if let wanted, wanted.columnStep != -state.direction.columnStep || wanted.rowStep != -state.direction.rowStep {
      state.direction = wanted
    }
    let head = state.cells[0]
    let (x, y) = (head % 10 + state.direction.columnStep, head / 10 + state.direction.rowStep)
    guard (0..<10).contains(x), (0..<10).contains(y) else { return Outcome(reward: 0, isTerminal: true) }
    let eats = 10 * y + x == state.food
    if !eats, let tail = state.cells.popLast() { state.taken[tail % 10, tail / 10] = false }
    if state.taken[x, y] { return Outcome(reward: 0, isTerminal: true) }
    state.cells.insert(10 * y + x, at: 0)
    state.taken[x, y] = true
    state.hunger += 1
    if eats {
      state.hunger = 0
      if state.cells.count == 100 { return Outcome(reward: 1, isTerminal: true) }
      feed(&state, &random)
    }
    return Outcome(reward: eats ? 1 : 0, isTerminal: state.hunger >= (state.cells.count < 20 ? 100 : 200))
  }

  public func write<Element>(_ state: State, into writer: BoardWriter<Element>) {
    writer.set(state.taken, 1)
    if let head = state.cells.first { writer.set(head % 10, head / 10, 0) }
    if let tail = state.cells.last { writer.set(tail % 10, tail / 10, 2) }
    writer.set(state.food % 10, state.food / 10, 3)
  }

  public func tiles(of state: State) -> [Tile] {
    var tiles = [Tile(.food, column: state.food % 10, row: state.food / 10)]
    for cell in state.cells.dropFirst().reversed() { tiles.append(Tile(.snakeBody, column: cell % 10, row: cell / 10)) }
    if let head = state.cells.first { tiles.append(Tile(.snakeHead, column: head % 10, row: head / 10)) }
    return tiles
  }

  static let descriptors = ArcadeCatalogue.own("Tarn/Snake-v0", "eat, grow, and do not bite yourself", make: Snake())
}
