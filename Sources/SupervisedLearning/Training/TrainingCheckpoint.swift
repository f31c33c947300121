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

  /// Visits everything that changes; the tensors of the model, of the best model and of the optimizer have each a prefix.
  ///
  /// `self` must have been made from the same model, configuration and seed.
  ///
  /// - Throws: ``InputError`` where an archive is of something else.
  public mutating func archive(_ archive: inout StateArchive) throws {
    var state = State(
      progress: progress, history: history, updateCount: optimizer.updateCount, hasBest: best != nil)
    try archive.visit(&state, "training")
    if archive.mode == .saving {
      archive.tensors.merge(ModuleArchive.tensors(of: model, prefix: "model.")) { $1 }
      if let best { archive.tensors.merge(ModuleArchive.tensors(of: best, prefix: "best.")) { $1 } }
      for (name, moment) in optimizer.moments {
        archive.tensors["optimizer.\(name)"] = ModuleArchive.archived(moment.tensor)
      }
      return
    }
    let place = "the checkpoint"
    try ModuleArchive.assign(archive.tensors, prefix: "model.", to: &model, path: place)
    best = nil
    if state.hasBest {
      var best = model
      try ModuleArchive.assign(archive.tensors, prefix: "best.", to: &best, path: place)
      self.best = best
    }
    optimizer = configuration.makeOptimizer()
    var moments: [String: Moment] = [:]
    for (name, archived) in archive.tensors where name.hasPrefix("optimizer.") {
      guard let tensor = ModuleArchive.tensor(archived) else {
        throw InputError("\(place): the tensor '\(name)' cannot be read")
      }
      moments[String(name.dropFirst("optimizer.".count))] = Moment(tensor)
    }
    optimizer.moments = moments
    optimizer.updateCount = state.updateCount
    (progress, history) = (state.progress, state.history)
  }
}
