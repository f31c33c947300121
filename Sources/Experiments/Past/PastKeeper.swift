internal import Persistence
internal import ReinforcementLearning

/// Keeps moments of a network agent's training within a share of the disk: episodes with the agent that played them, to look at,
/// and whole sessions, to branch from. Both lie evenly over the run; as it grows every second one goes.
///
/// Everything is decided by steps and sizes, and a checkpoint holds how far it is, the episode being kept included: a run keeps
/// the same each time, whether it was stopped on the way or not. Files are not forced to the disk: what a power cut takes is a
/// picture of the past, not the run.
struct PastKeeper {
  private struct Spacing: Codable, Equatable {
    /// Bytes that all of it may take.
    var limit: Int
    /// Steps between two episodes, and between two sessions; none of these any more where one takes too much.
    var episodes: Int
    var sessions: Int?
  }

  private struct File: Codable {
    var step: Int
    var name: String
    var bytes: Int
  }

  private static let mostEpisodes = 128
  private static let mostSessions = 32

  private let directory: String
  private var spacing: Spacing
  private var episodes: [File] = []
  private var sessions: [File] = []
  /// Files that have made way for wider spacing. The newest checkpoint still names them, so they stay until the next.
  private var replaced: [File] = []
  /// The agent at the last multiple of the spacing, whose next episode is being played.
  private var waiting: (step: Int, agent: StateArchive)?

  /// - Parameter plannedSteps: steps the run was planned for.
  init(_ run: String, limit: Int, plannedSteps: Int) throws {
    directory = "\(run)/past"
    // A run may be stopped long before its end: the spacing begins narrow and doubles as files become many.
    spacing = Spacing(
      limit: limit, episodes: max(min(plannedSteps / 100, 1_000), 1),
      sessions: max(min(plannedSteps / 16, 20_000), 1))
    try Files.makeDirectory(directory)
  }

  /// Takes up what a run had kept at a checkpoint, and removes what it has kept since.
  ///
  /// - Parameters:
  ///   - state: what ``encode(_:)`` gave then, of the file `path`.
  ///   - session: the session of that checkpoint, which goes on taping the episode under way.
  /// - Throws: ``InputError`` when the state is damaged or of another run.
  /// - Returns: nil where somebody has removed the directory.
  init?(resuming run: String, _ state: [UInt8], path: String, _ session: inout any NetworkedSession) throws {
    directory = "\(run)/past"
    spacing = Spacing(limit: 0, episodes: 1)
    guard Files.isDirectory(directory) else { return nil }
    let (tensors, values) = try Safetensors.decodeWithMetadata(state, path: path)
    var archive = StateArchive(values: values, tensors: tensors, blocks: [:])
    try walk(&archive)
    try archive.within("sample") { try session.archiveSample(&$0) }
    let names = Set((episodes + sessions).map(\.name))
    for name in Files.list(directory) where !names.contains(name) {
      if name.hasPrefix("episode-") || name.hasPrefix("session-") { Files.remove("\(directory)/\(name)") }
    }
    let place = directory
    episodes.removeAll { !Files.exists("\(place)/\($0.name)") }
    sessions.removeAll { !Files.exists("\(place)/\($0.name)") }
  }

  /// What a checkpoint must hold for the run to go on keeping what it would have kept: the spacing, the files, and the episode
  /// under way with its agent. In the safetensors format, as the files themselves.
  func encode(_ session: any NetworkedSession) throws -> [UInt8] {
    var (archive, copy, deep) = (StateArchive(), self, session)
    try copy.walk(&archive)
    try archive.within("sample") { try deep.archiveSample(&$0) }
    guard let agent = waiting?.agent else { return Safetensors.encode(archive.tensors, metadata: archive.values) }
    return Safetensors.encode(
      archive.tensors.merging(agent.tensors) { $1 }, metadata: archive.values.merging(agent.values) { $1 })
  }

