internal import FoundationEssentials
import NeuralNetworks
public import Persistence
internal import Tensors

/// Saving training and taking it up again: model, best model, optimizer, generator and counters.
extension SupervisedTraining {
  private struct State: Codable {
    var progress: Progress
    var history: [EpochRecord]
    var updateCount: Int
    var hasBest: Bool
  }

  /// Training as JSON, its tensors moved into `archive`: those of the model, of the best model and of the optimizer, each
  /// under its own prefix.
  ///
  /// - Throws: ``WorkError`` when the counters cannot be written.
  public func encode(into archive: TensorArchive) throws(WorkError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let state = State(
      progress: progress, history: history, updateCount: optimizer.updateCount, hasBest: best != nil)
    guard let json = try? encoder.encode(state) else { throw WorkError("cannot describe the state of training") }
    archive.tensors = ModuleArchive.tensors(of: model, prefix: "model.")
    if let best { archive.tensors.merge(ModuleArchive.tensors(of: best, prefix: "best.")) { $1 } }
    for (name, moment) in optimizer.moments {
      archive.tensors["optimizer.\(name)"] = ModuleArchive.archived(moment.tensor)
    }
    return Array(json)
  }

  /// Goes back to what was encoded; `self` must have been made from the same model, configuration and seed.
  ///
  /// - Throws: ``InputError`` where it is of something else; nothing has changed then.
  public mutating func restore(from json: [UInt8], _ archive: TensorArchive) throws(InputError) {
    let place = "the checkpoint"
    guard let state = try? JSONDecoder().decode(State.self, from: Data(json)) else {
      throw InputError("\(place) does not describe a state of training")
    }
    var restored = self
    try ModuleArchive.assign(archive.tensors, prefix: "model.", to: &restored.model, path: place)
    restored.best = nil
    if state.hasBest {
      var best = restored.model
      try ModuleArchive.assign(archive.tensors, prefix: "best.", to: &best, path: place)
      restored.best = best
    }
    restored.optimizer = configuration.makeOptimizer()
    var moments: [String: Moment] = [:]
    for (name, archived) in archive.tensors where name.hasPrefix("optimizer.") {
      guard let tensor = ModuleArchive.tensor(archived) else {
        throw InputError("\(place): the tensor '\(name)' cannot be read")
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
