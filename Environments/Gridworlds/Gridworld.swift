public import Persistence
public import Randomness
public import ReinforcementLearning
import Settings
import Scenes

/// A world drawn with letters: walls, holes, goals with rewards, one-way cells, wind, keys and doors.
///
/// **Description.** `S` start, `.` floor, `#` wall, `H` hole, `G` goal, `1`-`9` goals worth that much, `<` `>` `^` `v`
/// cells that can only be left that way, `a`-`d` keys, `A`-`D` doors that open with the key of the same letter.
///
/// **Actions.** 0 left, 1 down, 2 right, 3 up. A move into a wall, a locked door or the border stays.
///
/// **Observations.** `keys * cells + cell`, where the bits of `keys` tell which keys are held.
///
/// **Start.** Uniform over the S cells, without keys.
///
/// **Reward.** `goal_reward` on G, the digit on a digit, `hole_reward` on H, plus `step_cost` (usually negative) for
/// every step.
///
/// **End.** On a goal or a hole.
///
/// **Arguments.** `slip`: probability of going to one of the two sides instead, half each. `wind`: cells by which each
/// column lifts whoever leaves it, as in Sutton and Barto's windy gridworld; the lift stops at walls.
///
/// **Reference.** Sutton and Barto, 2nd edition, examples 3.5, 6.5 and figure 8.2.
public struct Gridworld: FiniteMDP {
  /// What its title says before the size.
  public let name: String
  /// The letters.
  public let map: TextMap
  /// The probability of going to one of the two sides instead.
  public let slip: Double
  /// For each column the cells by which it lifts whoever leaves it; empty where no wind blows.
  public let wind: [Int]
  /// Added to the reward of every step.
  public let stepCost: Double
  /// Paid on `G`.
  public let goalReward: Double
  /// Paid on `H`.
  public let holeReward: Double
  let cells: [UInt8]
  private let keyLetters: [UInt8]
  private let starts: StartCells
  /// What the step onto an end brings beside its cost; nil without ends.
  let prizes: ClosedRange<Double>?
  let overview: MapOverview?

  /// The letters a map may have.
  public static let legend = "S.#HG123456789<>^vabcdABCD"

  /// - Throws: ``InputError`` if the map has no start, no goal, a door without a key, or a goal out of reach.
  public init(
    name: String = "Gridworld", map: TextMap, slip: Double = 0, wind: [Int] = [], stepCost: Double = 0,
    goalReward: Double = 1, holeReward: Double = 0
  ) throws(InputError) {
    self.name = name
    self.map = map
    self.slip = slip
    self.wind = wind
    self.stepCost = stepCost
    self.goalReward = goalReward
    self.holeReward = holeReward
    let cells = map.letters
    self.cells = cells
    var isPresent = [Bool](repeating: false, count: 256)
    for letter in cells { isPresent[Int(letter)] = true }
    keyLetters = "abcd".utf8.filter { isPresent[Int($0)] }
    starts = StartCells(map.positions(of: "S"))
    let found = "GH123456789".utf8.filter { isPresent[Int($0)] }.map { letter in
      letter == UInt8(ascii: "G")
        ? goalReward : letter == UInt8(ascii: "H") ? holeReward : Double(letter - UInt8(ascii: "0"))
    }
    prizes = found.min().flatMap { least in found.max().map { least...$0 } }
    overview = MapOverview(map)
    guard wind.isEmpty || wind.count == map.columnCount else {
      throw InputError("wind has \(wind.count) numbers for \(map.columnCount) columns; give one for each column")
    }
    if let door = cells.firstIndex(where: { Self.isDoor($0) && key(for: $0) == nil }) {
      let letter = Character(Unicode.Scalar(cells[door]))
      throw InputError(
        "map: \(map.place(door)): door '\(letter)' has no key; put a '\(letter.lowercased())' on the map")
    }
    guard !starts.cells.isEmpty else {
      throw InputError("map: line 1, column 1: no start in the whole map; mark one or more cells 'S'")
    }
    guard let goal = cells.firstIndex(where: Self.isGoal) else {
      throw InputError("map: line 1, column 1: no goal in the whole map; mark one or more cells 'G' or '1' to '9'")
    }
    let canReach = TextMap.canReach(
      from: starts.cells, stateCount: stateCount, isGoal: { Self.isGoal(cells[$0 % cells.count]) },
      isEnd: { Self.isEnd(cells[$0 % cells.count]) },
      next: { landing(of: $0 % cells.count, holding: $0 / cells.count, toward: $1).state })
    guard canReach else {
      throw InputError("map: \(map.place(goal)): the goal cannot be reached from any start")
    }
  }

