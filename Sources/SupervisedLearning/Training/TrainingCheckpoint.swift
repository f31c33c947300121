internal import FoundationEssentials
import NeuralNetworks
public import Persistence
internal import Tensors

/// Saving training and taking it up again: model, best model, optimizer, generator and counters in one safetensors file
/// with a checksum over all of it.
extension SupervisedTraining {
  private struct State: Codable {
    var progress: Progress
    var history: [EpochRecord]
    var updateCount: Int
    var hasBest: Bool
  }

  /// - Parameter context: what the file is of; must be the same when it is read.
  public func checkpoint(context: String) throws(WorkError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let state = State(
      progress: progress, history: history, updateCount: optimizer.updateCount, hasBest: best != nil)
    guard let json = try? encoder.encode(state) else { throw WorkError("cannot describe the state of training") }
    var tensors = ModuleArchive.tensors(of: model, prefix: "model.")
    if let best { tensors.merge(ModuleArchive.tensors(of: best, prefix: "best.")) { $1 } }
    for (name, moment) in optimizer.moments { tensors["optimizer.\(name)"] = ModuleArchive.archived(moment.tensor) }
    let text = String(decoding: json, as: UTF8.self)
    return Safetensors.encode(
      tensors,
      metadata: [
        "format": "tarn-training", "state": text, "context": context,
        "crc32": Self.checksum(text, context, tensors),
      ])
  }

  private static func checksum(_ state: String, _ context: String, _ tensors: [String: TensorArchive.Tensor]) -> String
  {
    var sum = CRC32()
    sum.update(state.utf8)
    sum.update(context.utf8)
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      sum.update(name.utf8)
      sum.update(tensor.bytes)
    }
    return sum.hexadecimal
  }

  /// Goes back to what a checkpoint says; `self` must have been made from the same model, configuration and seed.
  ///
  /// - Throws: ``InputError`` where the file is damaged or of something else; nothing has changed then.
  public mutating func restore(from bytes: [UInt8], context: String, path: String) throws(InputError) {
    let (tensors, metadata) = try Safetensors.decodeWithMetadata(bytes, path: path)
    guard metadata["format"] == "tarn-training", let text = metadata["state"], let found = metadata["context"] else {
      throw InputError("'\(path)' is not a checkpoint of tarn fit")
    }
    guard metadata["crc32"] == Self.checksum(text, found, tensors) else {
      throw InputError("'\(path)' is damaged: its contents do not have the checksum it names")
    }
    guard found == context else { throw InputError("'\(path)' is a checkpoint of another run than its run.toml says") }
    guard let state = try? JSONDecoder().decode(State.self, from: Data(text.utf8)) else {
      throw InputError("'\(path)' does not describe a state of training")
    }
    var restored = self
    try ModuleArchive.assign(tensors, prefix: "model.", to: &restored.model, path: path)
    restored.best = nil
    if state.hasBest {
      var best = restored.model
      try ModuleArchive.assign(tensors, prefix: "best.", to: &best, path: path)
      restored.best = best
    }
    restored.optimizer = configuration.makeOptimizer()
    var moments: [String: Moment] = [:]
    for (name, archived) in tensors where name.hasPrefix("optimizer.") {
      guard let tensor = ModuleArchive.tensor(archived) else {
        throw InputError("'\(path)': the tensor '\(name)' cannot be read")
      }
      moments[String(name.dropFirst("optimizer.".count))] = Moment(tensor)
    }
    restored.optimizer.moments = moments
    restored.optimizer.updateCount = state.updateCount
    restored.progress = state.progress
    restored.history = state.history
    self = restored
  }
}
