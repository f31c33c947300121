import Randomness
public import ReinforcementLearning
public import Persistence

/// An agent's run and its directory: advances the session, records, evaluates, saves.
///
/// What is written depends on the configuration alone. Wall-clock figures go to `timing.jsonl`.
public final class AgentRun: TrainingRun {
  /// What the run is a function of.
  public private(set) var configuration: RunConfiguration
  /// The agent in its world.
  public var session: any AgentSession
  private let files: RunFiles
  private let evaluator: Evaluator
  private var writer = JSONWriter()
  private var recent: [Double] = []
  private var lastEvaluation: Double?
  /// Episodes finished since they were last taken, kept only while someone watches.
  private var watched: [EpisodeRecord]?
  private let moves: AppendOnlyFile
  /// What learning looked like, and moments of the past, of agents with networks.
  private var readings: ReadingsFile?
  private var past: PastKeeper?
  /// Steps up to which everything due has been done.
  private var settledSteps = 0
  /// The best evaluation so far, of which a checkpoint is kept.
  private var best: Checkpoint.Best?
  /// What the summary says of the environment and the settings beside their names.
  public var summaryFacts: [JSON.Member] = []

  /// Starts a run in a new directory.
  public init(
    _ configuration: RunConfiguration, session: any AgentSession, evaluator: Evaluator, directory: String
  ) throws {
    files = try RunFiles(new: directory, at: session.position)
    var configuration = configuration
    try configuration.storeInputs(in: directory)
    self.configuration = configuration
    self.session = session
    settledSteps = session.log.stepCount
    self.evaluator = evaluator
    moves = try AppendOnlyFile("\(directory)/moves.jsonl", keeping: 0)
    if var deep = session.network {
      let steps = configuration.plannedSteps
      readings = try ReadingsFile(directory, plannedSteps: steps)
      if configuration.keptBytes > 0 {
        past = try PastKeeper(directory, limit: configuration.keptBytes, plannedSteps: steps)
        try past?.begin(&deep)
        self.session = deep
      }
    }
    try checkpoint()
    try files.write(configuration: configuration.toml)
  }

  /// Continues the run in a directory from its newest checkpoint.
  ///
  /// - Parameter session: a fresh session for `configuration`, whose state is replaced.
  public init(
    resuming directory: String, configuration: RunConfiguration, session: any AgentSession, evaluator: Evaluator
  ) throws {
    var session = session
    try Resumption.check(directory, configuration)
    let (files, checkpoint) = try RunFiles.resume(directory) { checkpoint, path in
      try checkpoint.restore(&session, of: configuration.subject, path: path)
      return session.position
    }
    self.files = files
    self.evaluator = evaluator
    let manifest = checkpoint.manifest
    recent = manifest.recentReturns
    lastEvaluation = manifest.lastEvaluation
    best = manifest.best
    self.session = session
    settledSteps = manifest.settledSteps ?? session.log.stepCount
    moves = try AppendOnlyFile("\(directory)/moves.jsonl", keeping: manifest.movesBytes)
    if session.network != nil {
      readings = try ReadingsFile(resuming: directory, at: settledSteps, plannedSteps: configuration.plannedSteps)
      if var deep = self.session.network, let state = try checkpoint.past(in: "\(directory)/checkpoint") {
        past = try PastKeeper(resuming: directory, state.bytes, path: state.path, &deep)
        self.session = deep
      }
    }
    let old = try RunConfiguration.load(from: directory)
    self.configuration = configuration
    if old != configuration { try files.write(configuration: configuration.toml) }
    if !isComplete { files.forgetSummary() }
  }

  /// The run directory.
  public var directory: String { files.directory }

  /// Environment steps taken.
  public var steps: Int { session.log.stepCount }
  public var position: Int { steps }
  /// Episodes finished.
  public var episodes: Int { session.episodeCount }
  /// The expected return of an optimal policy, where the world has an exact model.
  public var optimalReturn: Double? { evaluator.optimalReturn }

  /// Mean return of the last 100 episodes; nil before the first ends.
  public var meanReturn: Double? { recent.isEmpty ? nil : recent.reduce(0, +) / Double(recent.count) }
  /// The newest evaluation of the greedy policy.
  public var latestEvaluation: Double? { lastEvaluation }
  /// Episodes finished since the run was opened, and the sums of their returns and lengths.
  public private(set) var totals = (episodes: 0, returns: 0.0, lengths: 0)
  /// Evaluations made since the run was opened.
  public private(set) var evaluationCount = 0

  /// Whether all that was due up to the present step has been done; not so after a cancelled update or evaluation.
  private var isSettled: Bool { settledSteps >= steps && !session.isUpdateDue }

