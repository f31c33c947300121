public import Randomness
public import ReinforcementLearning
public import Scenes

/// A cannon under four rows of aliens that come down.
///
/// **Description.** The aliens move sideways together, and down one row at the border; the fewer are left the faster.
///
/// **Actions.** Left, right, fire (at most every fifth step).
///
/// **Observations.** Channels cannon, alien, alien moving left, alien moving right, friendly bullet, enemy bullet.
///
/// **Start.** Cannon at 5; 24 aliens in rows 0 to 3, columns 2 to 7, moving left.
///
/// **Reward.** 1 for each alien hit. A new wave follows the last one.
///
/// **End.** A bullet or an alien hits the cannon, or the aliens have come to the bottom.
///
/// **Arguments.** `difficulty_ramping`: each new wave moves faster.
///
/// **Reference.** MinAtar 1.0.15 `SpaceInvaders`.
public struct SpaceInvaders: ArcadeGame {
  /// What stands on the board, and the clocks.
  public struct State: Sendable, Hashable, Codable {
    var cannon: Int
    var aliens, friendly, hostile: Board
    var movesRight: Bool
    var moveInterval, moveTimer, alienShotTimer, shotTimer: Int
  }

  static let wave = Board.rectangle(2...7, 0...3)
  static let (leftEdge, rightEdge, bottom) = (Board.column(0), Board.column(9), Board.row(9))
  /// Whether the game becomes harder as it goes on.
  public let isRamping: Bool
  public static let channelCount = 6
  public static let minimalActions = [0, 1, 3, 5]
  public static let title = "SpaceInvaders"
  public static let isPublished = true

  /// The game, becoming harder as it goes on unless told otherwise.
  public init(isRamping: Bool = true) { self.isRamping = isRamping }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(
      cannon: 5, aliens: Self.wave, friendly: Board(), hostile: Board(), movesRight: false, moveInterval: 12,
      moveTimer: 12, alienShotTimer: 10, shotTimer: 0)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    var isTerminal = false
    switch action {
    case 5 where state.shotTimer == 0:
      state.friendly[state.cannon, 9] = true
      state.shotTimer = 5
    case 1: state.cannon = max(0, state.cannon - 1)
    case 3: state.cannon = min(9, state.cannon + 1)
    default: break
    }
    state.friendly = state.friendly.raised
    state.hostile = state.hostile.lowered
    if state.hostile[state.cannon, 9] { isTerminal = true }
    if state.aliens[state.cannon, 9] { isTerminal = true }
    if state.moveTimer == 0 {
      if march(&state) { isTerminal = true }
      if state.aliens[state.cannon, 9] { isTerminal = true }
    }
    if state.alienShotTimer == 0 {
      state.alienShotTimer = 10
      shoot(&state)
    }
    let hits = Board(bits: state.aliens.bits & state.friendly.bits)
    state.aliens.bits &= ~hits.bits
    state.friendly.bits &= ~hits.bits
    if state.shotTimer > 0 { state.shotTimer -= 1 }
    state.moveTimer -= 1
    state.alienShotTimer -= 1
    if state.aliens.isEmpty {
      if isRamping, state.moveInterval > 6 { state.moveInterval -= 1 }
      state.aliens = Self.wave
    }
    return Outcome(reward: Double(hits.count), isTerminal: isTerminal)
  }

  /// Moves the aliens; says whether they have come to the bottom.
  private func march(_ state: inout State) -> Bool {
    state.moveTimer = min(state.aliens.count, state.moveInterval)
    guard state.aliens.intersects(state.movesRight ? Self.rightEdge : Self.leftEdge) else {
      state.aliens.bits = state.movesRight ? state.aliens.bits << 1 : state.aliens.bits >> 1
      return false
    }
    state.movesRight.toggle()
    let hasLanded = state.aliens.intersects(Self.bottom)
    // What was in the bottom row stands in the top row of the last picture.
    state.aliens.bits = state.aliens.lowered.bits | state.aliens.bits >> 90
    return hasLanded
  }

  /// The lowest alien of the column nearest to the cannon lets go a bullet.
  private func shoot(_ state: inout State) {
    var columns: UInt128 = 0
    var rows = state.aliens.bits
    while rows != 0 {
      columns |= rows & 0x3ff
      rows >>= 10
    }
    if columns == 0 { return }
    for distance in 0..<10 {
      for x in stride(from: state.cannon - distance, through: state.cannon + distance, by: max(1, 2 * distance))
      where x >= 0 && x < 10 && columns >> UInt128(x) & 1 == 1 {
        for y in stride(from: 9, through: 0, by: -1) where state.aliens[x, y] {
          state.hostile[x, y] = true
          return
        }
      }
    }
  }

  public func write<Element>(_ state: State, into writer: BoardWriter<Element>) {
    writer.set(state.cannon, 9, 0)
    writer.set(state.aliens, 1)
    writer.set(state.aliens, state.movesRight ? 3 : 2)
    writer.set(state.friendly, 4)
    writer.set(state.hostile, 5)
  }

  public func tiles(of state: State) -> [Tile] {
    var tiles: [Tile] = []
    state.aliens.forEachCell { tiles.append(Tile(.alien, column: $0 % 10, row: $0 / 10)) }
    state.friendly.forEachCell { tiles.append(Tile(.bullet, column: $0 % 10, row: $0 / 10)) }
    state.hostile.forEachCell { tiles.append(Tile(.shot, column: $0 % 10, row: $0 / 10)) }
    return tiles + [Tile(.cannon, column: state.cannon, row: 9)]
  }

  static let descriptors = ArcadeCatalogue.descriptors(
    "SpaceInvaders", "shoot the aliens before they land", make: { SpaceInvaders(isRamping: $0) })
}
