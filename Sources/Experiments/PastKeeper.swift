internal import FoundationEssentials
internal import Persistence
internal import ReinforcementLearning

/// Keeps moments of a network agent's training within a share of the disk: episodes with the agent that played them, to look at,
/// and whole sessions, to branch from. Both lie evenly over the run; as it grows every second one goes.
///
/// Everything is decided by steps and sizes, so that a run that is never stopped keeps the same each time; one that goes on from
/// a checkpoint loses the episode that was being kept. Files are not forced to the disk: what a power cut takes is a picture of
/// the past, not the run.
struct PastKeeper {
  /// The spacing of what is kept, which a run that goes on takes up again: `past/spacing.json`.
  private struct Spacing: Codable, Equatable {
    /// Bytes that all of it may take.
    var limit: Int
    /// Steps between two episodes, and between two sessions; none of these any more where one takes too much.
    var episodes: Int
    var sessions: Int?
  }

  private struct File {
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
    try save()
  }

  /// Takes up what a run has kept up to a step; nil where it keeps nothing.
  init?(resuming run: String, at step: Int) throws {
    directory = "\(run)/past"
    guard let bytes = try? Files.read("\(directory)/spacing.json"),
      let saved = try? JSONDecoder().decode(Spacing.self, from: Data(bytes))
    else { return nil }
    spacing = saved
    for name in Files.list(directory) {
      let parts = name.split(whereSeparator: { "-.".contains($0) })
      guard parts.count >= 3, let at = Int(parts[1]) else { continue }
      let path = "\(directory)/\(name)"
      if at > step || name.contains(".partial") {
        Files.remove(path)
        continue
      }
      let file = File(step: at, name: name, bytes: Files.size(path) ?? 0)
      if parts[0] == "episode" { episodes.append(file) } else if parts[0] == "session" { sessions.append(file) }
    }
  }

  /// Steps to the next moment that is looked at.
  func distance(from step: Int) -> Int {
    let toEpisode = spacing.episodes - step % spacing.episodes
    return min(toEpisode, spacing.sessions.map { $0 - step % $0 } ?? .max)
  }

  /// Begins with the agent as it is before it learns.
  mutating func begin(_ session: inout any DeepSession) throws {
    if session.sampleEpisode() { waiting = (session.log.stepCount, try session.encodePolicy()) }
  }

  /// Whether anything is due between two steps of the run.
  func isDue(from before: Int, to step: Int) -> Bool {
    step / spacing.episodes > before / spacing.episodes
      || spacing.sessions.map { step / $0 > before / $0 } ?? false
  }

  /// Keeps what is due between two steps of the run.
  mutating func settle(_ session: inout any DeepSession, from before: Int, to step: Int) throws {
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
      thin(&episodes, spacing.episodes)
      try save()
    }
  }

  private mutating func keep(_ session: any Session, at step: Int) throws {
    let bytes = try KeptSession.bytes(of: session)
    if bytes.count > spacing.limit / 2 {
      // It only grows.
      spacing.sessions = nil
      return try save()
    }
    sessions.append(try write(bytes, "session-\(Self.padded(step)).safetensors", at: step))
    while let interval = spacing.sessions,
      sessions.count > Self.mostSessions || Self.total(sessions) > spacing.limit / 2, sessions.count > 1
    {
      spacing.sessions = interval * 2
      thin(&sessions, interval * 2)
      try save()
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

  /// Keeps the first file after each multiple of `interval`.
  private func thin(_ files: inout [File], _ interval: Int) {
    var last = -1
    files.removeAll { file in
      let place = file.step / interval
      defer { last = place }
      // Its own multiple, not one of the spacing before.
      if place > last, file.step - place * interval < interval / 2 { return false }
      Files.remove("\(directory)/\(file.name)")
      return true
    }
  }

  private func save() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try Files.writeUnsynchronized(Array(try encoder.encode(spacing)), to: "\(directory)/spacing.json")
  }
}
