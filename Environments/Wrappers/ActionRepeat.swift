public import Randomness
public import ReinforcementLearning

/// A world in which each action holds for several steps, whose rewards add up. The end of the world ends the repetition, and
/// so does its step limit: a limit counts the world's own steps, not decisions, as Gymnasium's `TimeLimit` inside a
/// wrapper that repeats actions does.
public struct ActionRepeat<Inner: FeatureEnvironment>: WrappedEnvironment, FeatureEnvironment {
  public typealias Action = Inner.Action

  /// The inner world's state, and how long its episode has lasted.
  public struct State: Sendable, Hashable, Codable {
    var inner: Inner.State
    /// Steps of the inner world in this episode.
    var steps: Int
  }

  public let inner: Inner
  /// Steps for which an action holds.
  public let count: Int
  /// Steps of the inner world after which an episode is cut; nil for never.
  public let stepLimit: Int?

  /// `inner` with actions that hold for `count` steps.
  ///
  /// - Parameter stepLimit: steps of the inner world after which an episode is cut; nil for never.
  public init(_ inner: Inner, count: Int, stepLimit: Int? = nil) {
    self.inner = inner
    self.count = count
    self.stepLimit = stepLimit
  }

  public func innerState(of state: State) -> Inner.State { state.inner }

  public func state<Source: RandomSource>(around inner: Inner.State, using random: inout Source) -> State {
    State(inner: inner, steps: 0)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Inner.Action, using random: inout Source
  ) -> Outcome {
    var total = Outcome(reward: 0, isTerminal: false)
    for _ in 0..<min(count, stepLimit.map { max(1, $0 - state.steps) } ?? count) where !total.isTerminal {
      let outcome = inner.advance(&state.inner, taking: action, using: &random)
      state.steps += 1
      total.reward += outcome.reward
      total.isTerminal = outcome.isTerminal
    }
    return total
  }

  public var profile: EnvironmentProfile {
    var profile = inner.profile.adding(fact: "actions held \(count) steps")
    profile.rewardBounds = profile.rewardBounds?.repeated(count)
    return profile
  }
}
