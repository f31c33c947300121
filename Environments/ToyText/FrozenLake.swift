public import Persistence
public import Randomness
public import ReinforcementLearning
import Settings
public import Scenes

/// A walk over a frozen lake from the start to a goal without falling into a hole.
///
/// **Description.** A grid of letters: S start, F frozen, H hole, G goal. The ice may be slippery.
///
/// **Actions.** 0 left, 1 down, 2 right, 3 up. Borders hold the walker back.
///
/// **Observations.** The cell, `row * columns + column`.
///
/// **Start.** Uniform over the S cells.
///
/// **Reward.** `reward_schedule` = (goal, hole, frozen), by default (1, 0, 0), for the cell stepped on.
///
/// **End.** On a hole or the goal. `FrozenLake-v1` is cut off after 100 steps, `FrozenLake8x8-v1` after 200.
///
/// **Arguments.** `map_name` 4x4, 8x8 or random; `map` or `map_file`; `is_slippery`; `success_rate`, the probability
/// of going where one wants on slippery ice, the rest shared by the two sides; `reward_schedule`.
///
/// **Reference.** Gymnasium 1.4.0 `FrozenLake-v1`, draw for draw.
public struct FrozenLake: FiniteMDP {
  /// The letters.
  public let map: TextMap
  /// Whether the ice takes one to the side.
  public let isSlippery: Bool
  /// The probability of going where one wants on slippery ice.
  public let successRate: Double
  /// Paid on a goal.
  public let goalReward: Double
  /// Paid on a hole.
  public let holeReward: Double
  /// Paid on every other cell.
  public let frozenReward: Double
  private let cells: [UInt8]
  private let starts: StartCells
  private let overview: MapOverview?

  /// - Throws: ``InputError`` if the map has no start, no goal, or a goal that cannot be reached.
  public init(
    map: TextMap, isSlippery: Bool = true, successRate: Double = 1.0 / 3,
    goalReward: Double = 1, holeReward: Double = 0, frozenReward: Double = 0
  ) throws(InputError) {
    self.map = map
    self.isSlippery = isSlippery
    self.successRate = successRate
    self.goalReward = goalReward
    self.holeReward = holeReward
    self.frozenReward = frozenReward
    let cells = map.letters
    self.cells = cells
    starts = StartCells(map.positions(of: "S"))
    overview = MapOverview(map)
    guard !starts.cells.isEmpty else {
      throw InputError("map: line 1, column 1: no start in the whole map; mark one or more cells 'S'")
    }
    guard let goal = cells.firstIndex(of: UInt8(ascii: "G")) else {
      throw InputError("map: line 1, column 1: no goal in the whole map; mark one or more cells 'G'")
    }
    guard Self.canReachGoal(map, from: starts.cells) else {
      throw InputError("map: \(map.place(goal)): the goal cannot be reached from any start")
    }
  }

  /// Whether one can walk to a goal; ice that is slippery leads nowhere else.
  static func canReachGoal(_ map: TextMap, from starts: [Int]) -> Bool {
    TextMap.canReach(
      from: starts, stateCount: map.letters.count, isGoal: { map.letters[$0] == UInt8(ascii: "G") },
      isEnd: { isEnd(map.letters[$0]) }, next: map.neighbour(of:toward:))
  }

  private static func isEnd(_ letter: UInt8) -> Bool { letter == UInt8(ascii: "G") || letter == UInt8(ascii: "H") }

  public var stateCount: Int { cells.count }
  public var actionCount: Int { 4 }

  public var initialStates: [WeightedState] { starts.weighted }

  public func initialState<Source: RandomSource>(using random: inout Source) -> Int { starts.draw(using: &random) }

