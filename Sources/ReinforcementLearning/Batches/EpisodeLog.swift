/// What is kept of a finished episode.
public struct EpisodeRecord: Sendable, Hashable, Codable {
  /// Environment steps of the whole run when the episode ended.
  public var endStep: Int
  /// Undiscounted sum of rewards.
  public var `return`: Double
  /// Steps.
  public var length: Int
  /// How it ended.
  public var end: Ending
  /// Steps taken by a person.
  public var humanSteps: Int

  /// An episode of `length` steps that ended at step `endStep` of the run.
  @inlinable
  public init(endStep: Int, return: Double, length: Int, end: Ending, humanSteps: Int = 0) {
    self.endStep = endStep
    self.return = `return`
    self.length = length
    self.end = end
    self.humanSteps = humanSteps
  }
}

/// Collects finished episodes between two looks at a training run, without allocating in the loop.
public struct EpisodeLog: Sendable, Hashable, Codable {
  /// Environment steps taken so far in the whole run.
  public var stepCount = 0
  /// The return of the episode under way.
  public var currentReturn = 0.0
  /// Steps that a person took in the episode under way.
  public var currentHumanSteps = 0
  /// Episodes finished since the last ``drain()``, in order.
  public private(set) var records: [EpisodeRecord] = []

  /// Episodes held before a training loop must come up for air.
  @inlinable public static var capacity: Int { 512 }

  /// Nothing yet.
  public init() {}

  /// Whether a training loop must come up for air.
  @inlinable public var isFull: Bool { records.count >= Self.capacity }

  /// The episode under way is over: its record has ``currentReturn``, which starts anew.
  @inlinable
  public mutating func finishEpisode(length: Int, end: Ending) {
    append(
      EpisodeRecord(
        endStep: stepCount, return: currentReturn, length: length, end: end, humanSteps: currentHumanSteps))
    currentReturn = 0
    currentHumanSteps = 0
  }

  /// An episode of one row of a batch; a person can only have played in the row that is shown.
  public mutating func finishEpisode(return: Double, length: Int, end: Ending, isShown: Bool) {
    append(
      EpisodeRecord(
        endStep: stepCount, return: `return`, length: length, end: end, humanSteps: isShown ? currentHumanSteps : 0))
    if isShown { currentHumanSteps = 0 }
  }

  @usableFromInline
  mutating func append(_ record: EpisodeRecord) {
    if records.isEmpty { records.reserveCapacity(Self.capacity) }
    records.append(record)
  }

  /// The finished episodes so far, which are forgotten here.
  public mutating func drain() -> [EpisodeRecord] {
    defer { records.removeAll(keepingCapacity: true) }
    return records
  }
}
