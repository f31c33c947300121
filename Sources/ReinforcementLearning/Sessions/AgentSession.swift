public import Randomness
public import Scenes
public import Persistence

/// An agent learning in a world.
///
/// Agent, world, both random streams and counters are inside; the unit of work is an environment step.
public protocol AgentSession: Session {
  /// Steps and finished episodes; ``Session/advance(by:)`` comes back early when it is full.
  var log: EpisodeLog { get set }
  /// Episodes finished so far.
  var episodeCount: Int { get }

  /// Takes one step with the agent's action, or with a person's, from which the agent learns only if asked to.
  mutating func step(_ input: HumanInput?) -> StepReport

  /// The world as it is now; of a batch the row that is shown.
  var scene: Scene { get }
  /// Environment steps in one step of the session: the rows of a batch.
  var stride: Int { get }
  /// Steps taken in the episode under way.
  var elapsed: Int { get }

  /// Plays `episodes` episodes on streams of their own, learning nothing.
  ///
  /// - Parameter isSampled: whether actions are drawn, as the policy or the exploration of training has them, instead of
  ///   greedy.
  func rollouts(_ episodes: Int, seed: Seed, stepLimit: Int, isSampled: Bool) -> [EpisodeRecord]

  /// Takes over what another session of the same kind of agent has learned, to act on it in this world.
  ///
  /// - Returns: false if that is another kind of agent, or knows a world of another shape.
  mutating func adopt(_ other: any AgentSession) -> Bool

  /// The probability of a random action now; nil for agents that explore otherwise.
  var epsilon: Double? { get }
  /// Sets the exploration rate, for branches of a run.
  mutating func fixEpsilon(at epsilon: Double)

  /// The session as one whose agent keeps a table; nil where it does not.
  var table: (any TableSession)? { get }
  /// The session as one whose agent has networks; nil where it has none.
  var network: (any NetworkedSession)? { get }
}

extension AgentSession {
  /// Environment steps taken.
  public var position: Int { log.stepCount }
  /// Not a table.
  public var table: (any TableSession)? { nil }
  /// No networks.
  public var network: (any NetworkedSession)? { nil }

  /// Plays `episodes` greedy episodes on streams of their own.
  public func rollouts(_ episodes: Int, seed: Seed, stepLimit: Int) -> [EpisodeRecord] {
    rollouts(episodes, seed: seed, stepLimit: stepLimit, isSampled: false)
  }
}

/// A session whose agent keeps tables.
public protocol TableSession: AgentSession {
  /// What the agent thinks, read for pictures and evaluation.
  var learner: any TabularAgent { get }
  /// The greedy action for each observation.
  var greedyPolicy: [Int] { get }
  /// The observation the agent has now.
  var observation: Int { get }
  /// Begins an episode on a stream of its own, and what it draws its actions from.
  mutating func begin(_ world: PCG64, _ actions: PCG64, stepLimit: Int)
  /// The action of an evaluated episode: greedy, or drawn from the exploring policy as it is now.
  mutating func evaluatedAction(isSampled: Bool) -> Int
}

/// A session whose agent has networks.
public protocol NetworkedSession: AgentSession {
  /// The agent, read for pictures and evaluation.
  var agent: any NetworkAgent { get }
  /// What the agent sees now in the row that is shown.
  var features: [Float] { get }
  /// From now on every episode of the row that is shown is kept until it is taken.
  mutating func startTaping()
  /// The episodes that have ended since the last call.
  mutating func takeTapes() -> [EpisodeTape]
  /// The episode under way, while tapes are kept.
  var currentTape: EpisodeTape? { get }
  /// From the next start on one whole episode of the row that is shown is kept, for ``takeSample()``.
  ///
  /// - Returns: false where one is being kept already.
  mutating func sampleEpisode() -> Bool
  /// The episode asked for, once it has ended.
  mutating func takeSample() -> EpisodeTape?
  /// Visits that episode as far as it has come, which is no part of the session that is saved.
  mutating func archiveSample(_ archive: inout StateArchive) throws
  /// What the agent's choices and estimates depend on now.
  func encodePolicy() throws -> StateArchive
  /// The agent as it was, to look at and to play with; it cannot go on learning as it did.
  mutating func restorePolicy(from archive: StateArchive) throws
  /// The world in fresh episodes, one for each generator.
  func batch(_ generators: [PCG64], stepLimit: Int?) -> any EnvironmentBatch
}

/// A person's move.
public struct HumanInput: Sendable, Hashable, Codable {
  /// The action's number among the world's labels.
  public var action: Int
  /// Whether the agent learns from this step.
  public var isLearnedFrom: Bool

  /// An action, and whether the agent learns from it.
  public init(action: Int, isLearnedFrom: Bool) {
    self.action = action
    self.isLearnedFrom = isLearnedFrom
  }
}

/// An observation as a table or a network has it.
public enum Sight: Sendable, Hashable {
  /// The number of an observation.
  case index(Int)
  /// The features of an observation.
  case features([Float])

  /// The number, where it is one.
  public var index: Int? { if case .index(let index) = self { index } else { nil } }
}

/// What one step brought, for those who watch.
public struct StepReport: Sendable, Hashable {
  /// What was seen before the step and after it.
  public var observation: Sight
  /// What was seen after the step; the last sight of an episode, not the first of the next.
  public var nextObservation: Sight
  /// The number of the action; -1 for a real one that nobody chose by number.
  public var action: Int
  /// The action's components where it is real.
  public var reals: [Float]
  /// What the step paid.
  public var reward: Double
  /// Set on the last step of an episode.
  public var end: Ending?
  /// The world after the step, before any reset.
  public var scene: Scene
  /// Whether a person chose the action.
  public var wasHuman: Bool
}
