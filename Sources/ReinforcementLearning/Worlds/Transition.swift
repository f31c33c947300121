/// How an episode ended.
public enum EpisodeEnd: UInt8, Sendable, Codable, Hashable {
  /// The world ended: nothing follows, its value is 0.
  case terminated
  /// Time ran out: the world would have gone on, so learners still bootstrap.
  case truncated
}

/// One step of experience.
public struct Transition<Observation, Action> {
  public var observation: Observation
  public var action: Action
  public var reward: Double
  /// The true successor, also when the episode was cut short here.
  public var nextObservation: Observation
  /// Nil while the episode goes on.
  public var end: EpisodeEnd?
  /// Whether the world itself ended, which a time limit reached in the same step does not hide.
  public var isTerminal: Bool

  @inlinable
  public init(
    observation: Observation, action: Action, reward: Double, nextObservation: Observation, isTerminal: Bool,
    isTruncated: Bool
  ) {
    self.observation = observation
    self.action = action
    self.reward = reward
    self.nextObservation = nextObservation
    self.isTerminal = isTerminal
    end = isTerminal ? .terminated : isTruncated ? .truncated : nil
  }

  /// 0 if the world ended, otherwise 1: the factor of every bootstrapped value, and the only place this is decided.
  @inlinable public var continuation: Double { isTerminal ? 0 : 1 }
}

extension Transition: Sendable where Observation: Sendable, Action: Sendable {}
