public import Persistence
internal import Randomness
public import ReinforcementLearning

/// An episode of a run's past with the agent that played it, in one file: `past/episode-STEP-NUMBER.safetensors`.
///
/// The start of the episode with its random stream, every action, and the networks that acted; all of the episode follows from
/// them, and so does what the agent thought of it. The file is in the safetensors format: `actions`, and the agent's tensors
/// under their names in a checkpoint; the rest is in its metadata.
public struct KeptEpisode: Sendable {
  private static let format = "tarn-episode"

  /// Steps of the run when the agent was as it is here; the episode begins at its next start.
  public let step: Int
  /// The number of the episode in the run, from 1.
  public let number: Int
  private let start: [String: String]
  /// Rows of the world: more than one where they act on each other.
  private let rows: Int
  private let agent: StateArchive
  private let actions: TensorArchive.Tensor

  init(step: Int, agent: StateArchive, tape: EpisodeTape) throws {
    self.step = step
    self.agent = agent
    number = tape.number
    var archive = StateArchive()
    var batch = tape.start
    try batch.archive(&archive)
    start = archive.values
    rows = batch.count
    actions =
      tape.width == 0
      ? TensorArchive.Tensor(type: "I32", shape: [tape.count * rows], bytes: Self.bytes(of: tape.numbers))
      : TensorArchive.Tensor(type: "F32", shape: [tape.count * rows, tape.width], bytes: Self.bytes(of: tape.reals))
  }

  private static func bytes<Number>(of numbers: [Number]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }

  private static func numbers<Number: BitwiseCopyable>(_ bytes: [UInt8], _ zero: Number) -> [Number] {
    bytes.withUnsafeBytes { buffer in
      (0..<(buffer.count / MemoryLayout<Number>.size)).map {
        buffer.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: Number.self)
      }
    }
  }

  var bytes: [UInt8] {
    var metadata = [
      "format": Self.format, "step": "\(step)", "episode": "\(number)", "rows": "\(rows)", "version": Version.current,
    ]
    for (name, text) in start { metadata["start.\(name)"] = text }
    for (name, text) in agent.values { metadata["value.\(name)"] = text }
    var tensors = agent.tensors
    tensors["actions"] = actions
    return Safetensors.encode(tensors, metadata: metadata)
  }

  /// - Throws: ``InputError`` naming `path` if the file is not a kept episode.
  public init(readingFrom path: String) throws {
    try self.init(try Files.read(path), path: path)
  }

  /// - Throws: ``InputError`` naming `path` if the bytes are not those of a kept episode.
  public init(_ bytes: [UInt8], path: String) throws(InputError) {
    var (tensors, metadata) = try Safetensors.decodeWithMetadata(bytes, path: path)
    guard metadata["format"] == Self.format, let step = metadata["step"].flatMap({ Int($0) }),
      let number = metadata["episode"].flatMap({ Int($0) }), let actions = tensors.removeValue(forKey: "actions")
    else { throw InputError("'\(path)' is not an episode that a run has kept") }
    (self.step, self.number, self.actions) = (step, number, actions)
    rows = metadata["rows"].flatMap { Int($0) }.map { max(1, $0) } ?? 1
    func values(_ prefix: String) -> [String: String] {
      var found: [String: String] = [:]
      for (name, text) in metadata where name.hasPrefix(prefix) { found[String(name.dropFirst(prefix.count))] = text }
      return found
    }
    start = values("start.")
    agent = StateArchive(values: values("value."), tensors: tensors, blocks: [:])
  }

  /// The agent as it was, in a session of the same agent and world.
  ///
  /// - Throws: ``InputError`` when it is of another one.
  public func agent(in session: any NetworkedSession) throws -> any NetworkedSession {
    var session = session
    try session.restorePolicy(from: agent)
    session.log.stepCount = step
    return session
  }

  /// The episode, in the world of a session.
  ///
  /// - Throws: ``InputError`` when it was played in another one.
  public func tape(in session: any NetworkedSession, stepLimit: Int?) throws -> EpisodeTape {
    var batch = session.batch((0..<rows).map { Seed(UInt64($0)).generator() }, stepLimit: stepLimit)
    var archive = StateArchive(values: start, tensors: [:], blocks: [:])
    try batch.archive(&archive)
    return EpisodeTape(
      number: number, start: batch, numbers: actions.type == "I32" ? Self.numbers(actions.bytes, Int32(0)) : [],
      reals: actions.type == "F32" ? Self.numbers(actions.bytes, Float(0)) : [])
  }
}
