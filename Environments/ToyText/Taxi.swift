public import ReinforcementLearning
import Settings
import Scenes

/// A taxi that fetches a passenger and brings them where they want to go.
///
/// **Description.** A 5 x 5 town with thin walls and four stops: R (0,0), G (0,4), Y (4,0), B (4,3).
///
/// **Actions.** 0 south, 1 north, 2 east, 3 west, 4 pick up, 5 drop off.
///
/// **Observations.** `((row * 5 + column) * 5 + passenger) * 4 + destination`; passenger 4 is in the taxi.
///
/// **Start.** Uniform over the 300 states with the passenger at a stop that is not the destination.
///
/// **Reward.** -1 a step, +20 for the right drop-off, -10 for picking up nobody or dropping off where there is no stop.
///
/// **End.** After the right drop-off; cut off after 200 steps.
///
/// **Arguments.** `is_rainy`: the taxi goes forward with `rainy_probability`, otherwise to one of its sides; a forward
/// move that is blocked stays. `fickle_passenger`: see ``FickleTaxi``.
///
/// **Reference.** Gymnasium 1.4.0 `Taxi-v4`; T. G. Dietterich, "Hierarchical Reinforcement Learning with the MAXQ
/// Value Function Decomposition", 2000.
///
/// Difference: states with the passenger delivered absorb (Gymnasium's table has moves out of them, which no episode
/// takes).
public struct Taxi: FiniteMDP {
  /// Whether moves may slide to the side.
  public let isRainy: Bool
  /// The probability of going forward in rain.
  public let rainyProbability: Double

  static let stops: [(row: Int, column: Int)] = [(0, 0), (0, 4), (4, 0), (4, 3)]
  static let directions: [Direction] = [.down, .up, .right, .left]

  /// The town, dry unless told otherwise.
  public init(isRainy: Bool = false, rainyProbability: Double = 0.8) {
    self.isRainy = isRainy
    self.rainyProbability = rainyProbability
  }

  /// A state taken apart.
  struct Situation {
    var row, column, passenger, destination: Int

    init(_ state: Int) {
      (row, column, passenger, destination) = (state / 100, state / 20 % 5, state / 4 % 5, state % 4)
    }

    var state: Int { ((row * 5 + column) * 5 + passenger) * 4 + destination }
    var stop: Int? { Taxi.stops.firstIndex { $0 == (row, column) } }
    var isDelivered: Bool { passenger == destination }
  }

  public var stateCount: Int { 500 }
  public var actionCount: Int { 6 }

  public var initialStates: [WeightedState] {
    (0..<500).map(Situation.init).filter { $0.passenger < 4 && !$0.isDelivered }
      .map { WeightedState(state: $0.state, probability: 1.0 / 300) }
  }

  public func successors(of state: Int, taking action: Int) -> [Successor] {
    let situation = Situation(state)
    if situation.isDelivered { return [Successor(state: state, reward: 0, isTerminal: true)] }
    switch action {
    case 4: return [pickUp(situation)]
    case 5: return [dropOff(situation)]
    default: return moves(situation, toward: Self.directions[action])
    }
  }

  private func moves(_ situation: Situation, toward direction: Direction) -> [Successor] {
    func move(_ way: Direction, _ probability: Double) -> Successor {
      var next = situation
      if Self.isOpen(situation.row, situation.column, toward: way) {
        next.row += way.rowStep
        next.column += way.columnStep
      }
      return Successor(state: next.state, probability: probability, reward: -1, isTerminal: false)
    }
    guard isRainy else { return [move(direction, 1)] }
    let lateral = (1 - rainyProbability) / 2
    guard Self.isOpen(situation.row, situation.column, toward: direction) else {
      return [rainyProbability, lateral, lateral].map { move(direction, $0) }
    }
    // Left of south is east: the sides in the order left hand, right hand.
    let (left, right): (Direction, Direction) =
      switch direction {
      case .down: (.right, .left)
      case .up: (.left, .right)
      case .right: (.up, .down)
      case .left: (.down, .up)
      }
    return [move(direction, rainyProbability), move(left, lateral), move(right, lateral)]
  }

  private func pickUp(_ situation: Situation) -> Successor {
    var next = situation
    guard situation.stop == situation.passenger else {
      return Successor(state: next.state, reward: -10, isTerminal: false)
    }
    next.passenger = 4
    return Successor(state: next.state, reward: -1, isTerminal: false)
  }

  private func dropOff(_ situation: Situation) -> Successor {
    var next = situation
    guard situation.passenger == 4, let stop = situation.stop else {
      return Successor(state: next.state, reward: -10, isTerminal: false)
    }
    next.passenger = stop
    let isRight = stop == situation.destination
    return Successor(state: next.state, reward: isRight ? 20 : -1, isTerminal: isRight)
  }

  /// Whether nothing stands between a cell and its neighbour.
  static func isOpen(_ row: Int, _ column: Int, toward direction: Direction) -> Bool {
    switch direction {
    case .down: row < 4
    case .up: row > 0
    case .right: column < 4 && !isWalled(row, rightOf: column)
    case .left: column > 0 && !isWalled(row, rightOf: column - 1)
    }
  }

  /// Walls stand between columns 1 and 2 in the two upper rows, 0 and 1 and 2 and 3 in the two lower ones.
  static func isWalled(_ row: Int, rightOf column: Int) -> Bool {
    row < 2 ? column == 1 : row > 2 && (column == 0 || column == 2)
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Taxi-v4", aliases: ["Taxi-v3"], summary: "fetch a passenger and bring them to their stop", kind: .table,
      arguments: TaxiArguments(), stepLimit: 200, rewardThreshold: 8,
      make: { arguments in
        let town = Taxi(isRainy: arguments.isRainy, rainyProbability: arguments.rainyProbability)
        return arguments.ficklePassenger ? FickleTaxi(town, probability: arguments.fickleProbability) : town
      })
  ]
}

/// The arguments of ``Taxi``.
struct TaxiArguments: EnvironmentArguments {
  @Setting("whether moves may slide to the side") var isRainy = false
  @Setting("whether the passenger may change their mind") var ficklePassenger = false
  @Setting(0...1, "probability of going forward in rain") var rainyProbability = 0.8
  @Setting(0...1, "probability that a fickle passenger does so") var fickleProbability = 0.3
}
