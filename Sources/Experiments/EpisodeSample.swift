import ReinforcementLearning

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
  mutating func change(episode: Int, start: @autoclosure () -> any Arena) {
    if var finished = tape.take() {
      finished.number = episode
      done = finished
    } else if isWanted {
      isWanted = false
      tape = EpisodeTape(number: 0, start: start())
    }
  }

  mutating func take() -> EpisodeTape? { done.take() }
}
