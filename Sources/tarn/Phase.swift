import Experiments
import Persistence
import ReinforcementLearning
import Synchronization
import Workbench

/// Long work of a command, of which nothing can be seen while it goes on: setting a world up, planning, evaluating.
///
/// After a second it shows what is done and for how long, as a bar on a terminal and as a plain line elsewhere. A thread
/// of its own does that, so that also work which says nothing of itself is seen to go on.
enum Phase {
  private struct Status {
    /// Tells phases apart: a thread shows only its own.
    var number = 0
    var work = ""
    var share: Double?
    var isGoingOn = false
    /// Whether there is a bar to clear.
    var isDrawn = false
  }

  private static let status = Mutex(Status())

  /// What long work is handed: it ends at a signal, and what it says of itself is shown.
  static let supervision = Supervision(
    isCancelled: { Signals.pending != nil },
    report: { work, share in
      status.withLock { status in
        if status.isGoingOn { (status.work, status.share) = (work, share) }
      }
    })

  /// Does `body`, which is shown as `work` until it says more.
  static func show<Result>(_ work: String, isQuiet: Bool = false, _ body: () throws -> Result) rethrows -> Result {
    if isQuiet { return try body() }
    let number = status.withLock { status in
      status = Status(number: status.number + 1, work: work, isGoingOn: true)
      return status.number
    }
    TrainingThread.start { tick(number, since: Clock.wall) }?.detach()
    defer {
      status.withLock { status in
        status.isGoingOn = false
        if status.isDrawn { Signals.clearLine() }
      }
    }
    return try body()
  }

  private static func tick(_ number: Int, since start: Double) {
    let isTerminal = Output.isTerminal(2)
    var next = start + 1
    while true {
      TrainingThread.sleep(milliseconds: 20)
      let now = Clock.wall
      let isOver = status.withLock { status in
        if status.number != number || !status.isGoingOn { return true }
        if now < next { return false }
        next = now + (isTerminal ? 0.1 : 10)
        let time = ProgressReport.duration((now - start).rounded(.down))
        if isTerminal {
          (status.isDrawn, Signals.hasLine) = (true, true)
        }
        if let share = status.share {
          _ = ProgressReport.show("\(status.work)  \(time)", progress: share, isTerminal: isTerminal)
        } else if isTerminal {
          Output.write("\r\u{1B}[K\(status.work)  \(time)", to: 2)
        } else {
          Output.diagnostic("\(status.work)  \(time)")
        }
        return false
      }
      if isOver { return }
    }
  }
}
