public import Randomness
public import ReinforcementLearning

/// A world that now and then executes the action before again (Machado et al., 2018).
///
/// Each step but an episode's first draws one number; below `probability` the last executed action is repeated. Reference:
/// Gymnasium's `StickyAction`.
public struct StickyActions<Inner: FeatureEnvironment>: WrappedEnvironment, FeatureEnvironment {
  public typealias Action = Inner.Action

  /// The inner world's state, and what was executed last.
  public struct State: Sendable, Hashable, Codable {
    var inner: Inner.State
    var last: Inner.Action?
  }

  public let inner: Inner
  /// Of executing the action before again.
  public let probability: Double

  /// `inner` with actions that stick with `probability`, 0 to 1.
  public init(_ inner: Inner, probability: Double) {
    self.inner = inner
    self.probability = probability
  }

  public func innerState(of state: State) -> Inner.State { state.inner }

  public func state<Source: RandomSource>(around inner: Inner.State, using random: inout Source) -> State {
    State(inner: inner, last: nil)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Inner.Action, using random: inout Source
  ) -> Outcome {
    var executed = action
    if let last = state.last, random.nextDouble() < probability { executed = last }
    state.last = executed
    return inner.advance(&state.inner, taking: executed, using: &random)
  }

  public var profile: EnvironmentProfile { inner.profile.adding(fact: "sticky actions \(probability)") }
}
