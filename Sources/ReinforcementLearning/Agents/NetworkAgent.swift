public import Randomness
public import Settings
public import Persistence

/// An agent whose knowledge lies in networks: it acts in every row of an ``EnvironmentBatch`` and learns from what came of it.
///
/// One file, one algorithm: a conforming type says how it chooses (``act(on:into:using:)``) and how it learns
/// (``learn(from:after:using:)``); the loop, checkpoints and evaluation come from the session. An agent is complete without
/// anything to look at; one that people may look into is ``Inspectable`` as well.
public protocol NetworkAgent: Agent {
  /// What can be set of it, with the defaults of its plainest form.
  associatedtype Settings: SettingGroup

  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world.
  init(_ settings: Settings, for world: FeatureOutline, using random: inout PCG64) throws

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

  /// Everything that changes.
  public mutating func archivePolicy(_ archive: inout StateArchive) throws { try self.archive(&archive) }
  /// Updates are too short to be cancelled.
  public var supervision: Supervision {
    get { .none }
    set { _ = newValue }
  }
  /// Nothing to do.
  public mutating func finishUpdate(after observations: [Float], using random: inout PCG64) {}
  /// No random actions.
  public var epsilon: Double? {
    get { nil }
    set { _ = newValue }
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
