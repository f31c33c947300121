import Settings
import Display
import Experiments
import Persistence
package import Randomness
import ReinforcementLearning
import Scenes

/// A clip of the first episode of an evaluation, drawn as the window draws it.
package struct EpisodeRecording {
  /// The longest clip in frames: a minute. Of longer episodes it leaves steps out.
  private static let mostFrames = 60 * Recorder.framesPerSecond

  private let subject: EvaluatedRun
  private let builder: ScreenBuilder
  private let seed: Seed
  private let isSampled: Bool
  private var history = History()
  private let length: Int

  /// - Parameters:
  ///   - directory: the run's, whose learning curve stands beside the episode.
  ///   - seed: the streams of the evaluation.
  ///   - length: steps of the episode.
  package init(_ subject: EvaluatedRun, in directory: String, seed: Seed, isSampled: Bool, length: Int) throws {
    (self.subject, self.seed, self.isSampled) = (subject, seed, isSampled)
    let prepared = subject.prepared
    let discount = if case .real(let value) = prepared.settings.values["discount"] { value } else { 0.99 }
    builder = ScreenBuilder(
      prepared.environment, agent: prepared.descriptor, settings: prepared.settings, seed: subject.configuration.seed,
      knowledge: Knowledge(prepared.environment, evaluator: subject.evaluator, discount: discount))
    self.length = length
    try load(directory)
  }

  /// What was recorded while the agent was trained.
  private mutating func load(_ directory: String) throws {
    var reader = MetricsReader()
    if let part = try reader.read("\(directory)/metrics.jsonl") { history.add(part) }
  }

  package func save(to path: String) throws {
    let canvas = try Canvas()
    let recorder = try Recorder(path, width: 1280, height: 800)
    let stride = max(1, (length + Self.mostFrames - 1) / Self.mostFrames)
    // Short episodes at the speed of the window, long ones at a step a frame.
    let hold = length * 2 <= Self.mostFrames / 3 ? 2 : 1
    try forEachMoment { moment, isLast in
      guard isLast || moment.step % stride == 0 else { return }
      let model = builder.model(
        moment, history: history, choices: ViewChoices(), state: .finished, isLive: true,
        barCount: TabularScreen.barCount(canvas.extent))
      let layout = TabularScreen.layout(
        model, extent: canvas.extent, measure: canvas.measure, hasKeyLine: false)
      canvas.paint(layout.drawing, theme: .day)
      // The end stays for a second.
      for _ in 0..<(isLast ? Recorder.framesPerSecond : hold) { try recorder.add(canvas) }
    }
    try recorder.finish()
  }

  /// Every moment of the episode from its start to its end.
  private func forEachMoment(_ body: (Moment, _ isLast: Bool) throws -> Void) throws {
    let limit = subject.evaluator.episodeLimit
    let episode = max(1, history.lastEpisode)
    let epsilon = subject.session.epsilon
    if let session = subject.session.network {
      let tape = EpisodeTape.evaluated(session, seed: seed, episode: 0, stepLimit: limit, isSampled: isSampled)
      let played = tape.played
      var total = 0.0
      for step in 0...tape.count {
        if step > 0 { total += Double(played.rewards[step - 1]) }
        let moment = Moment(
          session: session, report: nil, episode: episode, step: step, episodeReturn: total,
          totalSteps: subject.step, epsilon: epsilon, tape: tape, played: played, isOver: true)
        try body(moment, step == tape.count)
      }
      return
    }
    guard var session = subject.session.table else { return }
    session.begin(
      seed.derived(for: .evaluation, 0).generator(), seed.derived(for: .evaluationActions, 0).generator(),
      stepLimit: limit)
    try body(
      Moment(
        session: session, report: nil, episode: episode, step: 0, episodeReturn: 0, totalSteps: subject.step,
        epsilon: epsilon), false)
    var (step, total) = (0, 0.0)
    while true {
      let action = session.evaluatedAction(isSampled: isSampled)
      let report = session.step(HumanInput(action: action, isLearnedFrom: false))
      _ = session.log.drain()
      step += 1
      total += report.reward
      let isLast = report.end != nil
      try body(
        Moment(
          session: session, report: report, episode: episode, step: step, episodeReturn: total,
          totalSteps: subject.step, epsilon: epsilon), isLast)
      if isLast { return }
    }
  }
}