  public func successors(of state: Int, taking action: Int) -> [Successor] {
    if Self.isEnd(cells[state]) { return [Successor(state: state, reward: 0, isTerminal: true)] }
    guard isSlippery else { return [successor(of: state, toward: action, probability: 1)] }
    let failRate = (1 - successRate) / 2
    return [(action + 3) % 4, action, (action + 1) % 4].map { direction in
      successor(of: state, toward: direction, probability: direction == action ? successRate : failRate)
    }
  }

  private func successor(of state: Int, toward action: Int, probability: Double) -> Successor {
    let next = map.neighbour(of: state, toward: Direction.allCases[action])
    let reward =
      switch cells[next] {
      case UInt8(ascii: "G"): goalReward
      case UInt8(ascii: "H"): holeReward
      default: frozenReward
      }
    return Successor(state: next, probability: probability, reward: reward, isTerminal: Self.isEnd(cells[next]))
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "FrozenLake \(map.columnCount)×\(map.rowCount)", facts: [isSlippery ? "slippery" : "not slippery"],
      actionLabels: Direction.allCases.map { .move($0) },
      rewardBounds: .steps(of: frozenReward, ending: min(goalReward, holeReward)...max(goalReward, holeReward)))
  }

  public func scene(of state: Int) -> Scene {
    MapCamera.scene(map, agent: state, overview: overview) { index in
      switch cells[index] {
      case UInt8(ascii: "S"): Cell(.start, observation: index)
      case UInt8(ascii: "H"): Cell(.hazard)
      case UInt8(ascii: "G"): Cell(.goal)
      default: Cell(.floor, observation: index)
      }
    }
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "FrozenLake-v1", summary: "walk over slippery ice to the goal without falling into a hole", kind: .table,
      arguments: FrozenLakeArguments(), stepLimit: 100, rewardThreshold: 0.7, mapAlphabet: mapAlphabet,
      make: { try FrozenLake($0) }),
    EnvironmentDescriptor(
      id: "FrozenLake8x8-v1", summary: "the same on the larger lake", kind: .table,
      arguments: FrozenLakeArguments(mapName: "8x8"), stepLimit: 200, rewardThreshold: 0.85, mapAlphabet: mapAlphabet,
      make: { try FrozenLake($0) }),
  ]

  private static let mapAlphabet = [
    EnvironmentDescriptor.MapLetter("S", "start, at least one"), .init("F", "frozen, to be walked on"),
    .init("H", "hole, which ends the episode"), .init("G", "goal, at least one that can be reached"),
  ]

  init(_ arguments: FrozenLakeArguments) throws(InputError) {
    let text = arguments.rewardSchedule
    let rewards = text.filter { !"() ".contains($0) }.split(separator: ",").compactMap { Double($0) }
    guard rewards.count == 3, rewards.allSatisfy(\.isFinite) else {
      throw InputError("reward_schedule cannot be '\(text)'; it takes three numbers like (1,0,0)")
    }
    try self.init(
      map: try Self.map(arguments), isSlippery: arguments.isSlippery, successRate: arguments.successRate,
      goalReward: rewards[0], holeReward: rewards[1], frozenReward: rewards[2])
  }
}

/// The arguments of ``FrozenLake``.
struct FrozenLakeArguments: EnvironmentArguments {
  @Setting(oneOf: ["4x4", "8x8", "random"], "a built-in map") var mapName = "4x4"
  @Setting("rows of S, F, H and G separated by '/'") var map = ""
  @Setting("a file with one row a line") var mapFile = ""
  @Setting(2...1024, "side of a random map") var mapSize = 8
  @Setting(0.05...1, "share of frozen cells in a random map") var mapProbability = 0.8
  @Setting(0..., "seed of a random map") var mapSeed = 0
  @Setting("whether the ice takes one to the side") var isSlippery = true
  @Setting(0...1, "probability of going where one wants on slippery ice") var successRate = 1.0 / 3
  @Setting("rewards of goal, hole and frozen cells") var rewardSchedule = "(1,0,0)"

  init() {}

  init(mapName: String) { self.mapName = mapName }
}
