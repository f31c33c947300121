public import Randomness
public import ReinforcementLearning
public import Scenes

/// ``Taxi`` with a passenger who may change their mind once they have ridden a step.
///
/// At reset a draw below `probability` decides that they will. On the first move that finds them already aboard, the
/// destination becomes one of the other three, uniformly. What the passenger intends is not observed, so this is not
/// an MDP in its observations and has no exact model here.
///
/// **Reference.** Gymnasium 1.4.0 `Taxi-v4` with `fickle_passenger=True`, draw for draw.
public struct FickleTaxi: TabularWorld {
  public let town: Taxi
  public let probability: Double

  public struct State: Sendable, Codable, Hashable {
    public var observation: Int
    public var isFickle: Bool
  }

  public init(town: Taxi = Taxi(), probability: Double = 0.3) {
    self.town = town
    self.probability = probability
  }

  public var observationCount: Int { town.stateCount }
  public var actionCount: Int { town.actionCount }

  public func observation(of state: State) -> Int { state.observation }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    let observation = town.initialState(using: &random)
    return State(observation: observation, isFickle: random.nextDouble() < probability)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let before = Taxi.Situation(state.observation)
    let outcome = town.advance(&state.observation, taking: action, using: &random)
    var after = Taxi.Situation(state.observation)
    let hasMoved = (before.row, before.column) != (after.row, after.column)
    if state.isFickle, before.passenger == 4, hasMoved {
      state.isFickle = false
      let others = (0..<4).filter { $0 != before.destination }
      after.destination = others[random.integer(in: 0..<3)]
      state.observation = after.state
    }
    return outcome
  }

  public var rewardBounds: RewardBounds? { town.rewardBounds }
  public var title: String { town.title }
  public var facts: [String] { town.facts + ["fickle passenger"] }
  public var actionLabels: [ActionLabel] { town.actionLabels }
  public func scene(of state: State) -> Scene { town.scene(of: state.observation) }
}
