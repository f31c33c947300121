public import Randomness

/// A world: an immutable description whose state is a separate value.
///
/// Nothing is hidden: the caller owns the state and the random source, so snapshots, rewinding, branching and exact
/// resumption are copies of values. Time limits belong to ``Simulation``, pictures to ``Depicted``.
///
/// Laws (checked over the whole catalogue by the tests): the same state, action and random source give the same
/// successor; observations lie in `observationSpace`; a copied state evolves independently.
public protocol Environment<Observation, Action>: Sendable {
  associatedtype State: Sendable & Codable & Hashable
  associatedtype Observation: SpaceElement
  associatedtype Action: SpaceElement

  var observationSpace: Space { get }
  var actionSpace: Space { get }

  /// Draws the state an episode starts in.
  func initialState<Source: RandomSource>(using random: inout Source) -> State

  /// Puts the start of the next episode into `state`, which the last one left behind. Most worlds forget all of it.
  func restart<Source: RandomSource>(_ state: inout State, using random: inout Source)

  /// What an agent sees of `state`.
  func observation(of state: State) -> Observation

  /// Moves `state` one step on and says what came of it.
  func advance<Source: RandomSource>(_ state: inout State, taking action: Action, using random: inout Source) -> Outcome
}

extension Environment {
  @inlinable @inline(__always)
  public func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
    state = initialState(using: &random)
  }
}

/// What one step brought.
public struct Outcome: Hashable, Sendable {
  public var reward: Double
  /// Whether the world has ended: nothing can follow, the value of what comes next is 0.
  public var isTerminal: Bool

  @inlinable
  public init(reward: Double, isTerminal: Bool) {
    self.reward = reward
    self.isTerminal = isTerminal
  }
}

/// A world with numbered observations and actions, so that a table can hold one entry for each pair.
public protocol IndexedEnvironment<Observation>: Environment where Action == Int {
  /// How many observations there are.
  var observationCount: Int { get }
  /// How many actions there are: `0..<actionCount`.
  var actionCount: Int { get }
  /// The number of the observation of `state`, in `0..<observationCount`.
  func observationIndex(of state: State) -> Int
}

extension IndexedEnvironment {
  public var actionSpace: Space { .discrete(actionCount) }
}

extension IndexedEnvironment where Observation == Int {
  public var observationSpace: Space { .discrete(observationCount) }
  @inlinable
  public func observationIndex(of state: State) -> Int { observation(of: state) }
}
