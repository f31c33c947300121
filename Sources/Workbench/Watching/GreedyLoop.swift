import Experiments
import ReinforcementLearning
import Scenes

/// The greedy policy of a finished run, played over and over without learning.
struct GreedyLoop {
  private(set) var session: any AgentSession
  private(set) var report: StepReport?
  private(set) var step = 0
  private(set) var total = 0.0
  /// The cells of the episode so far.
  private(set) var way: [Int] = []
  private var rest = 0.0

  init(_ session: any AgentSession, seed: UInt64) {
    self.session = session
    // Finish the episode that training left open, so that the first one shown starts at a start.
    for _ in 0..<Evaluator.defaultStepLimit where self.session.elapsed > 0 { _ = play() }
    restart()
  }

  private mutating func restart() {
    (report, step, total, rest) = (nil, 0, 0, 0)
    way = [session.scene.agentCell].compactMap { $0 }
  }

  /// Whether the episode's last step is shown.
  var isOver: Bool { report?.end != nil }

  private mutating func play() -> StepReport {
    guard let table = session.table else { return session.step(nil) }
    let action = table.learner.actionValues.argmax(inRow: table.observation)
    let report = session.step(HumanInput(action: action, isLearnedFrom: false))
    _ = session.log.drain()
    return report
  }

  /// One step, or a part of the second's rest between two episodes.
  mutating func advance(stepsPerSecond: Double) {
    if report?.end != nil {
      rest += 1 / stepsPerSecond
      if rest < 1 { return }
      restart()
      return
    }
    let played = play()
    report = played
    step += 1
    total += played.reward
    if let cell = played.scene.agentCell { way.append(cell) }
  }
}
