import Experiments
import Persistence
import ReinforcementLearning
import Scenes
import Synchronization

/// A run in a directory that this process does not train: complete at once from its record and its newest checkpoint, and
/// followed as both grow.
struct RunFollower: Sendable {
  /// Nil for a run that ships, which nobody changes.
  private let directory: String?
  private var configuration: RunConfiguration
  /// The run at step 0, to restore checkpoints into and to play it again from.
  private let fresh: any AgentSession
  private var reader = MetricsReader()
  private var manifest: [UInt8] = []
  private var readingsSize = 0
  /// The lines of `moves.jsonl` that have been read.
  private var moveLines: ArraySlice<UInt8> = []
  private(set) var session: any AgentSession
  private(set) var history = History()
  private(set) var standing = RunStanding.finished
  private var replay: PastReplay?
  private let evaluator: Evaluator

  init(_ directory: String, _ configuration: RunConfiguration, fresh: any AgentSession, evaluator: Evaluator) throws {
    self.directory = directory
    self.configuration = configuration
    self.fresh = fresh
    self.evaluator = evaluator
    manifest = (try? Files.read("\(directory)/checkpoint/manifest.json")) ?? []
    session = try SavedSession.load(directory, configuration: configuration, into: fresh)
    history.moves = try newMoves(directory) ?? []
    // A network's training is too long to be played again, and a branch does not begin at its seed.
    // It may be branched from its beginning all the same.
    if configuration.origin == nil { history.bookmark(fresh) }
    if let part = try reader.read("\(directory)/metrics.jsonl") { history.add(part) }
    if let readings = newReadings(directory) { history.replaceReadings(readings) }
    history.kept = KeptPast(of: directory)
    standing = RunStanding(
      of: directory, configuration, steps: session.log.stepCount, episodes: session.episodeCount)
  }

  /// A run that ships inside the binary.
  init(_ shipped: ShippedRun, fresh: any AgentSession, evaluator: Evaluator, stepLimit: Int?) throws {
    directory = nil
    configuration = shipped.configuration
    (self.fresh, self.evaluator) = (fresh, evaluator)
    history.add(reader.read(shipped.metrics))
    let readings = ReadingsFile.read(shipped.readings)
    if !readings.isEmpty { history.replaceReadings(readings) }
    guard let deep = fresh.network else {
      throw WorkError("the run '\(shipped.name)' that ships is not one of an agent with networks")
    }
    session = try shipped.agent.agent(in: deep)
    history.keep([try shipped.agent.tape(in: deep, stepLimit: stepLimit)])
  }

  /// Whether its past can be played again from its seed.
  var isReplayable: Bool { fresh.network == nil && configuration.origin == nil }

  private func makeReplay(evaluates: Bool) -> PastReplay? {
    guard isReplayable else { return nil }
    let steps = session.log.stepCount
    return PastReplay(
      fresh, to: steps, moves: history.moves, evaluator: evaluator,
      evaluationStride: evaluates ? max(1, steps / 400) : nil)
  }

  // MARK: On the track's thread

  /// Follows the run until told to end.
  mutating func run(_ track: Track) {
    // Where the record has a curve it is shown as it is.
    replay = makeReplay(evaluates: history.evaluations.count < 20)
    var next = Clock.wall + 0.25
    while !track.control.withLock({ $0.isEnding }) {
      playAgain(on: track, seconds: 0.02)
      if let directory, Clock.wall >= next {
        refresh(track, directory)
        next = Clock.wall + 0.25
      }
      if replay?.isComplete ?? true { TrainingThread.sleep(milliseconds: 10) }
    }
  }

  /// Plays a tabular run again to its end, for pictures: its evaluations are then those a run that is watched makes.
  mutating func catchUp(_ track: Track) {
    replay = makeReplay(evaluates: true)
    while let replay, !replay.isComplete, !replay.session.supervision.isCancelled { playAgain(on: track, seconds: 1) }
  }

  private mutating func playAgain(on track: Track, seconds: Double) {
    guard var replay, !replay.isComplete else { return }
    let bookmarks = replay.advance(seconds: seconds)
    let (step, isComplete, evaluations) = (replay.session.log.stepCount, replay.isComplete, replay.evaluations)
    self.replay = replay
    track.shared.withLock { shared in
      shared.history.insert(bookmarks: bookmarks)
      if isComplete, !evaluations.isEmpty { shared.history.replaceEvaluations(evaluations) }
      shared.replayedSteps = isComplete ? nil : step
      shared.generation += 1
    }
  }

