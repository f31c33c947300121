public import Randomness
public import Scenes

/// A world: an immutable description whose state is a separate value.
///
/// Nothing is hidden: the caller owns the state and the random source, so snapshots, rewinding, branching and exact
/// resumption are copies of values. Time limits belong to ``Simulation`` and batches. A world is complete without a
/// picture: ``profile`` and ``scene(of:)`` have defaults.
///
/// Its refinements add what some learners need: ``TabularEnvironment`` numbers, ``FiniteMDP`` the exact model,
/// ``FeatureEnvironment`` features. ``WrappedEnvironment`` changes a world.
///
/// Laws (checked over the whole catalogue by the tests): the same state, action and random source give the same
/// successor; observations lie in `observationSpace`; a copied state evolves independently; a saved state is the same
/// state.
public protocol Environment<Observation, Action>: Sendable {
  /// Everything that changes during an episode.
  associatedtype State: Sendable & Codable & Hashable
  /// What an agent sees of a state.
  associatedtype Observation: SpaceElement
  /// What an agent chooses at every step.
  associatedtype Action: ActionElement

  /// Where every observation lies.
  var observationSpace: Space { get }
  /// The actions it takes.
  var actionSpace: Space { get }

  /// Draws the state an episode starts in.
  func initialState<Source: RandomSource>(using random: inout Source) -> State

  /// Puts the start of the next episode into `state`, which the last one left behind. Most worlds forget all of it.
  func restart<Source: RandomSource>(_ state: inout State, using random: inout Source)

  /// What an agent sees of `state`.
  func observation(of state: State) -> Observation

  /// Moves `state` one step on and says what came of it.
  ///
  /// - Precondition: `action` lies in ``actionSpace``, but for real actions, which may lie outside its bounds.
  func advance<Source: RandomSource>(_ state: inout State, taking action: Action, using random: inout Source) -> Outcome

  /// The action behind each of the profile's labels, in their order: itself where actions are numbered.
  func action(at choice: Int) -> Action

  /// What people and learners are told about it.
  var profile: EnvironmentProfile { get }

  /// The board and what stands on it, for the window, the terminal and recordings.
  func scene(of state: State) -> Scene
}

extension Environment {
  @inlinable @inline(__always)
  public func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
    state = initialState(using: &random)
  }

  /// The name of its type, and numbers for actions.
  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "\(Self.self)", actionLabels: (0..<(actionSpace.count ?? 0)).map { ActionLabel("\($0)") })
  }

  /// A single cell with what is observed written below.
  public func scene(of state: State) -> Scene {
    Scene(
      columns: 1, rows: 1, cells: [Cell(.floor)], figures: [Figure(.agent, cell: 0)],
      captions: ["\(observation(of: state).spaceValue)"])
  }

  /// Its name as a heading.
  public var title: String { profile.title }
  /// Arguments worth reading beside the title.
  public var facts: [String] { profile.facts }
  /// What each action does, in order.
  public var actionLabels: [ActionLabel] { profile.actionLabels }
  /// What it can pay; nil where its rules do not tell.
  public var rewardBounds: RewardBounds? { profile.rewardBounds }
}

extension Environment where Action == Int {
  @inlinable public func action(at choice: Int) -> Int { choice }
}

/// What one step brought, as far as the world itself is concerned; time limits come on top of it.
public struct Outcome: Hashable, Sendable {
  /// r
  public var reward: Double
  /// Whether the world has ended: nothing can follow, the value of what comes next is 0.
  public var isTerminal: Bool

  /// A step that paid `reward`.
  @inlinable
  public init(reward: Double, isTerminal: Bool) {
    self.reward = reward
    self.isTerminal = isTerminal
  }
}