  /// Visits all but the sample, which the session has.
  private mutating func walk(_ archive: inout StateArchive) throws {
    try archive.visit(&spacing, "spacing")
    try archive.visit(&episodes, "episodes")
    try archive.visit(&sessions, "sessions")
    // -1 where no agent waits.
    var step = waiting?.step ?? -1
    try archive.visit(&step, "waiting")
    guard archive.mode == .restoring, step >= 0 else { return }
    // The names of an agent's own archive.
    waiting = (
      step,
      StateArchive(
        values: archive.values.filter { $0.key.hasPrefix("agent.") },
        tensors: archive.tensors.filter { $0.key.hasPrefix("agent.") }, blocks: [:])
    )
  }

  /// Whether files wait for a checkpoint that does not name them, to be removed.
  var isThinned: Bool { !replaced.isEmpty }

  /// Removes them.
  mutating func removeReplaced() {
    for file in replaced { Files.remove("\(directory)/\(file.name)") }
    replaced = []
  }

  /// Steps to the next moment that is looked at.
  func distance(from step: Int) -> Int {
    let toEpisode = spacing.episodes - step % spacing.episodes
    return min(toEpisode, spacing.sessions.map { $0 - step % $0 } ?? .max)
  }

  /// Begins with the agent as it is before it learns.
  mutating func begin(_ session: inout any NetworkedSession) throws {
    if session.sampleEpisode() { waiting = (session.log.stepCount, try session.encodePolicy()) }
  }

  /// Whether anything is due between two steps of the run.
  func isDue(from before: Int, to step: Int) -> Bool {
    step / spacing.episodes > before / spacing.episodes
      || spacing.sessions.map { step / $0 > before / $0 } ?? false
  }

  /// Keeps what is due between two steps of the run.
  mutating func settle(_ session: inout any NetworkedSession, from before: Int, to step: Int) throws {
    if step / spacing.episodes > before / spacing.episodes {
      if let waiting, let tape = session.takeSample() { try keep(waiting.step, waiting.agent, tape) }
      // An episode under way goes with the agent that began it.
      if session.sampleEpisode() { waiting = (step, try session.encodePolicy()) }
    }
    if let interval = spacing.sessions, step / interval > before / interval { try keep(session, at: step) }
  }

  private mutating func keep(_ step: Int, _ agent: StateArchive, _ tape: EpisodeTape) throws {
    let bytes = try KeptEpisode(step: step, agent: agent, tape: tape).bytes
    if bytes.count > spacing.limit / 2 { return }
    episodes.append(try write(bytes, "episode-\(Self.padded(step))-\(tape.number).safetensors", at: step))
    while episodes.count > Self.mostEpisodes || Self.total(episodes) > spacing.limit / 2, episodes.count > 1 {
      spacing.episodes *= 2
      replaced += Self.thin(&episodes, spacing.episodes)
    }
  }

  private mutating func keep(_ session: any AgentSession, at step: Int) throws {
    let bytes = try KeptSession.bytes(of: session)
    if bytes.count > spacing.limit / 2 {
      // It only grows.
      spacing.sessions = nil
      return
    }
    sessions.append(try write(bytes, "session-\(Self.padded(step)).safetensors", at: step))
    while let interval = spacing.sessions,
      sessions.count > Self.mostSessions || Self.total(sessions) > spacing.limit / 2, sessions.count > 1
    {
      spacing.sessions = interval * 2
      replaced += Self.thin(&sessions, interval * 2)
    }
  }

  private static func total(_ files: [File]) -> Int { files.reduce(0) { $0 + $1.bytes } }

  /// Names sort as their steps do.
  private static func padded(_ step: Int) -> String {
    let digits = "\(step)"
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
  }

  private func write(_ bytes: [UInt8], _ name: String, at step: Int) throws -> File {
    try Files.writeUnsynchronized(bytes, to: "\(directory)/\(name)")
    return File(step: step, name: name, bytes: bytes.count)
  }

  /// Keeps the first file after each multiple of `interval`; returns the others.
  private static func thin(_ files: inout [File], _ interval: Int) -> [File] {
    var (last, others) = (-1, [File]())
    files.removeAll { file in
      let place = file.step / interval
      defer { last = place }
      // Its own multiple, not one of the spacing before.
      if place > last, file.step - place * interval < interval / 2 { return false }
      others.append(file)
      return true
    }
    return others
  }
}
