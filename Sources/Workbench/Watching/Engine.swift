import Experiments
import ReinforcementLearning
import Persistence

/// What the training thread drives: a run with its directory.
final class Engine {
  let run: AgentRun
  private var events: TrainingEvents?

  init(_ run: AgentRun, writesEvents: Bool = false) throws {
    self.run = run
    events = writesEvents ? try TrainingEvents(run) : nil
    run.startWatching()
    run.summaryFacts = RunChanges(run.configuration).summary
    if var session = run.session.network {
      session.startTaping()
      run.session = session
    }
  }

  var session: any AgentSession { run.session }
  var isComplete: Bool { run.isComplete }

  func advance(_ steps: Int) throws {
    try run.advance(steps)
    try events?.update(run, isLast: run.isComplete)
  }

  func step(_ input: HumanInput?) throws -> StepReport { try run.step(input) }

  func takeEpisodes() -> [EpisodeRecord] { run.takeWatchedEpisodes() }

  /// The episodes of a network agent that have ended since the last call.
  func takeTapes() -> [EpisodeTape] {
    guard var session = run.session.network else { return [] }
    let tapes = session.takeTapes()
    if !tapes.isEmpty { run.session = session }
    return tapes
  }

  func fixEpsilon(at epsilon: Double) { run.session.fixEpsilon(at: epsilon) }
}

/// Playing a run again from one of its moments.
enum Rerun {
  /// Brings `session` forward to `step` of the run, with a person's recorded moves where they were made. Returns the
  /// episodes that ended on the way.
  static func advance(_ session: inout any AgentSession, to step: Int, moves: [HumanMove]) -> [EpisodeRecord] {
    var finished: [EpisodeRecord] = []
    var next = moves.firstIndex { $0.step >= session.log.stepCount } ?? moves.count
    while session.log.stepCount < step {
      if next < moves.count, moves[next].step == session.log.stepCount {
        _ = session.step(moves[next].input)
        next += 1
      } else {
        let limit = next < moves.count ? min(step, moves[next].step) : step
        _ = session.advance(by: limit - session.log.stepCount)
      }
      finished += session.log.drain()
    }
    return finished
  }
}
