import Experiments
import Persistence
import ReinforcementLearning
import Scenes

/// A tabular run played again from its seed, in the background: what the record says is on the screen at once, and this makes
/// every step of it reachable.
struct PastReplay: Sendable {
  private(set) var session: any AgentSession
  /// A person's moves on the way; more may follow while the run goes on.
  var moves: [HumanMove]
  /// The step to reach: that of the newest checkpoint.
  var target: Int
  /// Steps between two exact evaluations on the way; nil where the record has enough of them.
  let evaluationStride: Int?
  private let evaluator: Evaluator
  private(set) var evaluations: [Point] = []
  private var spacing = BookmarkSpacing()
  private var chunk = 64
  private var hasFinished = false

  init(_ session: any AgentSession, to target: Int, moves: [HumanMove], evaluator: Evaluator, evaluationStride: Int?) {
    (self.session, self.target, self.moves) = (session, target, moves)
    (self.evaluator, self.evaluationStride) = (evaluator, evaluationStride)
  }

  var isComplete: Bool { session.log.stepCount >= target }

  /// Plays on for about so long; returns moments worth keeping.
  mutating func advance(seconds: Double) -> [any AgentSession] {
    let start = Clock.wall
    var bookmarks: [any AgentSession] = []
    while !isComplete, Clock.wall - start < seconds {
      let moment = Clock.wall
      let step = session.log.stepCount
      let stride = min(chunk, evaluationStride.map { $0 - step % $0 } ?? .max)
      _ = Rerun.advance(&session, to: min(step + stride, target), moves: moves)
      if Clock.wall - moment < seconds / 4 { chunk = min(chunk * 2, 1 << 16) } else { chunk = max(chunk / 2, 1) }
      if let evaluationStride, session.log.stepCount % evaluationStride == 0 { evaluate() }
      if spacing.wantsBookmark(at: session.log.stepCount) {
        bookmarks.append(session)
        History.thin(&bookmarks)
      }
    }
    if isComplete, !hasFinished {
      hasFinished = true
      if evaluationStride != nil { evaluate() }
    }
    return bookmarks
  }

  private mutating func evaluate() {
    guard let value = evaluator.exactReturn(of: session) else { return }
    evaluations.append(Point(Double(session.episodeCount), value))
  }
}

/// Where bookmarks lie: ever further apart, so that a run of any length keeps a few hundred.
struct BookmarkSpacing: Sendable {
  private var stride = 256
  private var next = 256
  private var count = 0

  mutating func wantsBookmark(at step: Int) -> Bool {
    if step < next { return false }
    count += 1
    if count % 128 == 0 { stride *= 2 }
    next = step + stride
    return true
  }
}
