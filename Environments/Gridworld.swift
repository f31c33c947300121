public import ReinforcementLearning
public import Scenes
public import Persistence

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
public struct Gridworld: FiniteMDP, TabularWorld {
  public let name: String
  public let map: TextMap
  public let slip: Double
  public let wind: [Int]
  public let stepCost: Double
  public let goalReward: Double
  public let holeReward: Double
  let cells: [Character]
  let keys: [Character]

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
    let cells = map.cells
    self.cells = cells
    keys = "abcd".filter { cells.contains($0) }
    guard wind.isEmpty || wind.count == map.columnCount else {
      throw InputError("wind has \(wind.count) numbers for \(map.columnCount) columns; give one for each column")
    }
    if let door = cells.indices.first(where: { "ABCD".contains(cells[$0]) && key(for: cells[$0]) == nil }) {
      throw InputError(
        "map: \(map.place(door)): door '\(cells[door])' has no key; put a '\(cells[door].lowercased())' on the map")
    }
    guard cells.contains("S") else {
      throw InputError("map: line 1, column 1: no start in the whole map; mark one or more cells 'S'")
    }
    let goals = cells.indices.filter { isGoal(cells[$0]) }
    guard let goal = goals.first else {
      throw InputError("map: line 1, column 1: no goal in the whole map; mark one or more cells 'G' or '1' to '9'")
    }
    let reached = Set(TextMap.reachable(in: self).map { $0 % cells.count })
    guard goals.contains(where: reached.contains) else {
      throw InputError("map: \(map.place(goal)): the goal cannot be reached from any start")
    }
  }

  private func key(for door: Character) -> Int? { keys.firstIndex(of: Character(door.lowercased())) }
  private func isGoal(_ letter: Character) -> Bool { letter == "G" || letter.isWholeNumber }

  public var stateCount: Int { cells.count << keys.count }
  public var actionCount: Int { 4 }

  public var initialStates: [WeightedState] {
    let starts = map.positions(of: "S")
    return starts.map { WeightedState(state: $0, probability: 1 / Double(starts.count)) }
  }

  public func successors(of state: Int, taking action: Int) -> [Successor] {
    let (cell, held) = (state % cells.count, state / cells.count)
    let letter = cells[cell]
    if isGoal(letter) || letter == "H" || letter == "#" {
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
    var next = cell
    if Self.oneWay(cells[cell]).map({ $0 == way }) ?? true { next = step(from: cell, toward: way, holding: held) }
    let lift = wind.isEmpty ? 0 : wind[cell % map.columnCount]
    for _ in 0..<abs(lift) { next = step(from: next, toward: lift > 0 ? .up : .down, holding: held) }
    let letter = cells[next]
    let keysNow = keys.firstIndex(of: letter).map { held | 1 << $0 } ?? held
    let prize =
      letter == "G" ? goalReward : letter == "H" ? holeReward : letter.wholeNumberValue.map(Double.init) ?? 0
    return Successor(
      state: keysNow * cells.count + next, probability: probability, reward: stepCost + prize,
      isTerminal: isGoal(letter) || letter == "H")
  }

  private func step(from cell: Int, toward way: Direction, holding held: Int) -> Int {
    let next = map.neighbour(of: cell, toward: way)
    if cells[next] == "#" { return cell }
    if "ABCD".contains(cells[next]), let key = key(for: cells[next]), held & (1 << key) == 0 { return cell }
    return next
  }

  static func oneWay(_ letter: Character) -> Direction? {
    switch letter {
    case "<": .left
    case ">": .right
    case "^": .up
    case "v": .down
    default: nil
    }
  }
}