  /// Whether the budget is used up.
  public var isComplete: Bool {
    if !isSettled { return false }
    return switch configuration.budget {
    case .steps(let count): steps >= count
    case .episodes(let count): episodes >= count
    }
  }

  /// The share of the budget used.
  public var progress: Double {
    switch configuration.budget {
    case .steps(let count): Double(steps) / Double(max(1, count))
    case .episodes(let count): Double(episodes) / Double(max(1, count))
    }
  }

  /// Trains up to `most` steps further, stopping where something is due: an evaluation, a checkpoint, the end.
  ///
  /// - Throws: `CancellationError` when an update or an evaluation was cancelled. The run is then whole as it was before
  ///   that, and does it when it goes on, now or after it was saved and resumed.
  public func advance(_ most: Int) throws {
    try catchUp()
    var remaining = most
    while remaining > 0, !isComplete {
      var stride = min(remaining, distance(to: configuration.evaluationInterval))
      stride = min(stride, distance(to: configuration.checkpointInterval))
      switch configuration.budget {
      case .steps(let count): stride = min(stride, count - steps)
      case .episodes: stride = 1  // a budget of episodes ends on the step that ends one
      }
      if case .episodes(let count) = configuration.budget, count - episodes > EpisodeLog.capacity {
        stride = min(
          remaining, distance(to: configuration.evaluationInterval), distance(to: configuration.checkpointInterval))
      }
      // Where it is decided what is kept, so that this does not depend on how far a call goes.
      stride = min(stride, readings?.distance(from: steps) ?? .max, past?.distance(from: steps) ?? .max)
      let taken = session.advance(by: stride)
      remaining -= taken
      try settle()
    }
  }

  /// Does what was cancelled.
  private func catchUp() throws {
    if isSettled { return }
    session.finishUpdate()
    try settle()
  }

  /// Takes one step, with a person's action if given.
  public func step(_ input: HumanInput?) throws -> StepReport {
    try catchUp()
    if let input {
      // With the moves on record the whole run can be played again from its seed.
      let line = HumanMove(step: steps, input: input).json
      try moves.append(Array((line.text + "\n").utf8))
    }
    let report = session.step(input)
    try settle()
    return report
  }

  /// Puts back an earlier moment of the episode under way, when nothing has been recorded since.
  public func takeBack(to earlier: any AgentSession, forgetting moveCount: Int) throws {
    session = earlier
    settledSteps = steps
    try readings?.cut(to: steps)
    let text = String(decoding: try Files.read("\(directory)/moves.jsonl"), as: UTF8.self)
    let kept = text.split(separator: "\n").dropLast(moveCount).reduce(0) { $0 + $1.utf8.count + 1 }
    // A checkpoint made meanwhile knows the moves that are taken back: one of the earlier moment comes first.
    if files.savedPosition > steps { try save(movesBytes: kept) }
    try moves.truncate(to: kept)
  }

  /// Steps to the next multiple of `interval`.
  private func distance(to interval: Int) -> Int { interval > 0 ? interval - steps % interval : .max }

  /// Records what has happened and does what is due now.
  private func settle() throws {
    try record(session.log.drain())
    if session.isUpdateDue { throw CancellationError() }
    // A batch may step over the exact multiple: what counts is that it lies behind.
    let before = settledSteps
    let evaluated = evaluationCount
    let interval = configuration.evaluationInterval
    if interval > 0, steps / interval > before / interval { try evaluate() }
    settledSteps = steps
    try keep(from: before)
    var isDue = steps / configuration.checkpointInterval > before / configuration.checkpointInterval
    if evaluationCount > evaluated, let score = lastEvaluation, score > best?.score ?? -.infinity {
      try keepBest(score)
      // The newest one goes with it, so that a run killed now goes on from where its best is.
      isDue = true
    }
    // What has made way in the past is removed with the next checkpoint.
    if past?.isThinned ?? false { isDue = true }
    isDue ? try checkpoint() : try saveIfDue()
  }

  /// Keeps what is to be looked at later.
  private func keep(from before: Int) throws {
    let isKeeping = past?.isDue(from: before, to: steps) ?? false
    guard isKeeping || readings?.isDue(from: before, to: steps) ?? false, !isUnsaved,
      var deep = session.network
    else { return }
    try readings?.settle(deep.agent.inspection?.readings ?? [], from: before, to: steps)
    if !isKeeping { return }
    do {
      try past?.settle(&deep, from: before, to: steps)
    } catch  where Files.isDirectory(directory) && !Files.isDirectory("\(directory)/past") {
      // Somebody wanted the room: the run goes on without its past.
      past = nil
    }
    session = deep
  }

  /// Saves when there is something to lose and the last checkpoint is half a minute old. What is recorded does not depend
  /// on it.
  public func saveIfDue() throws { if files.isSavingDue(at: steps) { try stop() } }

