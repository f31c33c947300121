internal import FoundationEssentials
public import Randomness
public import ReinforcementLearning
public import Persistence

/// A person's move and the step of the run at which it was made: a line of `moves.jsonl`.
public struct HumanMove: Sendable, Hashable, Codable {
  public var step: Int
  public var input: HumanInput

  public init(step: Int, input: HumanInput) {
    self.step = step
    self.input = input
  }

  var json: JSON {
    .members([
      "step": .integer(step), "action": .integer(input.action), "learned_from": .boolean(input.isLearnedFrom),
    ])
  }

  /// The moves recorded in a run directory, of the part that is saved.
  public static func load(from directory: String) throws -> [HumanMove] {
    struct Line: Codable {
      var step: Int
      var action: Int
      var learned_from: Bool
    }
    let path = "\(directory)/moves.jsonl"
    guard Files.exists(path) else { return [] }
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    return try text.split(separator: "\n").enumerated().map { number, line in
      guard let move = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else {
        throw InputError("'\(path)', line \(number + 1) is not a recorded move")
      }
      return HumanMove(step: move.step, input: HumanInput(action: move.action, isLearnedFrom: move.learned_from))
    }
  }
}

/// A training run and its directory: advances the session, records, evaluates, saves.
///
/// What is written depends on the configuration alone. Wall-clock figures go to `timing.jsonl`.
public final class Run {
  public private(set) var configuration: RunConfiguration
  public var session: any Session
  /// The run directory.
  public let directory: String
  private let evaluator: Evaluator
  private let metrics: AppendOnlyFile
  private var writer = JSONWriter()
  private var recent: [Double] = []
  private var lastEvaluation: Double?
  /// Episodes finished since they were last taken, kept only while someone watches.
  private var watched: [EpisodeRecord]?
  private let moves: AppendOnlyFile
  /// Steps up to which everything due has been done.
  private var settledSteps = 0

  /// Starts a run in a new directory.
  public init(
    _ configuration: RunConfiguration, session: any Session, evaluator: Evaluator, directory: String
  ) throws {
    if Files.exists("\(directory)/run.toml") {
      throw InputError("'\(directory)' already holds a run; continue it with --resume, or give another --out")
    }
    try Files.makeDirectory(directory)
    self.configuration = configuration
    self.session = session
    settledSteps = session.log.stepCount
    self.directory = directory
    self.evaluator = evaluator
    metrics = try AppendOnlyFile("\(directory)/metrics.jsonl", keeping: 0)
    moves = try AppendOnlyFile("\(directory)/moves.jsonl", keeping: 0)
    try Files.write(configuration.toml, to: "\(directory)/run.toml")
    try checkpoint()
  }

  /// Continues the run in a directory from its newest checkpoint.
  ///
  /// - Parameter session: a fresh session for `configuration`, whose state is replaced.
  public init(
    resuming directory: String, configuration: RunConfiguration, session: any Session, evaluator: Evaluator
  ) throws {
    var session = session
    self.directory = directory
    self.evaluator = evaluator
    let checkpointDirectory = "\(directory)/checkpoint"
    var (metricsBytes, movesBytes) = (0, 0)
    var resumedSettledSteps: Int?
    // A run killed before its first checkpoint starts over: the same bytes follow.
    if Files.exists("\(checkpointDirectory)/manifest.json") {
      let checkpoint = try Checkpoint(readingFrom: checkpointDirectory)
      try checkpoint.restore(&session, configuration: configuration, path: checkpointDirectory)
      metricsBytes = checkpoint.manifest.metricsBytes
      movesBytes = checkpoint.manifest.movesBytes
      recent = checkpoint.manifest.recentReturns
      lastEvaluation = checkpoint.manifest.lastEvaluation
      resumedSettledSteps = checkpoint.manifest.settledSteps
    } else if Files.isDirectory(checkpointDirectory), !Files.list(checkpointDirectory).allSatisfy({ $0.contains("-") })
    {
      throw InputError("'\(checkpointDirectory)' has no manifest.json: the checkpoint is incomplete")
    }
    self.session = session
    settledSteps = resumedSettledSteps ?? session.log.stepCount
    metrics = try AppendOnlyFile("\(directory)/metrics.jsonl", keeping: metricsBytes)
    moves = try AppendOnlyFile("\(directory)/moves.jsonl", keeping: movesBytes)
    let old = try RunConfiguration(
      toml: String(decoding: try Files.read("\(directory)/run.toml"), as: UTF8.self), path: "\(directory)/run.toml")
    self.configuration = configuration
    if old != configuration { try Files.write(configuration.toml, to: "\(directory)/run.toml") }
    if !isComplete { Files.remove("\(directory)/summary.json") }
  }

  public var steps: Int { session.log.stepCount }
  public var episodes: Int { session.episodeCount }
  public var optimalReturn: Double? { evaluator.optimalReturn }

