import NeuralNetworks
import Persistence
import ReinforcementLearning
import Tensors

/// Networks and optimizers in an archive.
extension StateArchive {
  /// A network's tensors by name.
  mutating func visit(_ module: inout some Module, _ name: String) throws {
    let prefix = self.name(name) + "."
    switch mode {
    case .saving: tensors.merge(ModuleArchive.tensors(of: module, prefix: prefix)) { $1 }
    case .restoring: try ModuleArchive.assign(tensors, prefix: prefix, to: &module, path: "the checkpoint")
    }
  }

  /// A module that some settings leave out.
  mutating func visit<Part: Module>(_ part: inout Part?, _ name: String) throws {
    guard var module = part.take() else { return }
    try visit(&module, name)
    part = module
  }

  /// An optimizer's moments and the number of its updates; its settings come from the configuration.
  mutating func visit(_ optimizer: inout any Optimizer, _ name: String) throws {
    var moments = optimizer.moments
    try visitMoments(&moments, name)
    optimizer.moments = moments
    var count = optimizer.updateCount
    try visit(&count, "\(name).updates")
    optimizer.updateCount = count
  }

  /// The number of an optimizer's updates alone.
  mutating func visitUpdates(of optimizer: inout any Optimizer, _ name: String) throws {
    var count = optimizer.updateCount
    try visit(&count, "\(name).updates")
    optimizer.updateCount = count
  }

  private mutating func visitMoments(_ moments: inout [String: Moment], _ name: String) throws {
    let prefix = self.name(name) + "."
    switch mode {
    case .saving:
      for (key, moment) in moments { tensors[prefix + key] = ModuleArchive.archived(moment.tensor) }
    case .restoring:
      moments = [:]
      for (key, archived) in tensors where key.hasPrefix(prefix) {
        guard let tensor = ModuleArchive.tensor(archived) else {
          throw InputError("the checkpoint's '\(key)' cannot be read")
        }
        moments[String(key.dropFirst(prefix.count))] = Moment(tensor)
      }
    }
  }

  /// A tensor of any shape, kept whole.
  mutating func visit(_ tensor: inout Tensor, _ name: String) throws {
    let name = self.name(name)
    switch mode {
    case .saving: tensors[name] = ModuleArchive.archived(tensor)
    case .restoring:
      guard let archived = tensors[name], let saved = ModuleArchive.tensor(archived), saved.shape == tensor.shape else {
        throw InputError("the checkpoint's '\(name)' is missing or of another shape")
      }
      tensor = saved
    }
  }
}

extension StateArchive {
  /// A trace optimizer's moments and the number of its updates.
  mutating func visit(_ optimizer: inout TraceOptimizer, _ name: String) throws {
    var moments = optimizer.moments
    try visitMoments(&moments, name)
    optimizer.moments = moments
    try visit(&optimizer.updateCount, "\(name).updates")
  }
}

extension StateArchive {
  /// What a memory holds.
  mutating func visit(_ state: inout RecurrentState, _ name: String) throws {
    try visit(&state.hidden, "\(name).hidden")
    if var cell = state.cell {
      try visit(&cell, "\(name).cell")
      state.cell = cell
    }
  }
}
