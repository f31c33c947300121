public import Randomness
public import ReinforcementLearning
public import Scenes

/// A chicken crosses eight lanes of cars.
///
/// **Description.** Each lane has one car of its own speed and direction, which goes round at the border.
///
/// **Actions.** Up and down, at most every third step.
///
/// **Observations.** Channels chicken, car, and one for each speed, set one cell behind the car.
///
/// **Start.** The chicken at (4, 9), all cars at column 0 with random speeds of 1 to 5 and random directions.
///
/// **Reward.** 1 for reaching the top; the chicken then starts again and the cars get new speeds.
///
/// **End.** After 2,501 steps. A car that meets the chicken sends it back to the start.
///
/// **Arguments.** `sticky_action_prob`.
///
/// **Reference.** MinAtar 1.0.15 `Freeway`.
public struct Freeway: ArcadeGame {
  /// What stands on the board, and the clocks.
  public struct State: Sendable, Hashable, Codable {
    var y: Int
    var moveTimer: Int
    var life: Int
    /// Of the cars in rows 1 to 8: the column, the direction (-1 or 1), the steps until the next move, and the steps between
    /// two moves.
    var columns, directions, timers, intervals: SIMD8<Int16>
  }

  static let moveInterval = 3
  static let life = 2500
  public static let channelCount = 7
  public static let minimalActions = [0, 2, 4]
  public static let title = "Freeway"
  public static let isPublished = true

  /// The game; there is nothing to set.
  public init() {}

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    var state = State(
      y: 9, moveTimer: Self.moveInterval, life: Self.life,
      columns: .zero, directions: .zero, timers: .zero, intervals: .zero)
    Self.drawSpeeds(&state, &random)
    return state
  }

  private static func drawSpeeds<Source: RandomSource>(_ state: inout State, _ random: inout Source) {
    for lane in 0..<8 { state.intervals[lane] = 1 + Int16(random.nextInteger(through: 4)) }
    state.timers = state.intervals
    for lane in 0..<8 { state.directions[lane] = random.nextDouble() < 0.5 ? -1 : 1 }
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    var reward = 0.0
    if action == 2 || action == 4, state.moveTimer == 0 {
      state.moveTimer = Self.moveInterval
      state.y = action == 2 ? max(0, state.y - 1) : min(9, state.y + 1)
    }
    if state.y == 0 {
      reward = 1
      Self.drawSpeeds(&state, &random)
      state.y = 9
    }
    // A car hits the chicken before or after it moves, and only the one in the chicken's lane can.
    let lane = state.y - 1
    var isHit = lane < 8 && state.columns[lane] == 4
    let moves = Lanes.negative(state.timers &- Lanes.one)
    state.columns = Self.wrapped(state.columns &+ (state.directions & moves))
    state.timers = ((state.timers &- Lanes.one) & ~moves) | (state.intervals & moves)
    isHit = isHit || lane < 8 && moves[lane] != 0 && state.columns[lane] == 4
    if isHit { state.y = 9 }
    if state.moveTimer > 0 { state.moveTimer -= 1 }
    state.life -= 1
    return Outcome(reward: reward, isTerminal: state.life < 0)
  }

  public func write<Element>(_ state: State, into writer: BoardWriter<Element>) {
    writer.set(4, state.y, 0)
    let behind = Self.wrapped(state.columns &- state.directions)
    for lane in 0..<8 {
      writer.set(Int(state.columns[lane]), lane + 1, 1)
      writer.set(Int(behind[lane]), lane + 1, Int(state.intervals[lane]) + 1)
    }
  }

  /// Columns one step outside come in at the other side.
  @inline(__always)
  private static func wrapped(_ columns: SIMD8<Int16>) -> SIMD8<Int16> {
    let left = Lanes.negative(columns)
    return ((columns & ~left) | (Lanes.nine & left)) & ~Lanes.negative(Lanes.nine &- columns)
  }

  public func tiles(of state: State) -> [Tile] {
    var tiles: [Tile] = []
    let behind = Self.wrapped(state.columns &- state.directions)
    for lane in 0..<8 {
      tiles.append(Tile(.trail, column: Int(behind[lane]), row: lane + 1))
      tiles.append(Tile(.car, column: Int(state.columns[lane]), row: lane + 1))
    }
    return tiles + [Tile(.chicken, column: 4, row: state.y)]
  }

  static let descriptors = ArcadeCatalogue.descriptors(
    "Freeway", "cross eight lanes of cars", make: { Freeway() })
}
