internal import FoundationEssentials
internal import ReinforcementLearning
public import Persistence

/// What a run trains: enough to tell its checkpoint from that of another.
public struct RunSubject: Codable, Sendable, Hashable {
  /// The agent, or the model of a fit.
  public var learner: String
  /// The environment, or the data.
  public var task: String
  /// The run's seed.
  public var seed: UInt64
  /// CRC-32 of all that decides what is learned: settings, arguments, data. How long the run is and where it is trained is
  /// no part of it.
  public var configuration: String

  /// - Parameter choices: all that decides what is learned, by name.
  public init(learner: String, task: String, seed: UInt64, choices: [String: String]) {
    (self.learner, self.task, self.seed) = (learner, task, seed)
    let lines = choices.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }
    configuration = CRC32.hexadecimal(of: Array(lines.joined().utf8))
  }
}

/// A saved session on disk.
///
/// `checkpoint/manifest.json` names the other files with their sizes and checksums, and is renamed into place last:
/// whatever happens, the manifest there describes a complete checkpoint. Files of earlier ones are then removed.
public struct Checkpoint: Sendable {
  /// Raised whenever a checkpoint that was written before cannot be read as it was meant any more, whatever the version of
  /// Tarn: 2 since schedules count a person's steps and what is kept of the past is part of it.
  public static let formatVersion = 2

  /// The best evaluation of a run, and where it was made.
  public struct Best: Codable, Sendable, Hashable {
    /// Environment steps before it.
    public var steps: Int
    /// The greedy policy's exact or mean return.
    public var score: Double
  }

  /// What the manifest says beside the files.
  public struct Manifest: Codable, Sendable, Hashable {
    struct File: Codable, Sendable, Hashable {
      var name: String
      var bytes: Int
      var crc32: String
    }

    var format = "tarn-checkpoint"
    var formatVersion = Checkpoint.formatVersion
    /// The version of Tarn that wrote it.
    public var version = Version.current
    /// What was trained on what.
    public var subject: RunSubject
    /// Where it stands: environment steps, or batches of a fit.
    public var steps: Int
    /// Episodes finished; nil where there are none.
    public var episodes: Int?
    /// Bytes of `metrics.jsonl` that belong to this moment.
    public var metricsBytes = 0
    /// Bytes of `moves.jsonl`, likewise.
    public var movesBytes = 0
    /// Returns of the last episodes, oldest first, for the running mean.
    public var recentReturns: [Double] = []
    /// Best and latest evaluation, for the summary.
    public var lastEvaluation: Double?
    /// Steps up to which everything due had been done, where that is less than ``steps``: an evaluation was cancelled.
    var settledSteps: Int?
    /// The best evaluation so far; in `checkpoint-best` this one.
    public var best: Best?
    /// Whether what the agent has lived through is left out: it can be judged and not trained on.
    var omitsExperience: Bool?
    var state = File(name: "", bytes: 0, crc32: "")
    var tensors = File(name: "", bytes: 0, crc32: "")
    /// Pieces of a replay, each in a file named after its contents that later checkpoints refer to again.
    var blocks: [String: File]?
    /// How far a run is with what it keeps of its past, where it does.
    var past: File?

    /// A manifest of what stands where; the rest is filled in when it is written.
    public init(
      subject: RunSubject, steps: Int, episodes: Int? = nil, movesBytes: Int = 0, recentReturns: [Double] = [],
      lastEvaluation: Double? = nil, settledSteps: Int? = nil, best: Best? = nil
    ) {
      (self.subject, self.steps, self.episodes, self.movesBytes) = (subject, steps, episodes, movesBytes)
      (self.recentReturns, self.lastEvaluation) = (recentReturns, lastEvaluation)
      (self.settledSteps, self.best) = (settledSteps, best)
    }
  }

  /// What the manifest says.
  public let manifest: Manifest
  let json: [UInt8]
  let archive: TensorArchive

