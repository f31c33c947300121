internal import FoundationEssentials
public import Persistence
public import Randomness
public import Scenes
public import Settings

/// A network agent learning in a batch.
public struct NetworkSession<Learner: NetworkAgent>: NetworkedSession {
  private var learner: Learner
  private var batch: any EnvironmentBatch
  private var actions: Actions
  private var experience: Transitions<Float>
  private var agentRandom: PCG64
  public var network: (any NetworkedSession)? { self }
  public var log = EpisodeLog()
  public var supervision = Supervision.none { didSet { learner.supervision = supervision } }
  public private(set) var episodeCount = 0
  /// What row 0 does, kept while someone watches.
  private var tape: EpisodeTape?
  private var tapes: [EpisodeTape] = []
  private var sample = EpisodeSample()

  /// - Parameters:
  ///   - makeBatch: the world in as many rows as the agent wants.
  ///   - seed: the run's seed; the world, the network, the agent and evaluation have streams derived from it.
  public init(
    _ type: Learner.Type, _ settings: SettingValues, for outline: FeatureOutline, seed: Seed,
    makeBatch: (Int) -> any EnvironmentBatch
  ) throws {
    var initialization = seed.derived(for: "initialization").generator()
    learner = try Learner(settings, for: outline, using: &initialization)
    batch = makeBatch(learner.simulationCount)
    agentRandom = seed.derived(for: "agent").generator()
    actions = Actions(rows: batch.count, space: outline.actionSpace)
    experience = Transitions<Float>(count: batch.count, featureCount: outline.featureCount)
    batch.observe(into: &experience)
  }

  public mutating func advance(by steps: Int) -> Int {
    let before = log.records.count
    let rows = experience.count
    var taken = 0
    finishUpdate()
    while taken < steps, !log.isFull {
      learner.act(on: experience.observations, into: &actions, using: &agentRandom)
      tape?.append(actions)
      sample.append(actions)
      let ended = log.records.count
      batch.step(actions, into: &experience, log: &log)
      learner.learn(from: experience, after: actions, using: &agentRandom)
      taken &+= rows
      if experience.isLast(0) { changeTape(episode: episodeCount + ended - before + 1) }
      if learner.isUpdateDue { break }
    }
    episodeCount += log.records.count - before
    return taken
  }

  public var isUpdateDue: Bool { learner.isUpdateDue }

  public mutating func finishUpdate() {
    guard learner.isUpdateDue else { return }
    let supervision = learner.supervision
    learner.supervision = .none
    learner.finishUpdate(after: experience.observations, using: &agentRandom)
    learner.supervision = supervision
  }

  public mutating func step(_ input: HumanInput?) -> StepReport {
    finishUpdate()
    let before = log.records.count
    learner.act(on: experience.observations, into: &actions, using: &agentRandom)
    if let input {
      batch.choose(input.action, in: &actions)
      log.currentHumanSteps += 1
    }
    let observation = Array(experience.observations.prefix(experience.featureCount))
    let taken = actions
    tape?.append(actions)
    sample.append(actions)
    batch.step(actions, into: &experience, log: &log)
    if input?.isLearnedFrom ?? true {
      learner.learn(from: experience, after: taken, using: &agentRandom)
    } else {
      learner.breakOff(after: experience)
    }
    if experience.isLast(0) { changeTape(episode: episodeCount + 1) }
    episodeCount += log.records.count - before
    let end = experience.ends[0]
    return StepReport(
      observation: .features(observation),
      nextObservation: .features(
        Array((end == nil ? experience.observations : experience.finals).prefix(experience.featureCount))),
      action: input?.action ?? (taken.width == 0 ? Int(taken.numbers[0]) : -1),
      reals: taken.width == 0 ? [] : Array(taken.reals.prefix(taken.width)), reward: Double(experience.rewards[0]),
      end: end, scene: end == nil ? batch.scene : batch.finalScene ?? batch.scene, wasHuman: input != nil)
  }

  public var agent: any NetworkAgent { learner }

  /// Puts away the tape of the episode that has just ended and begins the next.
  private mutating func changeTape(episode: Int) {
    if var done = tape {
      done.number = episode
      tapes.append(done)
      tape = EpisodeTape(number: 0, start: batch.firstRow)
    }
    if sample.isActive { sample.change(episode: episode, start: batch.firstRow) }
  }