  /// Takes over what has changed in the directory.
  private mutating func refresh(_ track: Track, _ directory: String) {
    guard Files.isDirectory(directory) else { return }
    let hasNewCheckpoint = readCheckpoint(directory)
    var fresher: History?
    var part = MetricsReader.Part()
    if let read = try? reader.read("\(directory)/metrics.jsonl") {
      part = read
    } else if let all = startOver(directory) {
      fresher = all
    }
    // After the checkpoint and the record: nothing in these is without the moves that led there.
    let moves = (try? newMoves(directory)) ?? nil
    let isOtherPast = moves.map { take($0) } ?? false
    let now = RunStanding(
      of: directory, configuration, steps: session.log.stepCount, episodes: session.episodeCount)
    let hasNewStanding = now != standing
    standing = now
    if part.isEmpty, !hasNewCheckpoint, !hasNewStanding, fresher == nil, moves == nil { return }
    let (readings, kept) = (newReadings(directory), KeptPast(of: directory))
    let session = session
    track.shared.withLock { shared in
      if var fresher {
        fresher.insert(bookmarks: shared.history.bookmarks)
        shared.history = fresher
      }
      shared.history.add(part)
      if let moves { shared.history.moves = moves }
      if isOtherPast { shared.history.forgetBookmarks() }
      if let readings { shared.history.replaceReadings(readings) }
      shared.history.kept = kept
      shared.session = session
      shared.standing = now
      shared.generation += 1
    }
  }

  /// A person's moves of the whole run, if there are others than before: appended, or taken back.
  private mutating func newMoves(_ directory: String) throws -> [HumanMove]? {
    let path = "\(directory)/moves.jsonl"
    guard Files.exists(path) else { return nil }
    let lines = HumanMove.completeLines(of: try Files.read(path))
    if lines == moveLines { return nil }
    let isAppended = lines.starts(with: moveLines)
    let added = try HumanMove.read(isAppended ? lines.dropFirst(moveLines.count) : lines, path: path)
    moveLines = lines
    return (isAppended ? history.moves : []) + added
  }

  /// Goes by these moves from now on. Where one of those played again already was taken back, all is played anew.
  ///
  /// - Returns: whether that is so.
  private mutating func take(_ moves: [HumanMove]) -> Bool {
    let played = replay?.session.log.stepCount ?? 0
    let isOtherPast = !moves.prefix { $0.step < played }.elementsEqual(history.moves.prefix { $0.step < played })
    history.moves = moves
    if isOtherPast { replay = makeReplay(evaluates: replay?.evaluationStride != nil) } else { replay?.moves = moves }
    return isOtherPast
  }

  /// The readings of the whole run, if there are others than before.
  private mutating func newReadings(_ directory: String) -> [(step: Int, readings: [Reading])]? {
    let path = "\(directory)/readings.jsonl"
    guard let size = Files.size(path), size != readingsSize, let bytes = try? Files.read(path) else { return nil }
    readingsSize = size
    let lines = ReadingsFile.read(String(decoding: bytes, as: UTF8.self))
    return lines.isEmpty ? nil : lines
  }

  /// A run that was continued from its checkpoint has a shorter record than before.
  private mutating func startOver(_ directory: String) -> History? {
    reader = MetricsReader()
    guard let all = try? reader.read("\(directory)/metrics.jsonl") else { return nil }
    var history = History()
    readingsSize = 0
    history.moves = self.history.moves
    history.add(all)
    return history
  }

  /// The newest checkpoint, where there is one that was not there before. Its writer may remove files while they are read:
  /// then the next look succeeds.
  private mutating func readCheckpoint(_ directory: String) -> Bool {
    guard let bytes = try? Files.read("\(directory)/checkpoint/manifest.json"), bytes != manifest,
      let changed = try? RunRequest.configuration(of: directory),
      let newest = try? SavedSession.load(directory, configuration: changed, into: fresh)
    else { return false }
    manifest = bytes
    configuration = changed
    session = newest
    if newest.log.stepCount > (replay?.target ?? .max) { replay?.target = newest.log.stepCount }
    return true
  }
}
