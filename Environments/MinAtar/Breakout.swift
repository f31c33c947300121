public import Randomness
public import ReinforcementLearning
public import Scenes

/// A ball, a paddle and three rows of bricks.
///
/// **Description.** The ball moves one cell diagonally a step; walls and bricks reflect it.
///
/// **Actions.** Left and right move the paddle in the bottom row.
///
/// **Observations.** Channels paddle, ball, trail (where the ball was), brick.
///
/// **Start.** Paddle at 4; the ball in row 3 at the left border moving right or the other way round.
///
/// **Reward.** 1 for each brick. When all are gone and the ball reaches the bottom row, a new wall stands.
///
/// **End.** The ball passes the paddle.
///
/// **Arguments.** `sticky_action_prob`.
///
/// **Reference.** MinAtar 1.0.15 `Breakout`.
public struct Breakout: ArcadeGame {
  /// What stands on the board, and the clocks.
  public struct State: Sendable, Hashable, Codable {
    var paddle: Int
    var x, y: Int
    /// 0 up-left, 1 up-right, 2 down-right, 3 down-left.
    var direction: Int
    var lastX, lastY: Int
    var bricks: Board
    /// Whether the ball has removed a brick and not yet left the wall.
    var isStriking: Bool
  }

  static let wall = Board.rectangle(0...9, 1...3)
  public static let channelCount = 4
  public static let minimalActions = [0, 1, 3]
  public static let title = "Breakout"
  public static let isPublished = true

  /// The game; there is nothing to set.
  public init() {}

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    let startsRight = random.nextInteger(through: 1) == 1
    let x = startsRight ? 9 : 0
    return State(
      paddle: 4, x: x, y: 3, direction: startsRight ? 3 : 2, lastX: x, lastY: 3, bricks: Self.wall, isStriking: false)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    if action == 1 {
      state.paddle = max(0, state.paddle - 1)
    } else if action == 3 {
      state.paddle = min(9, state.paddle + 1)
    }
    (state.lastX, state.lastY) = (state.x, state.y)
    let isLeft = state.direction == 0 || state.direction == 3
    var x = state.x + (isLeft ? -1 : 1)
    var y = state.y + (state.direction < 2 ? -1 : 1)
    if x < 0 || x > 9 {
      x = x < 0 ? 0 : 9
      state.direction ^= 1  // left and right change places
    }
    var reward = 0.0
    var (isTerminal, touchesBrick) = (false, false)
    if y < 0 {
      y = 0
      state.direction = 3 - state.direction  // up and down change places
    } else if state.bricks[x, y] {
      touchesBrick = true
      if !state.isStriking {
        reward = 1
        state.isStriking = true
        state.bricks[x, y] = false
        y = state.lastY
        state.direction = 3 - state.direction
      }
    } else if y == 9 {
      if state.bricks.isEmpty { state.bricks = Self.wall }
      if state.x == state.paddle {
        state.direction = 3 - state.direction
        y = state.lastY
      } else if x == state.paddle {
        state.direction ^= 2  // both
        y = state.lastY
      } else {
        isTerminal = true
      }
    }
    if !touchesBrick { state.isStriking = false }
    (state.x, state.y) = (x, y)
    return Outcome(reward: reward, isTerminal: isTerminal)
  }

  public func write<Element>(_ state: State, into writer: BoardWriter<Element>) {
    writer.set(state.paddle, 9, 0)
    writer.set(state.x, state.y, 1)
    writer.set(state.lastX, state.lastY, 2)
    writer.set(state.bricks, 3)
  }

  public func tiles(of state: State) -> [Tile] {
    var tiles: [Tile] = []
    state.bricks.forEachCell { tiles.append(Tile(.brick($0 / 10 - 1), column: $0 % 10, row: $0 / 10)) }
    tiles.append(Tile(.trail, column: state.lastX, row: state.lastY))
    tiles.append(Tile(.ball, column: state.x, row: state.y))
    tiles.append(Tile(.paddle, column: state.paddle, row: 9))
    return tiles
  }

  static let descriptors = ArcadeCatalogue.descriptors(
    "Breakout", "break a wall with a ball", make: { Breakout() })
}
