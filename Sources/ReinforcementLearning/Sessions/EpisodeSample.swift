import Persistence

/// One whole episode of a row, taped when asked for.
struct EpisodeSample: Sendable {
  private var isWanted = false
  private var tape: EpisodeTape?
  private var done: EpisodeTape?
  /// Longer episodes are let go.
  private static let mostSteps = 50_000

  /// Whether the end of an episode matters.
  var isActive: Bool { isWanted || tape != nil }

  /// Asks for the next episode. Returns false where one is under way already.
  mutating func ask() -> Bool {
    if tape != nil { return false }
    done = nil
    isWanted = true
    return true
  }

  mutating func append(_ actions: borrowing Actions) {
    guard tape != nil else { return }
    tape?.append(actions)
    // Whoever asked has put the agent of this episode aside, not that of the next.
    if let tape, tape.count > Self.mostSteps { self.tape = nil }
  }

  /// An episode has ended and the next begins.
  mutating func change(episode: Int, start: @autoclosure () -> any EnvironmentBatch) {
    if var finished = tape.take() {
      finished.number = episode
      done = finished
    } else if isWanted {
      isWanted = false
      tape = EpisodeTape(number: 0, start: start())
    }
  }

  mutating func take() -> EpisodeTape? { done.take() }

  /// Visits everything that changes.
  ///
  /// - Parameter row: the world's first row, whose state is replaced by that of a start when a tape is restored.
  mutating func archive(_ archive: inout StateArchive, _ row: any EnvironmentBatch) throws {
    try archive.visit(&isWanted, "isWanted")
    try archive.within("tape") { try Self.visit(&tape, &$0, row) }
    try archive.within("done") { try Self.visit(&done, &$0, row) }
  }

  private static func visit(_ tape: inout EpisodeTape?, _ archive: inout StateArchive, _ row: any EnvironmentBatch)
    throws
  {
    var isThere = tape != nil
    try archive.visit(&isThere, "isThere")
    guard isThere else {
      tape = nil
      return
    }
    var (number, numbers, reals) = (tape?.number ?? 0, tape?.numbers ?? [], tape?.reals ?? [])
    var start = tape?.start ?? row
    try archive.visit(&number, "number")
    try archive.visit(&numbers, "numbers")
    try archive.visit(&reals, "reals")
    try archive.within("start") { try start.archive(&$0) }
    tape = EpisodeTape(number: number, start: start, numbers: numbers, reals: reals)
  }
}