  public mutating func sampleEpisode() -> Bool { sample.ask() }
  public mutating func takeSample() -> EpisodeTape? { sample.take() }
  public mutating func archiveSample(_ archive: inout StateArchive) throws {
    try sample.archive(&archive, batch.firstRow)
  }

  public func encodePolicy() throws -> StateArchive {
    var archive = StateArchive()
    var copy = learner
    try archive.within("agent") { try copy.archivePolicy(&$0) }
    return archive
  }

  public mutating func restorePolicy(from archive: StateArchive) throws {
    var archive = archive
    var copy = learner
    try archive.within("agent") { try copy.archivePolicy(&$0) }
    learner = copy
  }

  public mutating func startTaping() {
    tape = tape ?? EpisodeTape(number: 0, start: batch.firstRow)
  }

  public mutating func takeTapes() -> [EpisodeTape] {
    defer { tapes.removeAll() }
    return tapes
  }

  public var currentTape: EpisodeTape? { tape }
  public var stride: Int { experience.count }
  public var scene: Scene { batch.scene }
  public var features: [Float] { Array(experience.observations.prefix(experience.featureCount)) }
  public var elapsed: Int { batch.elapsed }
  public func batch(_ generators: [PCG64], stepLimit: Int?) -> any EnvironmentBatch {
    batch.fresh(generators, stepLimit: stepLimit)
  }

  public func rollouts(_ episodes: Int, seed: Seed, stepLimit: Int, isSampled: Bool) -> [EpisodeRecord] {
    // Episodes run side by side; each has a stream of its own, so that their number changes none of them.
    // Where rows act on each other each episode is played alone.
    let rows = batch.couplesRows ? 1 : min(episodes, 32)
    var records: [EpisodeRecord] = []
    var first = 0
    while first < episodes, !supervision.isCancelled {
      let count = min(rows, episodes - first)
      var batch = batch.fresh(
        (0..<count).map { seed.derived(for: "evaluation", first + $0).generator() }, stepLimit: stepLimit)
      let streams = (0..<(isSampled ? count : 0)).map {
        seed.derived(for: "evaluation actions", first + $0).generator()
      }
      records += Self.play(
        isSampled ? learner.sampledPolicy(streams) : learner.policy(rows: count), in: &batch, supervision)
      first += count
    }
    return records
  }

  public mutating func adopt(_ other: any AgentSession) -> Bool {
    guard let session = other.network, let learned = session.agent as? Learner,
      session.features.count == experience.featureCount
    else { return false }
    learner = learned
    return true
  }

  /// One episode in each row.
  private static func play(
    _ policy: any GreedyPolicy, in batch: inout any EnvironmentBatch, _ supervision: Supervision
  ) -> [EpisodeRecord] {
    var policy = policy
    let rows = batch.count
    var actions = Actions(rows: rows, space: batch.outline.actionSpace)
    var experience = Transitions<Float>(count: rows, featureCount: batch.outline.featureCount)
    batch.observe(into: &experience)
    var log = EpisodeLog()
    var records = [EpisodeRecord?](repeating: nil, count: rows)
    var starts = [Bool](repeating: true, count: rows)
    var missing = rows
    while missing > 0, !supervision.isCancelled {
      policy.act(on: experience.observations, starts: starts, into: &actions)
      batch.step(actions, into: &experience, log: &log)
      var finished = log.drain().makeIterator()
      for row in 0..<rows {
        starts[row] = experience.isLast(row)
        guard experience.isLast(row), let record = finished.next(), records[row] == nil else { continue }
        records[row] = EpisodeRecord(
          endStep: record.length, return: record.return, length: record.length, end: record.end)
        missing -= 1
      }
    }
    return records.compactMap { $0 }
  }

  public var epsilon: Double? { learner.epsilon }

  public mutating func fixEpsilon(at epsilon: Double) { learner.epsilon = epsilon }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("agent") { try learner.archive(&$0) }
    try archive.within("world") { try batch.archive(&$0) }
    try archive.visit(&agentRandom, "agentRandom")
    try archive.visit(&log, "log")
    try archive.visit(&episodeCount, "episodeCount")
    // Observations follow from the states; what the last step brought does not.
    try experience.archive(&archive)
    if archive.mode == .restoring { batch.observe(into: &experience) }
  }
}