  /// Writes a session.
  ///
  /// - Parameter past: the state of what is kept of the run's past.
  static func write(
    _ session: any Session, _ manifest: Manifest, to directory: String, omittingExperience: Bool = false,
    past: [UInt8]? = nil
  ) throws {
    try Files.makeDirectory(directory)
    var manifest = manifest
    let archive = TensorArchive()
    if omittingExperience {
      manifest.omitsExperience = true
      archive.omitsExperience = true
    }
    let json = try session.encode(into: archive)
    let tensors = Safetensors.encode(archive.tensors)
    // Named after their contents: at one step there may be several, and those that a manifest names stay as they are.
    manifest.state = file("state-\(manifest.steps)", ".json", json)
    manifest.tensors = file("tensors-\(manifest.steps)", ".safetensors", tensors)
    try Files.write(tensors, to: "\(directory)/\(manifest.tensors.name)")
    try Files.write(json, to: "\(directory)/\(manifest.state.name)")
    if !archive.blocks.isEmpty { manifest.blocks = try write(archive.blocks, to: directory) }
    if let past {
      let file = file("past-\(manifest.steps)", ".safetensors", past)
      manifest.past = file
      try Files.write(past, to: "\(directory)/\(file.name)")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try Files.write(Array(try encoder.encode(manifest)), to: "\(directory)/manifest.json")
    let kept = Set(
      ["manifest.json", manifest.state.name, manifest.tensors.name] + (manifest.blocks ?? [:]).values.map(\.name)
        + [manifest.past?.name].compactMap { $0 })
    for name in Files.list(directory) where !kept.contains(name) { Files.remove("\(directory)/\(name)") }
  }

  /// Writes the blocks that the checkpoint before this one does not have.
  private static func write(_ blocks: [String: ByteBlock], to directory: String) throws -> [String: Manifest.File] {
    // A file that no manifest names may have been cut short.
    let earlier = (try? Files.read("\(directory)/manifest.json")).flatMap {
      try? JSONDecoder().decode(Manifest.self, from: Data($0))
    }
    let known = Set(earlier?.blocks?.values.map(\.name) ?? [])
    var files: [String: Manifest.File] = [:]
    for (key, block) in blocks {
      let sum = CRC32.hexadecimal(block.checksum)
      let file = Manifest.File(name: "\(key)-\(sum).bin", bytes: block.capacity, crc32: sum)
      if !known.contains(file.name) { try Files.write(block.bytes, to: "\(directory)/\(file.name)") }
      files[key] = file
    }
    return files
  }

  private static func file(_ stem: String, _ ending: String, _ bytes: [UInt8]) -> Manifest.File {
    var checksum = CRC32()
    checksum.update(bytes)
    return Manifest.File(
      name: "\(stem)-\(checksum.hexadecimal)\(ending)", bytes: bytes.count, crc32: checksum.hexadecimal)
  }

  /// Reads and checks a checkpoint.
  ///
  /// - Throws: ``InputError`` when it is damaged, cut short, of another kind or in another format. Nothing is written.
  public init(readingFrom directory: String) throws(InputError) {
    while true {
      let manifest = try Manifest(readingFrom: directory)
      do throws(InputError) {
        self = try Self(manifest, in: directory)
        return
      } catch {
        // Whoever trains the run may have put a newer checkpoint in its place meanwhile.
        if try Manifest(readingFrom: directory) == manifest { throw error }
      }
    }
  }

  private init(_ manifest: Manifest, in directory: String) throws(InputError) {
    self.manifest = manifest
    json = try Self.contents(of: manifest.state, in: directory)
    let tensors = try Self.contents(of: manifest.tensors, in: directory)
    archive = TensorArchive(try Safetensors.decode(tensors, path: "\(directory)/\(manifest.tensors.name)"))
    archive.omitsExperience = manifest.omitsExperience ?? false
    for (key, file) in manifest.blocks ?? [:] {
      archive.blocks[key] = ByteBlock(try Self.contents(of: file, in: directory))
    }
  }

  /// The state of what is kept of the run's past, with the path of its file; nil where nothing is kept.
  func past(in directory: String) throws(InputError) -> (bytes: [UInt8], path: String)? {
    guard let file = manifest.past else { return nil }
    return (try Self.contents(of: file, in: directory), "\(directory)/\(file.name)")
  }

  private static func contents(of file: Manifest.File, in directory: String) throws(InputError) -> [UInt8] {
    let path = "\(directory)/\(file.name)"
    guard !file.name.contains("/") else { throw InputError("'\(directory)/manifest.json' names a file outside itself") }
    let bytes = try Files.read(path)
    var checksum = CRC32()
    checksum.update(bytes)
    guard bytes.count == file.bytes, checksum.hexadecimal == file.crc32 else {
      throw InputError(
        "'\(path)' is damaged: it has \(bytes.count) bytes with CRC-32 \(checksum.hexadecimal), "
          + "its manifest says \(file.bytes) with \(file.crc32)")
    }
    return bytes
  }

  /// Puts the saved state into `session`, which must have been made for the same configuration.
  ///
  /// - Parameters:
  ///   - subject: what the configuration says that is trained.
  ///   - path: the checkpoint's directory, for the words of errors.
  /// - Throws: ``InputError`` when the checkpoint is of something else, or does not fit the session.
  public func restore(_ session: inout some Session, of subject: RunSubject, path: String) throws(InputError) {
    let saved = manifest.subject
    guard
      saved.configuration == subject.configuration || saved.learner != subject.learner
        || saved.task != subject.task || saved.seed != subject.seed
    else {
      throw InputError(
        "the checkpoint in '\(path)' was made with other settings than run.toml has now; put them back, or train anew")
    }
    guard saved == subject else {
      throw InputError(
        "the checkpoint in '\(path)' is of \(saved.learner) on \(saved.task) with seed \(saved.seed); "
          + "run.toml says \(subject.learner) on \(subject.task) with seed \(subject.seed)")
    }
    do {
      try session.restore(from: json, archive)
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("the checkpoint in '\(path)' does not hold a session of \(subject.learner): \(error)")
    }
  }
}

extension Checkpoint.Manifest {
  /// Reads a checkpoint's manifest alone.
  ///
  /// - Throws: ``InputError`` when it is missing, damaged or in another format than this version's.
  public init(readingFrom directory: String) throws(InputError) {
    let path = "\(directory)/manifest.json"
    let bytes = try Files.read(path)
    // The format first: in another one the rest may be anything.
    struct Heading: Decodable {
      var format: String
      var formatVersion: Int
      var version: String
    }
    let damaged = InputError("'\(path)' is not the manifest of a Tarn checkpoint; it may be damaged")
    guard let heading = try? JSONDecoder().decode(Heading.self, from: Data(bytes)), heading.format == "tarn-checkpoint"
    else { throw damaged }
    guard heading.formatVersion == Checkpoint.formatVersion else {
      let run = directory.lastIndex(of: "/").map { String(directory[..<$0]) } ?? "."
      throw InputError(
        "'\(path)' was written by Tarn \(heading.version) in checkpoint format \(heading.formatVersion); this is Tarn "
          + "\(Version.current), which reads format \(Checkpoint.formatVersion): use that version, or train anew with: "
          + "tarn train --config \(run)/run.toml")
    }
    guard let manifest = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { throw damaged }
    self = manifest
  }
}
