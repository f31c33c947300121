public import Randomness
public import Settings
public import Persistence

/// An agent whose knowledge lies in networks: it acts in every row of an ``Arena`` and learns from what came of it.
///
/// One file, one algorithm: a conforming type says how it chooses (``act(on:into:using:)``) and how it learns
/// (``learn(from:after:using:)``); the loop, checkpoints, evaluation and pictures come from the session.
public protocol NetworkAgent: Sendable {
  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world.
  init(_ settings: SettingValues, for world: ArenaOutline, using random: inout PCG64) throws

  /// Settings of this kind of agent, with the defaults of its plainest form.
  static var hyperparameters: [SettingDeclaration] { get }
  static var actionKinds: ActionKinds { get }

  /// Rows it wants to act in at once.
  var simulationCount: Int { get }

  /// Chooses an action for each row, exploring.
  ///
  /// - Parameter observations: [rows, features].
  mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64)

  /// Learns from the step that `actions` brought.
  mutating func learn(from experience: borrowing Experience, after actions: Actions, using random: inout PCG64)

  /// Takes note of a step that is not learned from, because a person made it in row 0: in every row what came before it is
  /// not linked to what follows, and episodes that ended with it are over. Schedules go on: they count the steps of the run,
  /// whoever takes them, so that a share of the run is one however much of it was played.
  mutating func breakOff(after experience: borrowing Experience)

  /// The policy as it is now, without exploration and without learning, for `rows` episodes side by side.
  func policy(rows: Int) -> any GreedyPolicy

  /// The policy as it explores: drawn from the policy's own distribution, or action values with the exploration of training
  /// as it is now. Learns nothing.
  ///
  /// - Parameter generators: one for each of the episodes side by side.
  func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy

  /// What the agent thinks of an observation of row 0.
  func insight(into observation: [Float]) -> Insight

  /// What the agent predicts of the return at each step of an episode, all with the network as it is now; empty for agents
  /// that estimate no values.
  ///
  /// - Parameter observations: [steps, features], from the start of the episode.
  func predictions(of observations: [Float], steps: Int) -> [Double]

  /// Whether what it thinks of an observation depends on those before it in the episode.
  var hasMemory: Bool { get }

  /// What learning looks like at the moment, by name: the loss, the entropy, epsilon.
  var readings: [Reading] { get }

  /// What updates measured on their way, for curves beside ``readings``: gradient norms, how far the policy moved. Not
  /// part of the record or of a checkpoint.
  var measures: [Reading] { get }

  /// What about this run keeps the agent from learning well, as far as it can tell.
  var concerns: [Concern] { get }

  /// The probability of a random action, for agents that have one.
  var epsilon: Double? { get set }

  /// gamma
  var discount: Double { get }

  /// Updates of the network so far; 0 while it is warming up.
  var updateCount: Int { get }
  /// Steps after which learning starts, for those who wait.
  var learningStart: Int { get }

  /// What may cancel a long update.
  var supervision: Supervision { get set }
  /// Whether an update was cancelled and must be done before the next step.
  var isUpdateDue: Bool { get }
  /// Does the update that is due.
  ///
  /// - Parameter observations: what is seen now, [rows, features].
  mutating func finishUpdate(after observations: [Float], using random: inout PCG64)
  /// The environment step from which on the learning rate is 0 and nothing is learned; nil where it never is.
  var learningEnd: Int? { get }

  /// Visits everything that changes.
  mutating func archive(_ archive: inout StateArchive) throws

  /// Visits what its choices and estimates depend on, and no more: the networks that act, not their optimizer, replay or rollout.
  mutating func archivePolicy(_ archive: inout StateArchive) throws
}

extension NetworkAgent {
  public mutating func archivePolicy(_ archive: inout StateArchive) throws { try self.archive(&archive) }
  public var hasMemory: Bool { false }
  public var learningStart: Int { 0 }
  public var supervision: Supervision {
    get { .none }
    set { _ = newValue }
  }
  public var isUpdateDue: Bool { false }
  public mutating func finishUpdate(after observations: [Float], using random: inout PCG64) {}
  public var measures: [Reading] { [] }
  public var concerns: [Concern] { [] }
  public var learningEnd: Int? { nil }
  public var epsilon: Double? {
    get { nil }
    set { _ = newValue }
  }
}

/// The actions an agent can choose among.
public enum ActionKinds: String, Sendable, Hashable {
  case discrete, continuous, both

  public func accept(_ space: Space) -> Bool {
    switch (self, space) {
    case (.both, _), (.discrete, .discrete), (.continuous, .box): true
    default: false
    }
  }
}

/// A policy that does not learn; a value that may remember the episode it is in.
public protocol GreedyPolicy: Sendable {
  /// - Parameters:
  ///   - observations: [rows, features].
  ///   - starts: rows whose episode begins here.
  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions)
}

/// What an agent thinks of one observation.
public struct Insight: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Q(s, a)
    case values
    /// pi(a | s)
    case probabilities
    /// The mean of a continuous action, and its standard deviation.
    case normal(deviations: [Double])
  }

  public var kind: Kind
  /// One for each action; for continuous actions one for each component.
  public var actions: [Double]
  /// V(s), where the agent estimates it.
  public var value: Double?
  /// |d Q(s, a*) / d input| for each feature (Simonyan et al., 2013).
  public var saliency: [Float]

  public init(kind: Kind, actions: [Double], value: Double?, saliency: [Float] = []) {
    self.kind = kind
    self.actions = actions
    self.value = value
    self.saliency = saliency
  }
}

/// One number about learning.
public struct Reading: Sendable, Hashable {
  public enum Scale: Sendable, Hashable { case linear, logarithmic }

  public var name: String
  public var value: Double
  public var scale: Scale

  public init(_ name: String, _ value: Double, scale: Scale = .linear) {
    self.name = name
    self.value = value
    self.scale = scale
  }
}

/// Something an agent has noticed that whoever runs it should know, and what to do about it: a sentence each.
public struct Concern: Sendable, Hashable {
  public var what: String
  public var advice: String

  public init(_ what: String, _ advice: String) {
    self.what = what
    self.advice = advice
  }
}

/// A catalogue entry of a network agent: an algorithm under a name with its defaults.
public struct NetworkAgentEntry: Sendable {
  public let descriptor: AgentDescriptor
  public let type: any NetworkAgent.Type

  public init(
    _ type: any NetworkAgent.Type, id: String, title: String, summary: String, source: String,
    defaults: [String: SettingValue] = [:]
  ) {
    self.type = type
    descriptor = AgentDescriptor(
      id: id, title: title, summary: summary, source: source,
      hyperparameters: type.hyperparameters.map { parameter in
        defaults[parameter.name].map { parameter.defaulting(to: $0) } ?? parameter
      })
  }
}