  /// The keys there are.
  var keys: [Character] { keyLetters.map { Character(Unicode.Scalar($0)) } }

  /// A door opens with the small letter of its own.
  private func key(for door: UInt8) -> Int? { keyLetters.firstIndex(of: door + 32) }
  private static func isDoor(_ letter: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "D")).contains(letter) }
  private static func isDigit(_ letter: UInt8) -> Bool { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(letter) }
  private static func isGoal(_ letter: UInt8) -> Bool { letter == UInt8(ascii: "G") || isDigit(letter) }
  private static func isEnd(_ letter: UInt8) -> Bool { isGoal(letter) || letter == UInt8(ascii: "H") }

  public var stateCount: Int { cells.count << keyLetters.count }
  public var actionCount: Int { 4 }

  public var initialStates: [WeightedState] { starts.weighted }

  public func initialState<Source: RandomSource>(using random: inout Source) -> Int { starts.draw(using: &random) }

  public func successors(of state: Int, taking action: Int) -> [Successor] {
    let (cell, held) = (state % cells.count, state / cells.count)
    let letter = cells[cell]
    if Self.isEnd(letter) || letter == UInt8(ascii: "#") {
      return [Successor(state: state, reward: 0, isTerminal: true)]
    }
    let direction = Direction.allCases[action]
    guard slip > 0 else { return [successor(of: cell, holding: held, toward: direction, probability: 1)] }
    let (left, right) = direction.sides
    return [(left, slip / 2), (direction, 1 - slip), (right, slip / 2)].filter { $0.1 > 0 }.map {
      successor(of: cell, holding: held, toward: $0.0, probability: $0.1)
    }
  }

  private func successor(of cell: Int, holding held: Int, toward way: Direction, probability: Double) -> Successor {
    let (state, letter) = landing(of: cell, holding: held, toward: way)
    let prize =
      letter == UInt8(ascii: "G")
      ? goalReward
      : letter == UInt8(ascii: "H")
        ? holeReward : Self.isDigit(letter) ? Double(letter - UInt8(ascii: "0")) : 0
    return Successor(
      state: state, probability: probability, reward: stepCost + prize, isTerminal: Self.isEnd(letter))
  }

  /// The state a step leads to, and the letter of its cell.
  private func landing(of cell: Int, holding held: Int, toward way: Direction) -> (state: Int, letter: UInt8) {
    var next = cell
    if Self.oneWay(cells[cell]).map({ $0 == way }) ?? true { next = step(from: cell, toward: way, holding: held) }
    let lift = wind.isEmpty ? 0 : wind[cell % map.columnCount]
    for _ in 0..<abs(lift) { next = step(from: next, toward: lift > 0 ? .up : .down, holding: held) }
    let letter = cells[next]
    let keysNow = keyLetters.isEmpty ? held : keyLetters.firstIndex(of: letter).map { held | 1 << $0 } ?? held
    return (keysNow * cells.count + next, letter)
  }

  private func step(from cell: Int, toward way: Direction, holding held: Int) -> Int {
    let next = map.neighbour(of: cell, toward: way)
    let letter = cells[next]
    if letter == UInt8(ascii: "#") { return cell }
    if Self.isDoor(letter), let key = key(for: letter), held & (1 << key) == 0 { return cell }
    return next
  }

  static func oneWay(_ letter: Character) -> Direction? { letter.asciiValue.flatMap { oneWay($0) } }

  private static func oneWay(_ letter: UInt8) -> Direction? {
    switch letter {
    case UInt8(ascii: "<"): .left
    case UInt8(ascii: ">"): .right
    case UInt8(ascii: "^"): .up
    case UInt8(ascii: "v"): .down
    default: nil
    }
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Tarn/Gridworld-v0", summary: "a world drawn with letters: walls, holes, goals, wind, keys and doors",
      kind: .table, arguments: GridworldArguments(), stepLimit: 200, mapAlphabet: mapAlphabet,
      make: { try Gridworld(name: "Gridworld", $0) }),
    EnvironmentDescriptor(
      id: "Tarn/WindyGridworld-v0", summary: "Sutton and Barto's windy gridworld, example 6.5: -1 a step",
      kind: .table, arguments: GridworldArguments.windy, mapAlphabet: mapAlphabet,
      make: { try Gridworld(name: "Windy gridworld", $0) }),
  ]

  private static let mapAlphabet = [
    EnvironmentDescriptor.MapLetter("S", "start, at least one"), .init(".", "floor"), .init("#", "wall"),
    .init("H", "hole, which ends the episode with hole_reward"),
    .init("G", "goal, which ends it with goal_reward; at least one goal can be reached"),
    .init("1-9", "goals worth that much"), .init("< > ^ v", "cells that can only be left that way"),
    .init("a-d", "keys"), .init("A-D", "doors, each opened by the key of the same letter"),
  ]

  init(name: String, _ arguments: GridworldArguments) throws(InputError) {
    let (text, file) = (arguments.map, arguments.mapFile)
    if !text.isEmpty, !file.isEmpty { throw InputError("give either map or map_file, not both") }
    let built = Self.maps[arguments.mapName] ?? Self.windyMap
    let map =
      file.isEmpty
      ? try TextMap(text.isEmpty ? built : text, legend: Self.legend) : try TextMap(file: file, legend: Self.legend)
    let numbers = arguments.wind.split(separator: "/", omittingEmptySubsequences: false)
    let wind = arguments.wind.isEmpty ? [] : numbers.compactMap { Int($0) }.filter { abs($0) <= 1000 }
    guard arguments.wind.isEmpty || wind.count == numbers.count else {
      throw InputError("wind cannot be '\(arguments.wind)'; it takes whole numbers separated by '/'")
    }
    try self.init(
      name: name, map: map, slip: arguments.slip, wind: wind, stepCost: arguments.stepCost,
      goalReward: arguments.goalReward, holeReward: arguments.holeReward)
  }
}

/// The arguments of ``Gridworld``.
struct GridworldArguments: EnvironmentArguments {
  @Setting(oneOf: Gridworld.maps.keys.sorted() + ["windy"], "a built-in map") var mapName = "rooms"
  @Setting("rows of \(Gridworld.legend) separated by '/'") var map = ""
  @Setting("a file with one row a line") var mapFile = ""
  @Setting(0...1, "probability of going to one of the two sides instead") var slip = 0.0
  @Setting("for each column, the cells it lifts by, separated by '/'") var wind = ""
  @Setting(-1e6...1e6, "reward added to every step") var stepCost = 0.0
  @Setting(-1e6...1e6, "reward of G") var goalReward = 1.0
  @Setting(-1e6...1e6, "reward of H") var holeReward = 0.0

  /// Of example 6.5.
  static var windy: GridworldArguments {
    var arguments = GridworldArguments()
    arguments.mapName = "windy"
    arguments.wind = "0/0/0/1/1/1/2/2/1/0"
    arguments.stepCost = -1
    arguments.goalReward = 0
    return arguments
  }
}
