import Experiments
import ReinforcementLearning
import Scenes
import Synchronization
import Persistence

/// The training thread's side of a ``Track``.
struct Trainer {
  let engine: Engine
  let track: Track
  let evaluator: Evaluator
  let evaluationStride: Int?
  private var history = History.Addition()
  private var report: StepReport?
  private var debt = 0.0
  private var last = Clock.wall
  private var startTime = Clock.wall
  private var evaluationSeconds = 0.0
  private var nextEvaluation = 0
  private var nextEvaluationStep = 0
  private var measuredSteps = 0
  private var measuredTime = Clock.wall
  private var rate = 0.0
  private var humanSteps = 0
  private var undo: [any AgentSession] = []
  private var isFinished = false
  /// The newest key since the last move in real time.
  private var held: Int?
  private var lastMove = Clock.wall
  private var idleCount = 0
  private var chunk = 64
  private var nextReading = 0
  private var shownEvaluations = 0

  init(engine: Engine, track: Track, evaluator: Evaluator, evaluationStride: Int?) {
    self.engine = engine
    self.track = track
    self.evaluator = evaluator
    self.evaluationStride = evaluationStride
    measuredSteps = engine.session.log.stepCount
    nextEvaluationStep = evaluationStride ?? 0
  }

  mutating func loop(toEnd: Bool) throws {
    while true {
      let order = takeOrder()
      if let epsilon = order.epsilon { engine.fixEpsilon(at: epsilon) }
      if engine.isComplete {
        try finishOnce()
        publish()
        if order.isEnding { break }
        TrainingThread.sleep(milliseconds: 4)
        continue
      }
      if order.isEnding, !toEnd || engine.session.supervision.isCancelled { break }
      do {
        try obey(order)
      } catch is CancellationError {
        break
      } catch  where !engine.run.isUnsaved && !Files.isDirectory(engine.run.directory) {
        // Someone removed the run: what is learned can still be watched.
        engine.run.stopSaving()
      }
      collect()
      if order.wantsSnapshot || toEnd && engine.isComplete { publish() }
    }
    if !Files.isDirectory(engine.run.directory) { engine.run.stopSaving() }
    if !engine.isComplete { try engine.run.stop() }
    publish()
  }

  /// The window's wishes, each to be granted once.
  private func takeOrder() -> Track.Control {
    track.control.withLock { control in
      defer {
        control.singleSteps = 0
        control.humanActions = []
        control.takeBacks = 0
        control.epsilon = nil
        control.wantsSnapshot = false
      }
      return control
    }
  }

  private mutating func obey(_ order: Track.Control) throws {
    let now = Clock.wall
    let elapsed = min(now - last, 0.1)
    last = now
    if order.isHuman { return try playHuman(order) }
    undo.removeAll()
    if order.singleSteps > 0 {
      for _ in 0..<order.singleSteps where !engine.isComplete { report = try engine.step(nil) }
      return
    }
    if order.isPaused {
      try engine.run.saveIfDue()
      TrainingThread.sleep(milliseconds: 2)
      debt = 0
      return
    }
    let stride = engine.session.stride
    guard let speed = order.speed else { return try advance(at: now) }
    debt = min(debt + elapsed * speed, max(1, speed / 10))
    // A slow learner does what it can in a fiftieth of a second and lets the rest go.
    let due = min(Int(debt), max(1, Int(rate / 50) / stride))
    debt = min(debt - Double(due), 1)
    if due == 0 { return TrainingThread.sleep(milliseconds: 1) }
    if due > 1 { try engine.advance((due - 1) * stride) }
    // The last step is taken alone, so that there is something to say about it.
    if !engine.isComplete { report = try engine.step(nil) }
  }

  /// As far as it gets in a fiftieth of a second, so that the window is answered soon whatever a step costs.
  private mutating func advance(at start: Double) throws {
    // Evaluations fall on the same steps each time, and on those of a run that is played again.
    let steps = engine.session.log.stepCount
    try engine.advance(min(chunk, evaluationStride.map { $0 - steps % $0 } ?? .max))
    let seconds = Clock.wall - start
    if seconds < 0.01 { chunk = min(chunk * 2, 1 << 14) } else if seconds > 0.03 { chunk = max(chunk / 2, 1) }
  }

