/// What is kept of a finished episode.
public struct EpisodeRecord: Sendable, Hashable, Codable {
  /// Environment steps of the whole run when the episode ended.
  public var endStep: Int
  /// Undiscounted sum of rewards.
  public var `return`: Double
  public var length: Int
  public var end: EpisodeEnd
  /// Steps taken by a person.
  public var humanSteps: Int

  @inlinable
  public init(endStep: Int, return: Double, length: Int, end: EpisodeEnd, humanSteps: Int = 0) {
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
  public var currentHumanSteps = 0
  public private(set) var records: [EpisodeRecord] = []

  /// Episodes held before a training loop must come up for air.
  @inlinable public static var capacity: Int { 512 }

  public init() {}

  @inlinable public var isFull: Bool { records.count >= Self.capacity }

  @inlinable
  public mutating func finishEpisode(length: Int, end: EpisodeEnd) {
    append(
      EpisodeRecord(
        endStep: stepCount, return: currentReturn, length: length, end: end, humanSteps: currentHumanSteps))
    currentReturn = 0
    currentHumanSteps = 0
  }

  /// An episode of one row of a batch; a person can only have played in the row that is shown.
  public mutating func finishEpisode(return: Double, length: Int, end: EpisodeEnd, isShown: Bool) {
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