  /// Mean return of the last 100 episodes; nil before the first ends.
  public var meanReturn: Double? { recent.isEmpty ? nil : recent.reduce(0, +) / Double(recent.count) }
  /// The newest evaluation of the greedy policy.
  public var latestEvaluation: Double? { lastEvaluation }
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
      let taken = session.advance(stride)
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
  public func takeBack(to earlier: any Session, forgetting moveCount: Int) throws {
    session = earlier
    let text = String(decoding: try Files.read("\(directory)/moves.jsonl"), as: UTF8.self)
    let kept = text.split(separator: "\n").dropLast(moveCount).reduce(0) { $0 + $1.utf8.count + 1 }
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
    let interval = configuration.evaluationInterval
    if interval > 0, steps / interval > before / interval { try evaluate() }
    settledSteps = steps
    if steps / configuration.checkpointInterval > before / configuration.checkpointInterval { try checkpoint() }
  }

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
    var number = session.episodeCount - episodes.count
    writer.removeAll()
    for episode in episodes {
      number += 1
      writer.append("{\"kind\":\"episode\",\"episode\":")
      writer.append(number)
      writer.append(",\"step\":")
      writer.append(episode.endStep)
      writer.append(",\"return\":")
      writer.append(episode.return)
      writer.append(",\"length\":")
      writer.append(episode.length)
      episode.end == .terminated ? writer.append(",\"end\":\"terminated\"") : writer.append(",\"end\":\"truncated\"")
      if episode.humanSteps > 0 {
        writer.append(",\"human_steps\":")
        writer.append(episode.humanSteps)
      }
      writer.append("}\n")
    }
    recent.append(contentsOf: episodes.suffix(100).map(\.return))
    if recent.count > 100 { recent.removeFirst(recent.count - 100) }
    try metrics.append(writer.bytes)
  }

  private func evaluate() throws {
    let earlier = lastEvaluation
    var members: [JSON.Member] = [
      JSON.Member(key: "kind", value: .string("evaluation")), JSON.Member(key: "step", value: .integer(steps)),
      JSON.Member(key: "episode", value: .integer(episodes)),
    ]
    if let value = evaluator.exactReturn(of: session), let optimum = evaluator.optimalReturn {
      lastEvaluation = value
      members.append(JSON.Member(key: "policy_return", value: .real(value)))
      members.append(JSON.Member(key: "optimal_return", value: .real(optimum)))
    } else {
      let seed = Seed(configuration.seed).derived(for: "periodic evaluation")
      let records = evaluator.rollouts(session, episodes: configuration.evaluationEpisodes, seed: seed)
      let mean = records.map(\.return).reduce(0, +) / Double(max(1, records.count))
      lastEvaluation = mean
      members.append(JSON.Member(key: "mean_return", value: .real(mean)))
      members.append(JSON.Member(key: "episodes", value: .integer(records.count)))
    }
    if let readings = (session as? any DeepSession)?.agent.readings, !readings.isEmpty {
      members.append(
        JSON.Member(
          key: "learning", value: .object(readings.map { JSON.Member(key: $0.name, value: .finite($0.value)) })))
    }
    if session.supervision.isCancelled {
      // It may have come to its end all the same; to do it again changes nothing.
      lastEvaluation = earlier
      throw CancellationError()
    }
    evaluationCount += 1
    try metrics.append(Array((JSON.object(members).text + "\n").utf8))
  }

  /// Saves the run as it is now.
  public func checkpoint() throws {
    try metrics.synchronize()
    try moves.synchronize()
    try Checkpoint.write(
      session,
      Checkpoint.Manifest(
        agent: configuration.agent, environment: configuration.environment, seed: configuration.seed, steps: steps,
        metricsBytes: metrics.byteCount, movesBytes: moves.byteCount, recentReturns: recent,
        lastEvaluation: lastEvaluation, settledSteps: settledSteps < steps ? settledSteps : nil),
      to: "\(directory)/checkpoint")
  }

  /// Appends wall-clock figures to `timing.jsonl`.
  public func recordTiming(seconds: Double, stepsSinceStart: Int) throws {
    let path = "\(directory)/timing.jsonl"
    let length = Files.exists(path) ? try Files.read(path).count : 0
    let file = try AppendOnlyFile(path, keeping: length)
    let line = JSON.members([
      "step": .integer(steps), "seconds": .real(seconds), "steps": .integer(stepsSinceStart),
      "steps_per_second": .finite(seconds > 0 ? Double(stepsSinceStart) / seconds : nil),
    ])
    try file.append(Array((line.text + "\n").utf8))
  }

  /// Saves a last checkpoint and the summary, which says that the run is complete.
  public func finish(seconds: Double, stepsSinceStart: Int) throws -> JSON {
    try checkpoint()
    try recordTiming(seconds: seconds, stepsSinceStart: stepsSinceStart)
    let summary = JSON.members([
      "run": .string(directory), "agent": .string(configuration.agent),
      "environment": .string(configuration.environment), "seed": .integer(Int(configuration.seed)),
      "steps": .integer(steps), "episodes": .integer(episodes), "seconds": .real(seconds),
      "steps_per_second": .finite(seconds > 0 ? Double(stepsSinceStart) / seconds : nil),
      "mean_return_last_100": .finite(meanReturn),
    ])
    try Files.write(summary.text + "\n", to: "\(directory)/summary.json")
    return summary
  }
}