  /// From now on finished episodes are kept until they are taken.
  public func startWatching() { watched = watched ?? [] }

  /// The episodes finished since the last call.
  public func takeWatchedEpisodes() -> [EpisodeRecord] {
    defer { watched = watched.map { _ in [] } }
    return watched ?? []
  }

  private func record(_ episodes: [EpisodeRecord]) throws {
    watched?.append(contentsOf: episodes)
    if episodes.isEmpty { return }
    writer.removeAll()
    RunRecords.append(episodes, first: session.episodeCount - episodes.count + 1, to: &writer)
    for episode in episodes {
      totals.returns += episode.return
      totals.lengths += episode.length
    }
    totals.episodes += episodes.count
    recent.append(contentsOf: episodes.suffix(100).map(\.return))
    if recent.count > 100 { recent.removeFirst(recent.count - 100) }
    try files.record(writer.bytes)
  }

  private func evaluate() throws {
    let earlier = lastEvaluation
    let result: EvaluationRecord.Result
    if let (value, horizon) = evaluator.exactOutlook(of: session), let optimum = evaluator.optimalReturn {
      result = .exact(value: value, optimum: optimum, horizon: horizon)
    } else {
      let seed = Seed(configuration.seed).derived(for: .periodicEvaluation)
      let records = evaluator.rollouts(session, episodes: configuration.evaluationEpisodes, seed: seed)
      let mean = records.map(\.return).reduce(0, +) / Double(max(1, records.count))
      let capped = evaluator.cappedCount(records)
      result = .mean(mean, episodes: records.count, capped: capped > 0 || evaluator.hasCap ? capped : nil)
    }
    let record = EvaluationRecord(
      step: steps, episode: episodes, result: result, learning: session.network?.agent.inspection?.readings ?? [])
    lastEvaluation = record.value
    if session.supervision.isCancelled {
      // It may have come to its end all the same; to do it again changes nothing.
      lastEvaluation = earlier
      throw CancellationError()
    }
    evaluationCount += 1
    try files.record(Array((record.line + "\n").utf8))
  }

  /// Keeps the agent as it is, because no evaluation was better before.
  private func keepBest(_ score: Double) throws {
    best = Checkpoint.Best(steps: steps, score: score)
    try files.save(session, manifest(), as: "checkpoint-best", omittingExperience: true)
  }

  private func manifest(movesBytes: Int? = nil) -> Checkpoint.Manifest {
    Checkpoint.Manifest(
      subject: configuration.subject, steps: steps, episodes: episodes, movesBytes: movesBytes ?? moves.byteCount,
      recentReturns: recent, lastEvaluation: lastEvaluation,
      settledSteps: settledSteps < steps ? settledSteps : nil, best: best)
  }

  /// Whether nothing is saved any more, because the run directory has gone.
  public var isUnsaved: Bool { files.isUnsaved }

  /// Goes on in memory alone.
  public func stopSaving() { files.stopSaving() }

  /// Saves the run as it is now.
  public func checkpoint() throws { try save(movesBytes: moves.byteCount) }

  private func save(movesBytes: Int) throws {
    if isUnsaved { return }
    try moves.synchronize()
    try readings?.synchronize()
    let kept = try session.network.flatMap { try past?.encode($0) }
    try files.save(session, manifest(movesBytes: movesBytes), past: kept)
    past?.removeReplaced()
  }

  /// Saves the run before it is left incomplete.
  public func stop() throws {
    try checkpoint()
    try files.markTime(at: steps)
  }

  /// Saves a last checkpoint and the summary, which says that the run is complete.
  public func finish() throws -> JSON {
    try checkpoint()
    try files.markTime(at: steps)
    let summary = JSON.object(
      [
        JSON.Member(key: "run", value: .string(directory)),
        JSON.Member(key: "agent", value: .string(configuration.agent)),
        JSON.Member(key: "environment", value: .string(configuration.environment)),
      ] + summaryFacts + [
        JSON.Member(key: "seed", value: .integer(Int(configuration.seed))),
        JSON.Member(key: "steps", value: .integer(steps)), JSON.Member(key: "episodes", value: .integer(episodes)),
        JSON.Member(key: "seconds", value: .real((files.time.seconds * 1000).rounded() / 1000)),
        JSON.Member(key: "steps_per_second", value: .finite(files.time.rate?.rounded(toDigits: 4))),
        JSON.Member(key: "mean_return_last_100", value: .finite(meanReturn?.rounded(toDigits: 10))),
      ]
        + (best.map {
          [
            JSON.Member(key: "best_evaluation", value: .finite($0.score.rounded(toDigits: 10))),
            JSON.Member(key: "best_evaluation_step", value: .integer($0.steps)),
          ]
        } ?? []))
    try files.write(summary: summary)
    return summary
  }
}
