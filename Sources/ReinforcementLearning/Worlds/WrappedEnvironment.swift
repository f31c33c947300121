public import Randomness
public import Scenes

/// A world around another one, which it changes in some respect.
///
/// Everything it does not say is the inner world's: spaces, profile, scene and, between worlds of one kind, features or
/// numbers. What a wrapper must write is what it cannot have from there: where its state is not the inner one, how an
/// episode's first state is put around the inner one, and how it moves. Episodes begin where the inner world begins them,
/// also the later ones. An exact model is not handed on, since it holds only where nothing but the view is changed: a wrapper
/// of that kind says so.
///
/// ```swift
/// struct Halved<Inner: FeatureEnvironment>: WrappedEnvironment, FeatureEnvironment {
///   let inner: Inner
///   func advance<Source: RandomSource>(
///     _ state: inout Inner.State, taking action: Inner.Action, using random: inout Source
///   ) -> Outcome {
///     var outcome = inner.advance(&state, taking: action, using: &random)
///     outcome.reward /= 2
///     return outcome
///   }
/// }
/// ```
public protocol WrappedEnvironment: Environment {
  /// The type of the world it is around.
  associatedtype Inner: Environment
  /// The world it is around.
  var inner: Inner { get }
  /// The inner world's state within one of this world.
  func innerState(of state: State) -> Inner.State
  /// The state in which an episode begins, around the one in which the inner world begins it.
  func state<Source: RandomSource>(around inner: Inner.State, using random: inout Source) -> State
}

extension WrappedEnvironment {
  @inlinable
  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    let start = inner.initialState(using: &random)
    return state(around: start, using: &random)
  }

  @inlinable
  public func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
    var last = innerState(of: state)
    inner.restart(&last, using: &random)
    state = self.state(around: last, using: &random)
  }

  public var actionSpace: Space { inner.actionSpace }
  public var profile: EnvironmentProfile { inner.profile }
  public func scene(of state: State) -> Scene { inner.scene(of: innerState(of: state)) }
}

extension WrappedEnvironment where Action == Inner.Action {
  public func action(at choice: Int) -> Action { inner.action(at: choice) }
}

extension WrappedEnvironment where Observation == Inner.Observation {
  public var observationSpace: Space { inner.observationSpace }
  public func observation(of state: State) -> Observation { inner.observation(of: innerState(of: state)) }
}

extension WrappedEnvironment where State == Inner.State {
  @inlinable
  public func innerState(of state: State) -> Inner.State { state }

  @inlinable
  public func state<Source: RandomSource>(around inner: Inner.State, using random: inout Source) -> State { inner }
}

extension WrappedEnvironment where State == Inner.State, Action == Inner.Action {
  @inlinable
  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Action, using random: inout Source
  ) -> Outcome { inner.advance(&state, taking: action, using: &random) }
}

/// Between worlds with features.
extension WrappedEnvironment where Self: FeatureEnvironment, Inner: FeatureEnvironment {
  public var layout: FeatureLayout { inner.layout }

  @inlinable
  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    inner.writeFeatures(of: innerState(of: state), into: buffer)
  }

  public var observationSpace: Space { layout.space }
  public func observation(of state: State) -> [Float] { features(of: state) }

  /// Row by row.
  ///
  /// - Precondition: the inner world's rows do not act on each other: what wraps one side of a match alone would play
  ///   another game.
  @inlinable
  public var stepping: BatchStepping<State> {
    precondition(!inner.couplesRows, "the sides of a match cannot be wrapped one by one")
    return .rows(of: self)
  }
}

/// Between worlds with numbers.
extension WrappedEnvironment where Self: TabularEnvironment, Inner: TabularEnvironment {
  public var actionSpace: Space { inner.actionSpace }
  public var actionCount: Int { inner.actionCount }
  public var observationCount: Int { inner.observationCount }
  @inlinable
  public func observationIndex(of state: State) -> Int { inner.observationIndex(of: innerState(of: state)) }
}

extension WrappedEnvironment
where Self: TabularEnvironment, Inner: TabularEnvironment, Observation == Int, Inner.Observation == Int {
  public var observationSpace: Space { inner.observationSpace }
  @inlinable
  public func observationIndex(of state: State) -> Int { inner.observationIndex(of: innerState(of: state)) }
}
