public import Scenes
public import Settings

/// A world that can draw itself: needed for the window, the terminal and recordings, not for learning.
public protocol Depicted: Environment {
  /// The board and what stands on it.
  func scene(of state: State) -> Scene
  /// The world's name as a heading, and the arguments worth reading beside it.
  var title: String { get }
  var facts: [String] { get }
  /// What each action does, in order.
  var actionLabels: [ActionLabel] { get }
}

/// A world of the catalogue: it runs, it can be drawn, and a person can play it.
///
/// What learners need beyond this is in ``TabularWorld`` (numbers, for tables) and ``FeatureWorld`` (features, for
/// networks).
public protocol World: Depicted where Action: ActionElement {
  /// The action behind each of ``Depicted/actionLabels``: itself where actions are numbered.
  func action(at choice: Int) -> Action
  /// What it can pay; nil where its rules do not tell.
  var rewardBounds: RewardBounds? { get }
}

extension World {
  public var rewardBounds: RewardBounds? { nil }
}

extension World where Action == Int {
  @inlinable public func action(at choice: Int) -> Int { choice }
}

/// A world with numbered observations and actions: what tables and planners need.
public protocol TabularWorld: World, IndexedEnvironment {
  /// The exact model, if one is known, compiled for planning. Its states need not be the observations.
  func transitionModel() -> TransitionModel?
  /// The part of the model that `steps` steps can reach; nil without a model, or if it has more than `limit` transitions.
  func reachableModel(within steps: Int, mostTransitions limit: Int) -> ReachableModel?
  /// The observation an agent has in a state of the model.
  func observationIndex(ofModelState state: Int) -> Int
  /// The world as a sampled table, when its simulator is one draw from the model and nothing else.
  func tableEnvironment() -> TableEnvironment?
}

extension TabularWorld {
  public func transitionModel() -> TransitionModel? { nil }
  public func reachableModel(within steps: Int, mostTransitions limit: Int) -> ReachableModel? { nil }
  public func observationIndex(ofModelState state: Int) -> Int { state }
  public func tableEnvironment() -> TableEnvironment? { nil }
}

extension TabularWorld where Self: FiniteMDP {
  public func transitionModel() -> TransitionModel? { TransitionModel(self) }
  public func reachableModel(within steps: Int, mostTransitions limit: Int) -> ReachableModel? {
    ReachableModel(self, within: steps, mostTransitions: limit)
  }
  public func tableEnvironment() -> TableEnvironment? { TableEnvironment(TransitionModel(self)) }
}

extension TabularWorld where Self: ExactlyModelled {
  public func transitionModel() -> TransitionModel? { TransitionModel(model) }
  public func reachableModel(within steps: Int, mostTransitions limit: Int) -> ReachableModel? {
    ReachableModel(model, within: steps, mostTransitions: limit)
  }
}

/// A world's entry in the catalogue: its id, what it takes, and how to make it.
public struct EnvironmentDescriptor: Sendable {
  public let id: String
  /// Other names that mean this world.
  public let aliases: [String]
  public let summary: String
  /// Keyword arguments with Gymnasium's names where Gymnasium has the world.
  public let arguments: [SettingDeclaration]
  public let stepLimit: Int?
  /// The mean return at which the world counts as solved, where the publisher names one.
  public let rewardThreshold: Double?
  /// What the letters of its maps mean, for worlds that take maps; otherwise empty.
  public let mapAlphabet: [MapLetter]
  public let make: @Sendable (SettingValues) throws -> any World

  /// A letter of a map, or several of one kind, and what they stand for.
  public struct MapLetter: Sendable, Hashable {
    public let letters: String
    public let meaning: String

    public init(_ letters: String, _ meaning: String) {
      self.letters = letters
      self.meaning = meaning
    }
  }

  public init(
    id: String, aliases: [String] = [], summary: String, arguments: [SettingDeclaration] = [], stepLimit: Int? = nil,
    rewardThreshold: Double? = nil, mapAlphabet: [MapLetter] = [],
    make: @escaping @Sendable (SettingValues) throws -> any World
  ) {
    self.id = id
    self.aliases = aliases
    self.summary = summary
    self.arguments = arguments
    self.stepLimit = stepLimit
    self.rewardThreshold = rewardThreshold
    self.mapAlphabet = mapAlphabet
    self.make = make
  }
}
