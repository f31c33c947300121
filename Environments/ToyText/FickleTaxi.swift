public import Randomness
public import ReinforcementLearning

/// ``Taxi`` with a passenger who may change their mind once they have ridden a step.
///
/// **Description.** On the first move that finds a fickle passenger already aboard, the destination becomes one of the
/// other three, uniformly. What the passenger intends is not observed, so this is not an MDP in its observations and has
/// no exact model here.
///
/// **Actions, observations, reward, end.** As ``Taxi``.
///
/// **Start.** As ``Taxi``; then a draw below `probability` decides that the passenger is fickle.
///
/// **Arguments.** `fickle_passenger`, `fickle_probability`, and those of ``Taxi``.
///
/// **Reference.** Gymnasium 1.4.0 `Taxi-v4` with `fickle_passenger=True`, draw for draw.
public struct FickleTaxi: WrappedEnvironment, TabularEnvironment {
  public typealias Action = Int

  public let inner: Taxi
  /// Of a passenger who will change their mind.
  public let probability: Double

  /// A state of the town, and what the passenger intends.
  public struct State: Sendable, Codable, Hashable {
    /// The town's state as ``Taxi`` numbers it.
    public var observation: Int
    /// Whether the passenger will still change their mind.
    public var isFickle: Bool
  }

  /// `inner` with passengers of whom a share of `probability` are fickle.
  public init(_ inner: Taxi = Taxi(), probability: Double = 0.3) {
    self.inner = inner
    self.probability = probability
  }

  public func innerState(of state: State) -> Int { state.observation }

  public func state<Source: RandomSource>(around inner: Int, using random: inout Source) -> State {
    State(observation: inner, isFickle: random.nextDouble() < probability)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let before = Taxi.Situation(state.observation)
    let outcome = inner.advance(&state.observation, taking: action, using: &random)
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

  public var profile: EnvironmentProfile { inner.profile.adding(fact: "fickle passenger") }
}
