internal import FoundationEssentials
internal import Persistence
internal import SwiftProtobuf

/// Hyperparameters as TensorBoard's plugin of that name shows them: a row a run, beside what came of it.
extension EventFile {
  /// The value of one.
  public enum Hyperparameter: Sendable, Hashable {
    /// A number, whole or not.
    case number(Double)
    /// True or false.
    case flag(Bool)
    /// A name.
    case text(String)
  }

  /// Says what the run was started with, and by which curves it is to be judged.
  ///
  /// - Parameters:
  ///   - values: by name.
  ///   - metrics: tags of scalars.
  public func addHyperparameters(_ values: [String: Hyperparameter], metrics: [String]) throws {
    var experiment = Tarn_Tensorboard_Experiment()
    var start = Tarn_Tensorboard_SessionStartInfo()
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      var information = Tarn_Tensorboard_HParamInfo()
      information.name = name
      var entry = Tarn_Tensorboard_HParamValue()
      switch value {
      case .text(let text): (information.type, entry.stringValue) = (1, text)
      case .flag(let flag): (information.type, entry.boolValue) = (2, flag)
      case .number(let number): (information.type, entry.numberValue) = (3, number)
      }
      experiment.hparamInfos.append(information)
      start.hparams[name] = entry
    }
    experiment.metricInfos = metrics.map { tag in .with { $0.name.tag = tag } }
    start.startTimeSecs = Self.now
    try addPluginData("experiment") { $0.experiment = experiment }
    try addPluginData("session_start_info") { $0.sessionStartInfo = start }
  }

  /// Says that the run has ended, complete or not.
  public func addSessionEnd(isComplete: Bool) throws {
    try addPluginData("session_end_info") { data in
      data.sessionEndInfo.status = isComplete ? 1 : 0
      data.sessionEndInfo.endTimeSecs = Self.now
    }
  }

  private func addPluginData(_ name: String, _ fill: (inout Tarn_Tensorboard_HParamsPluginData) -> Void) throws {
    var data = Tarn_Tensorboard_HParamsPluginData()
    fill(&data)
    var entry = Tarn_Tensorboard_Summary.Value()
    entry.tag = "_hparams_/\(name)"
    entry.metadata.pluginData.pluginName = "hparams"
    do {
      entry.metadata.pluginData.content = try data.serializedData()
    } catch {
      throw WorkError("cannot write hyperparameters for TensorBoard: \(error)")
    }
    // The plugin reads the metadata only, but looks for them at tags that hold a tensor: an empty one of numbers.
    entry.tensor.dtype = 1
    entry.tensor.tensorShape.dim = [Tarn_Tensorboard_TensorShapeProto.Dim()]
    try write([entry], step: 0)
  }
}
