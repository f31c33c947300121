public import Randomness
public import ReinforcementLearning
public import Scenes

/// Gold and enemies cross the board in eight lanes.
///
/// **Description.** Every few steps one of the two enters a free lane from a random side.
///
/// **Actions.** The four directions, within rows 1 to 8.
///
/// **Observations.** Channels player, enemy, trail (one cell behind each), gold.
///
/// **Start.** Player at (5, 5), empty lanes.
///
/// **Reward.** 1 for each gold touched.
///
/// **End.** Touching an enemy.
///
/// **Arguments.** `difficulty_ramping`: lanes fill and move faster, every 100 steps and one.
///
/// **Reference.** MinAtar 1.0.15 `Asterix`.
public struct Asterix: ArcadeGame {
  /// What stands on the board, and the clocks.
  public struct State: Sendable, Hashable, Codable {
    var x, y: Int
    /// Of what is in rows 1 to 8: the column, the direction (-1 or 1, 0 where there is nothing), and 1 for gold.
    var columns, directions, gold: SIMD8<Int16>
    var spawnSpeed, spawnTimer, moveSpeed, moveTimer: Int
    var rampTimer, rampIndex: Int
  }

  /// Whether the game becomes harder as it goes on.
  public let isRamping: Bool
  public static let channelCount = 4
  public static let minimalActions = [0, 1, 2, 3, 4]
  public static let title = "Asterix"
  public static let isPublished = true

  /// The game, becoming harder as it goes on unless told otherwise.
  public init(isRamping: Bool = true) { self.isRamping = isRamping }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(
      x: 5, y: 5, columns: .zero, directions: .zero, gold: .zero, spawnSpeed: 10, spawnTimer: 10, moveSpeed: 5,
      moveTimer: 5,
      rampTimer: 100, rampIndex: 0)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    var outcome = Outcome(reward: 0, isTerminal: false)
    if state.spawnTimer == 0 {
      spawn(&state, &random)
      state.spawnTimer = state.spawnSpeed
    }
    switch action {
    case 1: state.x = max(0, state.x - 1)
    case 2: state.y = max(1, state.y - 1)
    case 3: state.x = min(9, state.x + 1)
    case 4: state.y = min(8, state.y + 1)
    default: break
    }
    touch(&state, &outcome)
    if state.moveTimer == 0 {
      state.moveTimer = state.moveSpeed
      state.columns &+= state.directions
      let isInside = ~(Lanes.negative(state.columns) | Lanes.negative(Lanes.nine &- state.columns))
      state.columns &= isInside
      state.directions &= isInside
      touch(&state, &outcome)
    }
    state.spawnTimer -= 1
    state.moveTimer -= 1
    if isRamping, state.spawnSpeed > 1 || state.moveSpeed > 1 { ramp(&state) }
    return outcome
  }

  private func spawn<Source: RandomSource>(_ state: inout State, _ random: inout Source) {
    let movesRight = random.nextDouble() < 0.5
    let isGold = random.nextDouble() < 1.0 / 3
    var free = 0
    for lane in 0..<8 where state.directions[lane] == 0 { free += 1 }
    if free == 0 { return }
    var choice = Int(random.nextInteger(through: UInt64(free - 1)))
    for lane in 0..<8 where state.directions[lane] == 0 {
      if choice == 0 {
        state.columns[lane] = movesRight ? 0 : 9
        state.directions[lane] = movesRight ? 1 : -1
        state.gold[lane] = isGold ? 1 : 0
        return
      }
      choice -= 1
    }
  }

  /// What the player stands on: only what is in his lane can be.
  private func touch(_ state: inout State, _ outcome: inout Outcome) {
    let lane = state.y - 1
    guard state.directions[lane] != 0, Int(state.columns[lane]) == state.x else { return }
    if state.gold[lane] == 1 {
      state.directions[lane] = 0
      state.columns[lane] = 0
      outcome.reward += 1
    } else {
      outcome.isTerminal = true
    }
  }

  private func ramp(_ state: inout State) {
    if state.rampTimer >= 0 {
      state.rampTimer -= 1
      return
    }
    if state.moveSpeed > 1, state.rampIndex % 2 == 1 { state.moveSpeed -= 1 }
    if state.spawnSpeed > 1 { state.spawnSpeed -= 1 }
    state.rampIndex += 1
    state.rampTimer = 100
  }

  public func write<Element>(_ state: State, into writer: BoardWriter<Element>) {
    writer.set(state.x, state.y, 0)
    for lane in 0..<8 where state.directions[lane] != 0 {
      let (column, direction) = (Int(state.columns[lane]), Int(state.directions[lane]))
      writer.set(column, lane + 1, state.gold[lane] == 1 ? 3 : 1)
      writer.setIfInside(column - direction, lane + 1, 2)
    }
  }

  public func tiles(of state: State) -> [Tile] {
    var tiles: [Tile] = []
    for lane in 0..<8 where state.directions[lane] != 0 {
      let column = Int(state.columns[lane])
      let behind = column - Int(state.directions[lane])
      if (0..<10).contains(behind) { tiles.append(Tile(.trail, column: behind, row: lane + 1)) }
      tiles.append(Tile(state.gold[lane] == 1 ? .gold : .enemy, column: column, row: lane + 1))
    }
    return tiles + [Tile(.player, column: state.x, row: state.y)]
  }

  static let descriptors = ArcadeCatalogue.descriptors(
    "Asterix", "collect gold, avoid enemies", make: { Asterix(isRamping: $0) })
}
