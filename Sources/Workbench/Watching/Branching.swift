import Experiments
import Persistence
import ReinforcementLearning
import Scenes
import Synchronization

/// A past moment of a network agent's run, reached again on a thread of its own: training is played from the bookmark
/// before it, which may take as long as it took then.
final class PastMoment: Sendable {
  private struct Progress {
    var session: (any AgentSession)?
    var step: Int
    var isGivenUp = false
  }

  let goal: Int
  private let origin: Int
  private let moves: [HumanMove]
  private let bookmark: any AgentSession
  private let progress: Mutex<Progress>

  init(_ goal: Int, from bookmark: any AgentSession, moves: [HumanMove]) {
    self.goal = goal
    self.moves = moves
    self.bookmark = bookmark
    origin = bookmark.log.stepCount
    progress = Mutex(Progress(step: origin))
  }

  func startThread() -> TrainingThread.Handle? { TrainingThread.start { self.run() } }

  private func run() {
    var session = bookmark
    while session.log.stepCount < goal {
      _ = Rerun.advance(&session, to: min(goal, session.log.stepCount + 64), moves: moves)
      let step = session.log.stepCount
      if progress.withLock({
        $0.step = step
        return $0.isGivenUp
      }) {
        return
      }
    }
    let reached = session
    progress.withLock { $0.session = reached }
  }

  /// The run as it was, once it is there.
  var session: (any AgentSession)? { progress.withLock { $0.session } }
  /// How much of the way is done, 0 to 100.
  var percent: Int { goal > origin ? 100 * (progress.withLock { $0.step } - origin) / (goal - origin) : 100 }
  func giveUp() { progress.withLock { $0.isGivenUp = true } }
}

/// Branches: new runs from a past step.
extension Viewer {
  /// A branch that waits for its first moment.
  struct PendingBranch {
    let moment: PastMoment
    /// The run as it was when the branch was asked for.
    let origin: Track.Shared
    /// What happens in the branch once it is there.
    let next: (Viewer) -> Void

    var notice: Notice {
      Notice(
        "Training is played again to step \(Decimals.grouped(moment.goal)).",
        "\(moment.percent)% done; the branch begins there. b gives it up.", isWarning: false)
    }
  }

  /// Starts a new run from the step shown and goes on with it; the original stays as it is.
  ///
  /// - Parameter next: what happens in the branch, which may have to be waited for.
  func branch(then next: @escaping (Viewer) -> Void = { _ in }) {
    if pendingBranch != nil { return giveUpBranch() }
    let shared = track.shared.withLock { $0 }
    switch mode {
    case .replay:
      begin(moment(shared).session, shared)
      next(self)
    case .tape(let taped, let step):
      guard let goal = runStep(of: taped, step, shared),
        let bookmark = shared.history.origin(before: goal, in: shared.session)
      else {
        return show(
          Notice(
            "No moment before that step was kept.", "tarn train --keep SIZE keeps moments to branch from.",
            isWarning: false), on: current)
      }
      let moment = PastMoment(goal, from: bookmark, moves: shared.history.moves)
      guard let thread = moment.startThread() else {
        return show(Notice("The system has no thread for the branch.", "Close something and press b again."))
      }
      threads.append(thread)
      pendingBranch = PendingBranch(moment: moment, origin: shared, next: next)
    default:
      begin(shared.session, shared)
      next(self)
    }
  }

  func giveUpBranch() {
    pendingBranch?.moment.giveUp()
    pendingBranch = nil
  }

  /// Opens the branch that was waited for, once its first moment is there.
  func openPendingBranch() {
    guard let waiting = pendingBranch, let session = waiting.moment.session else { return }
    pendingBranch = nil
    begin(session, waiting.origin)
    waiting.next(self)
  }

  private func begin(_ session: any AgentSession, _ shared: Track.Shared) {
    let number = tracks.count
    let base = subject.directory ?? RunRequest.directory(for: subject.configuration)
    var directory = "\(base)-branch-\(number)"
    var attempt = number
    while Files.exists(directory) {
      attempt += 1
      directory = "\(base)-branch-\(attempt)"
    }
    var configuration = subject.configuration
    configuration.origin = "\(base) at step \(session.log.stepCount)"
    configuration.scheduleSteps = configuration.plannedSteps
    if case .steps(let count) = configuration.budget {
      // A branch from the end needs steps of its own to go on.
      configuration.budget = .steps(max(count, session.log.stepCount + count))
    }
    let (fixed, evaluator, path) = (configuration, subject.prepared.evaluator, directory)
    let control = track.control.withLock { $0 }
    var fresh = Track.Control(speed: control.speed)
    fresh.isPaused = isPaused
    let made = Track(
      directory: directory, session: session,
      history: shared.history.prefix(toStep: session.log.stepCount), evaluator: evaluator, control: fresh,
      idleAction: subject.prepared.idleAction
    ) { try Engine(AgentRun(fixed, session: session, evaluator: evaluator, directory: path)) }
    tracks.append(made)
    origins.append(session.episodeCount + 1)
    threads.append(made.startThread())
    current = number
    epsilon = nil
    goLive()
    show(
      Notice(
        "This is branch \(number), from step \(Decimals.grouped(session.log.stepCount)).",
        "[ ] change epsilon; 1 shows the original run, \(number + 1) this one.", isWarning: false), on: number)
  }
}
