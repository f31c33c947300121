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
  public struct Thing: Sendable, Hashable, Codable {
    public var x: Int
    public var movesRight: Bool
    public var isGold: Bool
  }

  public struct State: Sendable, Hashable, Codable {
    public var x, y: Int
    /// What is in rows 1 to 8.
    public var lanes: [Thing?]
    public var spawnSpeed, spawnTimer, moveSpeed, moveTimer: Int
    public var rampTimer, rampIndex: Int
  }

  public let isRamping: Bool
  public static let channelCount = 4
  public static let minimalActions = [0, 1, 2, 3, 4]
  public static let title = "Asterix"
  public static let isPublished = true

  public init(isRamping: Bool = true) { self.isRamping = isRamping }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(
      x: 5, y: 5, lanes: Array(repeating: nil, count: 8), spawnSpeed: 10, spawnTimer: 10, moveSpeed: 5, moveTimer: 5,
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
    for lane in 0..<8 { touch(&state, lane, &outcome) }
    if state.moveTimer == 0 {
      state.moveTimer = state.moveSpeed
      for lane in 0..<8 {
        guard var thing = state.lanes[lane] else { continue }
        thing.x += thing.movesRight ? 1 : -1
        state.lanes[lane] = (0..<10).contains(thing.x) ? thing : nil
        touch(&state, lane, &outcome)
      }
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
    for lane in 0..<8 where state.lanes[lane] == nil { free += 1 }
    if free == 0 { return }
    var choice = Int(random.nextInteger(through: UInt64(free - 1)))
    for lane in 0..<8 where state.lanes[lane] == nil {
      if choice == 0 {
        state.lanes[lane] = Thing(x: movesRight ? 0 : 9, movesRight: movesRight, isGold: isGold)
        return
      }
      choice -= 1
    }
  }

  private func touch(_ state: inout State, _ lane: Int, _ outcome: inout Outcome) {
    guard state.y == lane + 1, let thing = state.lanes[lane], thing.x == state.x else { return }
    if thing.isGold {
      state.lanes[lane] = nil
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
    for lane in 0..<8 {
      guard let thing = state.lanes[lane] else { continue }
      writer.set(thing.x, lane + 1, thing.isGold ? 3 : 1)
      writer.setIfInside(thing.movesRight ? thing.x - 1 : thing.x + 1, lane + 1, 2)
    }
  }

  public func tiles(of state: State) -> [Tile] {
    var tiles: [Tile] = []
    for (lane, thing) in state.lanes.enumerated() {
      guard let thing else { continue }
      let behind = thing.movesRight ? thing.x - 1 : thing.x + 1
      if (0..<10).contains(behind) { tiles.append(Tile(.trail, column: behind, row: lane + 1)) }
      tiles.append(Tile(thing.isGold ? .gold : .enemy, column: thing.x, row: lane + 1))
    }
    return tiles + [Tile(.player, column: state.x, row: state.y)]
  }

  static let descriptors = ArcadeCatalogue.descriptors(
    "Asterix", "collect gold, avoid enemies", isRampable: true, make: { Asterix(isRamping: $0) })
}
