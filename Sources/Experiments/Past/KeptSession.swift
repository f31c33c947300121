internal import Persistence
public import ReinforcementLearning

/// A whole moment of a run's past, from which training goes on exactly as it did: `past/session-STEP.safetensors`.
public enum KeptSession {
  /// The session's bytes: its JSON, its tensors, and its blocks as rows of bytes.
  static func bytes(of session: any AgentSession) throws -> [UInt8] {
    let archive = TensorArchive()
    let json = try session.encode(into: archive)
    var tensors = archive.tensors
    tensors[state] = TensorArchive.Tensor(type: "U8", shape: [json.count], bytes: json)
    for (name, block) in archive.blocks {
      tensors[blockPrefix + name] = TensorArchive.Tensor(type: "U8", shape: [block.capacity], bytes: block.bytes)
    }
    return Safetensors.encode(tensors, metadata: ["format": "tarn-session", "version": Version.current])
  }

  private static let state = "session"
  private static let blockPrefix = "block:"

  /// The moment in a file, in a session of the same agent and world.
  ///
  /// - Throws: ``InputError`` when the file is damaged or of another run.
  public static func read(_ path: String, into session: any AgentSession) throws -> any AgentSession {
    var (tensors, metadata) = try Safetensors.decodeWithMetadata(try Files.read(path), path: path)
    guard metadata["format"] == "tarn-session", let json = tensors.removeValue(forKey: state) else {
      throw InputError("'\(path)' is not a moment that a run has kept")
    }
    let archive = TensorArchive()
    for (name, tensor) in tensors {
      if name.hasPrefix(blockPrefix) {
        archive.blocks[String(name.dropFirst(blockPrefix.count))] = ByteBlock(tensor.bytes)
      } else {
        archive.tensors[name] = tensor
      }
    }
    var session = session
    try session.restore(from: json.bytes, archive)
    return session
  }
}
