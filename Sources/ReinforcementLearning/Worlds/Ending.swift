/// How an episode ended, decided in ``init(isTerminal:isOutOfTime:)`` and nowhere else.
///
/// "Nil" stands for an episode that goes on.
public enum Ending: UInt8, Sendable, Codable, Hashable {
  /// The world ended: nothing follows, its value is 0.
  case terminated
  /// Time ran out: the world would have gone on, so learners still bootstrap.
  case truncated

  /// How a step ends its episode; nil where it goes on. An end of the world is not hidden by a limit reached with it.
  @inlinable @inline(__always)
  public init?(isTerminal: Bool, isOutOfTime: Bool) {
    guard isTerminal || isOutOfTime else { return nil }
    self = isTerminal ? .terminated : .truncated
  }
}

extension Optional where Wrapped == Ending {
  /// The factor of every bootstrapped value: 0 if the world ended, otherwise 1.
  @inlinable public var continuation: Double { self == .terminated ? 0 : 1 }

  /// Two bits: 0 for going on, 1 for the end of the world, 2 for the end of time.
  @inlinable public var code: UInt8 { map { $0.rawValue &+ 1 } ?? 0 }

  /// What ``code`` stands for.
  @inlinable
  public init(code: UInt8) { self = code & 1 != 0 ? .terminated : code & 2 != 0 ? .truncated : nil }
}

/// One step of experience.
public struct Transition<Observation, Action> {
  /// s
  public var observation: Observation
  /// a
  public var action: Action
  /// r
  public var reward: Double
  /// The true successor, also when the episode was cut short here.
  public var nextObservation: Observation
  /// Nil while the episode goes on.
  public var end: Ending?

  /// A step from `observation` to `nextObservation`.
  @inlinable
  public init(observation: Observation, action: Action, reward: Double, nextObservation: Observation, end: Ending?) {
    self.observation = observation
    self.action = action
    self.reward = reward
    self.nextObservation = nextObservation
    self.end = end
  }

  /// The same from what the world and the time limit said.
  @inlinable
  public init(
    observation: Observation, action: Action, reward: Double, nextObservation: Observation, isTerminal: Bool,
    isTruncated: Bool
  ) {
    self.init(
      observation: observation, action: action, reward: reward, nextObservation: nextObservation,
      end: Ending(isTerminal: isTerminal, isOutOfTime: isTruncated))
  }

  /// Whether the world itself ended.
  @inlinable public var isTerminal: Bool { end == .terminated }
  /// The factor of every bootstrapped value: 0 if the world ended, otherwise 1.
  @inlinable public var continuation: Double { end.continuation }
}

extension Transition: Sendable where Observation: Sendable, Action: Sendable {}
