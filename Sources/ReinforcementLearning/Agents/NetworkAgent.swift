public import Randomness
public import Settings
public import Persistence

/// An agent whose knowledge lies in networks: it acts in every row of an ``EnvironmentBatch`` and learns from what came of it.
///
/// One file, one algorithm: a conforming type says how it chooses (``act(on:into:using:)``) and how it learns
/// (``learn(from:after:using:)``); the loop, checkpoints and evaluation come from the session. An agent is complete without
/// anything to look at; one that people may look into is ``Inspectable`` as well.
public protocol NetworkAgent: Sendable {
  /// What can be set of it, with the defaults of its plainest form.
  associatedtype Settings: SettingGroup

  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world.
  init(_ settings: Settings, for world: FeatureOutline, using random: inout PCG64) throws

  /// The actions it can choose among.
  static var actionKinds: ActionKinds { get }

  /// Rows it wants to act in at once.
  var simulationCount: Int { get }

  // MARK: Acting and learning

  /// Chooses an action for each row, exploring.
  ///
  /// - Parameter observations: [rows, features].
  mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64)

  /// Learns from the step that `actions` brought.
  mutating func learn(from experience: borrowing Transitions<Float>, after actions: Actions, using random: inout PCG64)

  /// Takes note of a step that is not learned from, because a person made it in row 0: in every row what came before it is
  /// not linked to what follows, and episodes that ended with it are over. Schedules go on: they count the steps of the run,
  /// whoever takes them, so that a share of the run is one however much of it was played.
  mutating func breakOff(after experience: borrowing Transitions<Float>)

  // MARK: Updates that may be cancelled

  /// What may cancel a long update.
  var supervision: Supervision { get set }
  /// Whether an update was cancelled and must be done before the next step.
  var isUpdateDue: Bool { get }
  /// Does the update that is due.
  ///
  /// - Parameter observations: what is seen now, [rows, features].
  mutating func finishUpdate(after observations: [Float], using random: inout PCG64)

  // MARK: What was learned

  /// The policy as it is now, without exploration and without learning, for `rows` episodes side by side.
  func policy(rows: Int) -> any GreedyPolicy

  /// The policy as it explores: drawn from the policy's own distribution, or action values with the exploration of training
  /// as it is now. Learns nothing.
  ///
  /// - Parameter generators: one for each of the episodes side by side.
  func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy

  // MARK: The plan

  /// Environment steps after which learning starts, for those who wait.
  var learningStart: Int { get }
  /// The environment step from which on the learning rate is 0 and nothing is learned; nil where it never is.
  var learningEnd: Int? { get }
  /// The probability of a random action, for agents that have one; setting it ends its schedule.
  var epsilon: Double? { get set }

  // MARK: Saving

  /// Visits everything that changes.
  mutating func archive(_ archive: inout StateArchive) throws

  /// Visits what its choices and estimates depend on, and no more: the networks that act, not their optimizer, replay or rollout.
  mutating func archivePolicy(_ archive: inout StateArchive) throws
}

extension NetworkAgent {
  /// - Parameter settings: validated values by name.
  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world, or the length of a schedule is a
  ///   share of a run whose steps are not known.
  public init(_ settings: SettingValues, for world: FeatureOutline, using random: inout PCG64) throws {
    try self.init(Settings(settings), for: world, using: &random)
  }

  public mutating func archivePolicy(_ archive: inout StateArchive) throws { try self.archive(&archive) }
  public var learningStart: Int { 0 }
  public var learningEnd: Int? { nil }
  public var supervision: Supervision {
    get { .none }
    set { _ = newValue }
  }
  public var isUpdateDue: Bool { false }
  public mutating func finishUpdate(after observations: [Float], using random: inout PCG64) {}
  public var epsilon: Double? {
    get { nil }
    set { _ = newValue }
  }

  /// The agent for whoever looks at it; nil where there is nothing to see.
  public var inspection: (any Inspectable)? { self as? any Inspectable }
}

/// The actions an agent can choose among.
public enum ActionKinds: String, Sendable, Hashable {
  /// Numbered actions only.
  case discrete
  /// Vectors of real numbers only.
  case continuous
  /// Either.
  case both

  /// Whether an agent of this kind can act in a space.
  public func accept(_ space: Space) -> Bool {
    switch (self, space) {
    case (.both, _), (.discrete, .discrete), (.continuous, .box): true
    default: false
    }
  }
}

/// A policy that does not learn; a value that may remember the episode it is in.
public protocol GreedyPolicy: Sendable {
  /// Chooses an action for each row.
  ///
  /// - Parameters:
  ///   - observations: [rows, features].
  ///   - starts: rows whose episode begins here.
  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions)
}

/// A catalogue entry of a network agent: an algorithm under a name with its defaults.
public struct NetworkAgentEntry: Sendable {
  /// Name, words, source and settings with this entry's defaults.
  public let descriptor: AgentDescriptor
  /// The algorithm.
  public let type: any NetworkAgent.Type

  /// - Parameter settings: the defaults under this name.
  public init<Learner: NetworkAgent>(
    _ type: Learner.Type, id: String, title: String, summary: String, source: String,
    settings: Learner.Settings = Learner.Settings()
  ) {
    self.type = type
    descriptor = AgentDescriptor(
      id: id, title: title, summary: summary, source: source, hyperparameters: settings.declarations)
  }
}
