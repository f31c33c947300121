import Experiments
import ReinforcementLearning
import Scenes
import Synchronization

/// A run being watched: trained on a thread of its own, with enough of its past to show any step again.
///
/// The window and the training thread meet in two small locked values: `control`, which the window writes, and
/// `shared`, which the thread fills at most sixty times a second when it was asked to. Neither waits for the other.
package final class Track: Sendable {
  /// What the window asks of the training thread.
  package struct Control: Sendable {
    /// Steps a second; nil for as fast as it goes.
    package var speed: Double?
    package var isPaused = false
    var singleSteps = 0
    var isHuman = false
    var learnsFromHuman = true
    var humanActions: [Int] = []
    var takeBacks = 0
    /// Steps a second while a person plays in a world that does not wait, and what happens then without a key, in turn.
    var playRate = 8.0
    var idleActions: [Int] = []
    var epsilon: Double?
    var wantsSnapshot = true
    var isEnding = false

    package init(speed: Double?) { self.speed = speed }
  }

  /// What the training thread has to show.
  struct Shared {
    var session: any AgentSession
    var report: StepReport?
    var history: History
    var isComplete = false
    var failure: String?
    var humanSteps = 0
    var taggedSteps = 0
    /// How the run stands that another process trains, or that has ended; nil where it is trained here.
    var standing: RunStanding?
    /// How far a run has been played again, while that goes on.
    var replayedSteps: Int?
    /// Counts publications, so that the window redraws only what is new.
    var generation = 0
  }

  let control: Mutex<Control>
  let shared: Mutex<Shared>
  let directory: String?
  /// What happens without a key in worlds that do not wait for one; nil in turn-based worlds.
  let idleAction: Int?
  private let evaluator: Evaluator
  private let start: Starter?
  /// For a run that is not trained here.
  private let follower: RunFollower?

  /// Makes the engine on the thread that will own it.
  typealias Starter = @Sendable () throws -> Engine

  init(
    directory: String?, session: any AgentSession, history: History = History(), evaluator: Evaluator,
    control: Control, idleAction: Int? = nil, start: @escaping Starter
  ) {
    self.directory = directory
    self.idleAction = idleAction
    self.evaluator = evaluator
    self.start = start
    follower = nil
    self.control = Mutex(control)
    var history = history
    history.bookmark(session)
    shared = Mutex(Shared(session: session, history: history))
  }

  /// A run that another process trains, or that has ended: complete as it is.
  init(following follower: RunFollower, directory: String?, evaluator: Evaluator, control: Control, idleAction: Int?) {
    self.directory = directory
    self.idleAction = idleAction
    self.evaluator = evaluator
    start = nil
    self.follower = follower
    self.control = Mutex(control)
    var history = follower.history
    history.bookmark(follower.session)
    var shared = Shared(session: follower.session, history: history, isComplete: true)
    shared.standing = follower.standing
    if follower.isReplayable, follower.session.log.stepCount > 0 { shared.replayedSteps = 0 }
    self.shared = Mutex(shared)
  }

  /// Trains, or follows what is trained elsewhere, on a new thread until told to end.
  func startThread() -> TrainingThread.Handle? {
    TrainingThread.start {
      if var follower = self.follower {
        follower.run(self)
      } else {
        self.train(evaluationStride: nil)
      }
    }
  }

  /// Trains to the end on this thread, for pictures without a window: evaluations then fall on fixed steps, so that
  /// the picture is the same every time.
  func trainToEnd(budget: RunConfiguration.Budget) {
    if var follower { return follower.catchUp(self) }
    control.withLock {
      $0.speed = nil
      $0.isPaused = false
      $0.isEnding = true
    }
    let stride = if case .steps(let count) = budget { max(1, count / 400) } else { 1000 }
    train(toEnd: true, evaluationStride: stride)
  }

  /// - Parameter evaluationStride: evaluations at multiples of this many steps; nil to spend at most 2% of the time on them.
  private func train(toEnd: Bool = false, evaluationStride: Int?) {
    guard let start else { return }
    do {
      let engine = try start()
      var trainer = Trainer(
        engine: engine, track: self, evaluator: evaluator, evaluationStride: evaluationStride)
      try trainer.loop(toEnd: toEnd)
    } catch {
      shared.withLock {
        $0.failure = "\(error)"
        $0.generation += 1
      }
    }
  }
}
