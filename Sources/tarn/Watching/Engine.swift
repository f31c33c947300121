import Experiments
import ReinforcementLearning

/// What the training thread drives: a run with its directory, or a session alone.
final class Engine {
  let run: Run?
  /// Without a run: played again from its seed, nothing written.
  private var memory: any Session
  private let target: Int
  private let moves: [HumanMove]
  private var finished: [EpisodeRecord] = []
  private var events: TrainingEvents?

  init(_ run: Run, writesEvents: Bool = false) throws {
    self.run = run
    events = writesEvents ? try TrainingEvents(run) : nil
    (memory, target, moves) = (run.session, 0, [])
    run.startWatching()
    run.summaryFacts = RunChanges(run.configuration).summary
    if var session = run.session as? any DeepSession {
      session.startTaping()
      run.session = session
    }
  }

  /// - Parameters:
  ///   - target: the step to reach.
  ///   - moves: a person's recorded moves.
  init(replaying session: any Session, to target: Int, moves: [HumanMove]) {
    run = nil
    (memory, self.target, self.moves) = (session, target, moves)
  }

  var session: any Session { run?.session ?? memory }
  var isComplete: Bool { run?.isComplete ?? (memory.log.stepCount >= target) }

  func advance(_ steps: Int) throws {
    if let run {
      try run.advance(steps)
      try events?.update(run, isLast: run.isComplete)
      return
    }
    finished += Rerun.advance(&memory, to: min(memory.log.stepCount + steps, target), moves: moves)
  }

  func step(_ input: HumanInput?) throws -> StepReport {
    if let run { return try run.step(input) }
    let recorded = moves.first { $0.step == memory.log.stepCount }?.input
    defer { finished += memory.log.drain() }
    return memory.step(input ?? recorded)
  }

  func takeEpisodes() -> [EpisodeRecord] {
    if let run { return run.takeWatchedEpisodes() }
    defer { finished.removeAll() }
    return finished
  }

  /// The episodes of a network agent that have ended since the last call.
  func takeTapes() -> [EpisodeTape] {
    guard let run, var session = run.session as? any DeepSession else { return [] }
    let tapes = session.takeTapes()
    if !tapes.isEmpty { run.session = session }
    return tapes
  }

  func fixEpsilon(at epsilon: Double) {
    if let run { run.session.fixEpsilon(at: epsilon) } else { memory.fixEpsilon(at: epsilon) }
  }
}

/// Playing a run again from one of its moments.
enum Rerun {
  /// Brings `session` forward to `step` of the run, with a person's recorded moves where they were made. Returns the
  /// episodes that ended on the way.
  static func advance(_ session: inout any Session, to step: Int, moves: [HumanMove]) -> [EpisodeRecord] {
    var finished: [EpisodeRecord] = []
    var next = moves.firstIndex { $0.step >= session.log.stepCount } ?? moves.count
    while session.log.stepCount < step {
      if next < moves.count, moves[next].step == session.log.stepCount {
        _ = session.step(moves[next].input)
        next += 1
      } else {
        let limit = next < moves.count ? min(step, moves[next].step) : step
        _ = session.advance(limit - session.log.stepCount)
      }
      finished += session.log.drain()
    }
    return finished
  }
}