  private mutating func playHuman(_ order: Track.Control) throws {
    if order.takeBacks > 0, undo.count >= order.takeBacks {
      let earlier = undo[undo.count - order.takeBacks]
      try engine.run.takeBack(to: earlier, forgetting: order.takeBacks)
      undo.removeLast(order.takeBacks)
      humanSteps -= order.takeBacks
      report = nil
    }
    for action in actions(order) where !engine.isComplete {
      undo.append(engine.session)
      let step = try engine.step(HumanInput(action: action, isLearnedFrom: order.learnsFromHuman))
      report = step
      humanSteps += 1
      // What is recorded cannot be taken back: a finished episode, an evaluation.
      let interval = engine.run.configuration.evaluationInterval
      if step.end != nil || interval > 0 && engine.session.log.stepCount % interval == 0 { undo.removeAll() }
      if step.end != nil { humanSteps = 0 }
    }
    if order.humanActions.isEmpty { TrainingThread.sleep(milliseconds: 2) }
  }

  /// What a person does now: in turn-based worlds every key is a step; others go on by themselves, with the newest key or with
  /// none.
  private mutating func actions(_ order: Track.Control) -> [Int] {
    guard let idle = track.idleAction else { return order.humanActions }
    held = order.humanActions.last ?? held
    let now = Clock.wall
    if order.isPaused || now - lastMove < 1 / order.playRate { return [] }
    lastMove = now
    defer { held = nil }
    if let held { return [held] }
    idleCount += 1
    return [order.idleActions.isEmpty ? idle : order.idleActions[idleCount % order.idleActions.count]]
  }

  /// Gathers what has ended, evaluates when due, and keeps a bookmark.
  private mutating func collect() {
    history.episodes += engine.takeEpisodes()
    history.tapes += engine.takeTapes()
    let session = engine.session
    let episode = session.episodeCount
    let isDue: Bool
    if let evaluationStride {
      isDue = session.log.stepCount >= nextEvaluationStep
      if isDue { nextEvaluationStep = (session.log.stepCount / evaluationStride + 1) * evaluationStride }
    } else {
      let isAffordable = history.evaluationCount < 100 || evaluationSeconds < 0.02 * (Clock.wall - startTime)
      isDue = episode >= nextEvaluation && isAffordable
    }
    if let deep = session.network, session.log.stepCount >= nextReading {
      history.readings.append((session.log.stepCount, deep.agent.inspection?.readings ?? []))
      nextReading = session.log.stepCount + max(session.log.stepCount / 500, session.stride)
    }
    if isDue {
      let start = Clock.wall
      if let value = evaluator.exactReturn(of: session) {
        history.evaluations.append(Point(Double(episode), value))
        history.evaluationCount += 1
      }
      evaluationSeconds += Clock.wall - start
      if let value = engine.run.latestEvaluation, session.network != nil,
        engine.run.evaluationCount != shownEvaluations
      {
        shownEvaluations = engine.run.evaluationCount
        history.greedyReturns.append(Point(Double(session.log.stepCount), value))
      }
      nextEvaluation = episode + 20
    }
    let now = Clock.wall
    if now - measuredTime > 0.5 {
      rate = Double(session.log.stepCount - measuredSteps) / (now - measuredTime)
      measuredSteps = session.log.stepCount
      measuredTime = now
    }
    history.bookmark(session)
  }

  private mutating func finishOnce() throws {
    if isFinished { return }
    isFinished = true
    collect()
    if let value = evaluator.exactReturn(of: engine.session) {
      history.evaluations.append(Point(Double(engine.session.episodeCount), value))
    }
    if !Files.isDirectory(engine.run.directory) { engine.run.stopSaving() }
    if !Files.exists("\(engine.run.directory)/summary.json") {
      _ = try engine.run.finish()
    }
  }

  private mutating func publish() {
    let addition = history
    history.episodes.removeAll(keepingCapacity: true)
    history.evaluations.removeAll(keepingCapacity: true)
    history.bookmarks.removeAll(keepingCapacity: true)
    history.tapes.removeAll(keepingCapacity: true)
    history.readings.removeAll(keepingCapacity: true)
    history.greedyReturns.removeAll(keepingCapacity: true)
    let (session, report, isComplete) = (engine.session, report, engine.isComplete)
    let humanSteps = humanSteps
    track.shared.withLock { shared in
      shared.session = session
      shared.report = report
      shared.isComplete = isComplete
      shared.humanSteps = humanSteps
      shared.taggedSteps += addition.episodes.reduce(0) { $0 + $1.humanSteps }
      shared.history.add(addition)
      shared.generation += 1
    }
  }
}
