import Display
import Environments
import Experiments
import Randomness
import ReinforcementLearning
package import Scenes
import Synchronization

/// What is on the screen, and how keys change it: the same for the window, the terminal and the tests.
///
/// Knows nothing of SDL. Ask for a ``model(barCount:)``, hand in keys, call ``tick(seconds:)`` as time passes.
package final class Viewer {
  package let subject: Subject
  /// The run and its branches; the first is the run itself.
  var tracks: [Track]
  var origins: [Int?] = [nil]
  var current = 0
  package var choices = ViewChoices()
  var mode = Mode.live
  var isPaused = false
  var isHuman = false
  var notices = Notices()
  /// Tracks whose directory has been there, and those whose directory has gone.
  var directoriesSeen: Set<Int> = []
  var directoriesGone: Set<Int> = []
  var concerns = Concerns()
  var showsKeys = false
  var isPausedByKeyPage = false
  /// The keys of the screen as it was last made.
  var keyTable: KeyTable?
  /// The action behind a person's last key; what happens without a key is not theirs.
  var lastPressed: Int?
  /// Whether a window shows the run, and not a terminal.
  package var hasWindow = true
  var wantsToQuit = false
  /// What the window or terminal has to do: toggle full screen, take a picture, start or stop a recording.
  var requests: [Request] = []
  var recordedSeconds: Int?
  private var finishedBranches: Set<Int> = []
  private var toldFailures: Set<Int> = []
  /// Whether the window waits for the last save.
  var isClosing = false
  var clock = 0.0
  var epsilon: Double?
  /// A branch whose first moment is still being reached.
  var pendingBranch: PendingBranch?
  /// A moment asked for before it can be shown.
  var pendingMoment: PendingMoment?
  /// The step of the run whose greedy policy is shown.
  var greedyOrigin = 0

  enum Request { case fullScreen, picture, recording }

  enum Mode {
    case live
    /// A past episode: the session at its start, and the step shown.
    case replay(episode: Int, step: Int, start: any AgentSession)
    /// A past episode of a network agent, from its tape.
    case tape(TapedEpisode, step: Int)
    /// The same for the greedy policy after training.
    case greedyTape(GreedyTape)
    /// The greedy policy after training, episode after episode.
    case greedy(GreedyLoop)
  }

  package init(_ subject: Subject, choices: ViewChoices = ViewChoices()) {
    self.subject = subject
    self.choices = choices
    tracks = [subject.track]
    // On a board of tiles they cover the ground: there they are asked for.
    if isDeep { self.choices.isOn.remove("v") }
    applySpeed()
  }

  var track: Track { tracks[current] }
  var labels: [ActionLabel] { subject.prepared.environment.world.actionLabels }

  func takeRequests() -> [Request] {
    defer { requests.removeAll() }
    return requests
  }

  /// - Parameter number: the track it is about; nil for all.
  func show(_ notice: Notice, on number: Int? = nil) { notices.add(notice, track: number) }

  func applySpeed() {
    track.control.withLock {
      $0.speed = Speeds.rate(choices.speed)
      $0.playRate = PlaySpeeds.rate(choices.playSpeed ?? PlaySpeeds.usual)
    }
  }

  // MARK: What is shown

  var state: RunState {
    if isHuman { return .human }
    if case .replay = mode { return .replaying }
    if case .tape = mode { return .replaying }
    let (isComplete, failure) = track.shared.withLock { ($0.isComplete, $0.failure) }
    if failure != nil { return .stopped }
    if isPaused { return .paused }
    if let standing = track.shared.withLock({ $0.standing }) { return standing.state }
    if isComplete { return .finished }
    if current > 0 { return .branch(current) }
    return track.shared.withLock { $0.history.lastEpisode } == 0 ? .warmingUp : .learning
  }

  /// The moment shown now.
  func moment(_ shared: Track.Shared) -> Moment {
    switch mode {
    case .live:
      let session = shared.session
      let hasEnded = shared.report?.end != nil && session.elapsed == 0
      let isCurrent = shared.report.map { $0.end != nil ? session.elapsed == 0 : session.elapsed > 0 } ?? false
      let record = hasEnded ? shared.history.record(of: session.episodeCount) : nil
      let tape = session.network?.currentTape
      return Moment(
        session: session, report: isCurrent ? shared.report : nil,
        episode: max(1, hasEnded ? session.episodeCount : session.episodeCount + 1),
        step: record?.length ?? session.elapsed, episodeReturn: record?.return ?? session.log.currentReturn,
        totalSteps: session.log.stepCount, epsilon: session.epsilon,
        tape: tape, played: tape?.played)
    case .tape(let taped, let step):
      let number = taped.tape.number
      var past = moment(shared, taped.tape, by: taped.agent, step: step, episode: number)
      past.epsilon = shared.history.firstStep(of: number).flatMap { shared.history.epsilon(at: $0) }
      past.totalSteps = runStep(of: taped, step, shared) ?? past.totalSteps
      return past
    case .greedyTape(let loop):
      return moment(shared, loop.tape, step: loop.step, episode: max(1, shared.history.lastEpisode))
    case .replay(let episode, let step, let start):
      var session = start
      var report: StepReport?
      let moves = shared.history.moves
      if step > 0 {
        _ = Rerun.advance(&session, to: start.log.stepCount + step - 1, moves: moves)
        report = session.step(moves.first { $0.step == session.log.stepCount }?.input)
      }
      let total = report?.end == nil ? session.log.currentReturn : shared.history.record(of: episode)?.return ?? 0
      return Moment(
        session: session, report: report, episode: episode, step: step, episodeReturn: total,
        totalSteps: session.log.stepCount, epsilon: session.epsilon)
    case .greedy(let loop):
      return Moment(
        session: loop.session, report: loop.report, episode: max(1, shared.history.lastEpisode), step: loop.step,
        episodeReturn: loop.total, totalSteps: greedyOrigin, epsilon: shared.session.epsilon)
    }
  }

  /// A step of an episode on tape.
  private func moment(
    _ shared: Track.Shared, _ tape: EpisodeTape, by agent: (any NetworkedSession)? = nil, step: Int, episode: Int
  ) -> Moment {
    let played = tape.played
    return Moment(
      session: agent ?? shared.session, report: nil, episode: episode, step: step,
      episodeReturn: played.rewards.prefix(step).reduce(0) { $0 + Double($1) },
      totalSteps: shared.session.log.stepCount, epsilon: shared.session.epsilon, tape: tape, played: played,
      isOver: true)
  }

  var isLive: Bool {
    switch mode {
    case .replay, .tape: false
    default: true
    }
  }

  package func model(barCount: Int = 162) -> ScreenModel {
    let shared = track.shared.withLock { $0 }
    let moment = moment(shared)
    var model = subject.builder.model(
      moment, history: shared.history, choices: choices, state: state, isLive: isLive, barCount: barCount)
    model.isPlaying = !isPaused
    model.recordedSeconds = recordedSeconds
    model.showsKeyPage = showsKeys
    if let failure = shared.failure, toldFailures.insert(current).inserted {
      show(
        Notice("Training stopped: \(failure)", "What was learned up to the last checkpoint is saved."), on: current)
    }
    showConcerns(of: shared.session)
    model.notice =
      isClosing ? closingNotice : pendingBranch?.notice ?? pendingMoment?.notice(shared) ?? notices.current(on: current)
    if isHuman { humanFacts(&model, shared, moment) }
    if !model.scene.routes.isEmpty { way(&model, shared.history, moment) }
    if current > 0 {
      model.facts = ["branch \(current) of \(subject.configuration.agent)"] + model.facts
      model.timeline.branchStart = origins[current]
      model.timeline.branchName = "branch \(current)"
    }
    describeStanding(&model, shared)
    addKeys(to: &model)
    return model
  }

  private let episodeWay = EpisodeWay()

  /// The way of the episode shown, or of the last one that ended.
  private func way(_ model: inout ScreenModel, _ history: History, _ moment: Moment) {
    switch mode {
    case .greedy(let loop):
      model.pathTitle = "The way of the greedy policy"
      model.path = loop.way
    case .replay(let episode, _, _) where history.record(of: episode) != nil:
      model.pathTitle = "The way of this episode"
      model.path = episodeWay.cells(ofEpisode: episode, in: history)
    default:
      model.path = episodeWay.cells(ofEpisode: history.lastEpisode, in: history)
    }
  }

  private func humanFacts(_ model: inout ScreenModel, _ shared: Track.Shared, _ moment: Moment) {
    let learns = track.control.withLock { $0.learnsFromHuman }
    model.humanPhrase = learns ? "the agent waits, and learns from your moves" : "the agent waits"
    let best = model.actions.first(where: \.isBest)?.label.name ?? "–"
    let (pressed, moved) = subject.builder.choice(moment.report?.wasHuman == true ? moment.report : nil)
    let result = FactRow(moved.label == "moved" ? "you went" : moved.label, moved.number, moved.unit)
    let yours = FactRow("yours", "\(shared.humanSteps)", "steps")
    let tagged = FactRow("tagged in all", Decimals.grouped(shared.taggedSteps + shared.humanSteps))
    if model.deep != nil {
      let idle = idleActions.map { labels[$0].name }.joined(separator: ", ")
      let key = lastPressed.map { labels[$0].name }
      model.deep?.pressed = key
      model.factRows = [
        FactRow("you pressed", key ?? "–"), FactRow("agent would", best),
        FactRow("reward", moment.report.map { Decimals.display($0.reward, 1) } ?? "–"), yours, tagged,
        FactRow("without a key", idle.isEmpty ? "it waits" : idle),
      ]
    } else {
      model.factRows = [
        yours, tagged, model.factRows[0], model.factRows[1], FactRow("agent would go", best),
        FactRow("you pressed", pressed), result,
      ]
    }
  }

  /// A counter that changes when there is something new to draw.
  var generation: Int {
    (track.shared.withLock { $0.generation } &* 128 &+ (pendingBranch?.moment.percent ?? 127)) &* 1024
      &+ notices.generation
  }
  func askForSnapshot() { track.control.withLock { $0.wantsSnapshot = true } }

  // MARK: Time

  /// Lets time pass for what is played back here (training has its own clock).
  func tick(seconds: Double) {
    notices.pass(seconds: seconds, on: current)
    openPendingBranch()
    openPendingMoment()
    if isPaused { return }
    takeNewestAgent()
    if case .live = mode {
      let (isComplete, session) = track.shared.withLock { ($0.isComplete, $0.session) }
      if isComplete, current > 0, finishedBranches.insert(current).inserted {
        show(
          Notice(
            "Branch \(current) has finished.", "Press 1 for the original run, or stay and look around.",
            isWarning: false), on: current)
      }
      if isComplete, !isHuman {
        showGreedy(session)
        // What was fast enough for training is too fast to look at.
        if Speeds.rate(choices.speed).map({ $0 > Speeds.fastestPlayed }) ?? true { choices.speed = Speeds.normal }
      }
      return
    }
    // Nobody follows more than a few steps between two pictures: faster, what is shown would only flicker.
    let rate = min(Speeds.rate(choices.speed) ?? .infinity, Speeds.fastestPlayed)
    clock += seconds * rate
    var steps = min(Int(clock), 64)
    clock -= clock.rounded(.down)
    while steps > 0 {
      steps -= 1
      switch mode {
      case .live: return
      case .replay, .tape: stepReplay(forward: true, wraps: true)
      case .greedyTape(var loop):
        loop.advance(stepsPerSecond: rate)
        mode = .greedyTape(loop)
      case .greedy(var loop):
        loop.advance(stepsPerSecond: rate)
        mode = .greedy(loop)
      }
    }
  }

  /// The greedy policy of a finished run, over and over.
  func showGreedy(_ session: any AgentSession) {
    greedyOrigin = session.log.stepCount
    if let deep = session.network {
      mode = .greedyTape(
        GreedyTape(deep, seed: subject.configuration.seed, stepLimit: subject.prepared.environment.stepLimit))
    } else {
      mode = .greedy(GreedyLoop(session, seed: subject.configuration.seed))
    }
  }

  /// For a picture of a finished network agent: the greedy policy two thirds through an episode.
  package func showLastGreedyEpisode() {
    let (session, isComplete) = track.shared.withLock { ($0.session, $0.isComplete) }
    guard isComplete, session.network != nil else { return }
    showGreedy(session)
    if case .greedyTape(var loop) = mode {
      loop.show(step: loop.tape.count * 2 / 3)
      mode = .greedyTape(loop)
    }
  }

  func stepReplay(forward: Bool, wraps: Bool) {
    if case .tape(let taped, let step) = mode { return stepTape(taped, step, forward: forward, wraps: wraps) }
    guard case .replay(let episode, let step, let start) = mode else { return }
    let history = track.shared.withLock { $0.history }
    let length = history.record(of: episode)?.length ?? track.shared.withLock { $0.session.elapsed }
    if forward {
      if step < length {
        mode = .replay(episode: episode, step: step + 1, start: start)
      } else if wraps, history.record(of: episode + 1) != nil {
        open(episode: episode + 1)
      }
    } else if step > 0 {
      mode = .replay(episode: episode, step: step - 1, start: start)
    } else if episode > history.firstEpisode + 1 {
      open(episode: episode - 1, atEnd: true)
    }
  }

  /// Shows a past episode.
  package func open(episode: Int, atEnd: Bool = false, step: Int? = nil) {
    let history = track.shared.withLock { $0.history }
    let wanted = min(max(episode, history.firstEpisode + 1), history.lastEpisode + 1)
    if track.shared.withLock({ $0.session.network != nil }) { return openTape(wanted, atEnd: atEnd, step: step) }
    guard let first = history.firstStep(of: wanted) else { return }
    if waits(for: first, history) {
      pendingMoment = PendingMoment(episode: wanted, step: step, isAtEnd: atEnd, firstStep: first)
      return
    }
    guard let start = history.session(atStep: first) else {
      return show(
        Notice(
          "That episode was not kept.", "Only its record is left: how long it was and what it brought.",
          isWarning: false))
    }
    let length = history.record(of: wanted)?.length ?? track.shared.withLock { $0.session.elapsed }
    clock = 0
    mode = .replay(episode: wanted, step: atEnd ? length : min(max(step ?? 0, 0), length), start: start)
  }

  func goLive() {
    pendingMoment = nil
    mode = .live
    clock = 0
  }

  // MARK: Threads

  var threads: [TrainingThread.Handle?] = []

  func start() { threads.append(subject.track.startThread()) }
}
