public import ReinforcementLearning
public import Scenes
import Settings

/// A walk along the edge of a cliff.
///
/// **Description.** 4 rows of 12 cells; the bottom row between start and goal is a cliff.
///
/// **Actions.** 0 up, 1 right, 2 down, 3 left. Borders hold the walker back.
///
/// **Observations.** The cell, `row * 12 + column`.
///
/// **Start.** Cell 36, bottom left.
///
/// **Reward.** -1 a step; -100 for stepping off, which leads back to the start and does not end the episode.
///
/// **End.** On the goal, cell 47. No step limit.
///
/// **Arguments.** `is_slippery`: one third each for the wanted direction and its two sides.
///
/// **Reference.** Gymnasium 1.4.0 `CliffWalking-v1`; Sutton and Barto, 2nd edition, example 6.6.
///
/// Difference: the goal absorbs (Gymnasium's table has moves out of it, which no episode takes).
public struct CliffWalking: FiniteMDP {
  /// Whether the ground takes one to the side.
  public let isSlippery: Bool

  static let start = 36
  static let goal = 47
  static let directions: [Direction] = [.up, .right, .down, .left]

  /// The cliff, dry unless told otherwise.
  public init(isSlippery: Bool = false) { self.isSlippery = isSlippery }

  public var stateCount: Int { 48 }
  public var actionCount: Int { 4 }
  public var initialStates: [WeightedState] { [WeightedState(state: Self.start, probability: 1)] }

  public func successors(of state: Int, taking action: Int) -> [Successor] {
    if state == Self.goal { return [Successor(state: state, reward: 0, isTerminal: true)] }
    let moves = isSlippery ? [(action + 3) % 4, action, (action + 1) % 4] : [action]
    return moves.map { move in
      let direction = Self.directions[move]
      let row = min(max(state / 12 + direction.rowStep, 0), 3)
      let column = min(max(state % 12 + direction.columnStep, 0), 11)
      let probability = 1 / Double(moves.count)
      if row == 3, (1...10).contains(column) {
        return Successor(state: Self.start, probability: probability, reward: -100, isTerminal: false)
      }
      let next = row * 12 + column
      return Successor(state: next, probability: probability, reward: -1, isTerminal: next == Self.goal)
    }
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "CliffWalking", facts: [isSlippery ? "slippery" : "not slippery"],
      actionLabels: Self.directions.map { .move($0) }, rewardBounds: RewardBounds(step: -100 ... -1))
  }

  public func scene(of state: Int) -> Scene {
    var scene = Scene(
      columns: 12, rows: 4,
      cells: (0..<48).map { index in
        switch index {
        case Self.start: Cell(.start, observation: index)
        case Self.goal: Cell(.goal)
        case 37...46: Cell(.hazard)
        default: Cell(.floor, observation: index)
        }
      },
      figures: [Figure(.agent, cell: state)])
    scene.routes = [Self.route("safe", along: 0), Self.route("short", along: 2)]
    return scene
  }

  /// Up from the start to a row, along it, and down to the goal.
  private static func route(_ name: String, along row: Int) -> Route {
    let up = (row..<3).reversed().map { $0 * 12 }
    let across = (1..<12).map { row * 12 + $0 }
    return Route(name, cells: [start] + up + across + (row + 1...3).map { $0 * 12 + 11 })
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    descriptor("CliffWalking-v1", "walk along a cliff: -100 for falling, -1 a step", isSlippery: false),
    descriptor("CliffWalkingSlippery-v1", "the same on slippery ground", isSlippery: true),
  ]

  private static func descriptor(_ id: String, _ summary: String, isSlippery: Bool) -> EnvironmentDescriptor {
    var arguments = CliffWalkingArguments()
    arguments.isSlippery = isSlippery
    return EnvironmentDescriptor(
      id: id, summary: summary, kind: .table, arguments: arguments,
      make: { CliffWalking(isSlippery: $0.isSlippery) })
  }
}

/// The arguments of ``CliffWalking``.
struct CliffWalkingArguments: EnvironmentArguments {
  @Setting("whether the ground takes one to the side") var isSlippery = false
}
