import Interchange
package import NeuralNetworks
import Persistence
package import SupervisedLearning
import Tensors

/// What a fit shows in TensorBoard: curves, distributions of weights and gradients, examples, the graph.
package struct FitEvents {
  private let file: EventFile

  package init(_ run: FitRun) throws {
    file = try EventFile(directory: run.directory)
    try file.addText("model", "```\n\(run.training.model.summary)\n```")
    let example = run.data.training.features[0..<1]
    let model = run.training.model
    let graph = ComputationGraph.traced { _ = valueWithGradient(at: model) { $0(example).sum() } }
    try file.addGraph(
      graph, parameters: model.namedParameters.filter { $0.role != .state }.map(\.name), input: example.shape)
    try file.addHyperparameters(Self.hyperparameters(of: run.plan), metrics: ["loss/validation", "loss/training"])
    if run.data.training.exampleShape.rank == 3, [1, 3].contains(run.data.training.exampleShape[2]) {
      try addImages(run.data.training)
    }
  }

  private static func hyperparameters(of plan: FitPlan) -> [String: EventFile.Hyperparameter] {
    let settings = plan.settings
    return [
      "data": .text(plan.data), "model": .text(plan.model ?? "layers"), "seed": .number(Double(plan.seed)),
      "epochs": .number(Double(settings.epochs)), "batchSize": .number(Double(settings.batchSize)),
      "optimizer": .text(settings.optimizer.rawValue), "learningRate": .number(settings.learningRate),
      "schedule": .text(settings.schedule.rawValue), "weightDecay": .number(settings.weightDecay),
      "l1": .number(settings.l1), "l2": .number(settings.l2), "clipNorm": .number(settings.clipNorm),
      "patience": .number(Double(settings.patience)), "standardize": .flag(plan.standardize),
    ]
  }

  /// Says that training has ended.
  package func finish(isComplete: Bool) throws { try file.addSessionEnd(isComplete: isComplete) }

  /// The first examples side by side.
  private func addImages(_ data: Dataset) throws {
    let shape = data.exampleShape
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let count = min(data.count, 10)
    let examples = data.features[0..<count].elements
    guard let least = examples.min(), let greatest = examples.max(), greatest > least else { return }
    var pixels = [UInt8](repeating: 0, count: count * width * height * channels)
    for (place, value) in examples.enumerated() {
      let (example, inner) = (place / (height * width * channels), place % (height * width * channels))
      let (row, rest) = (inner / (width * channels), inner % (width * channels))
      pixels[(row * count + example) * width * channels + rest] = UInt8((value - least) / (greatest - least) * 255)
    }
    let png = PNG.encode(pixels, width: count * width, height: height, channels: channels)
    try file.addImage("examples", png: png, width: count * width, height: height, channels: channels, step: 0)
  }

  package func add(_ record: EpochRecord, _ training: SupervisedTraining<Sequential>) throws {
    var scalars: [(String, Double)] = [
      ("loss/training", record.trainingLoss), ("learning_rate", record.learningRate),
      ("gradient_norm_before_clipping", training.lastGradientNorm),
    ]
    if let loss = record.validationLoss { scalars.append(("loss/validation", loss)) }
    if let accuracy = record.validationAccuracy { scalars.append(("accuracy/validation", accuracy)) }
    for (tag, value) in scalars { try file.addScalars([tag: value], step: record.epoch) }
    for parameter in training.model.namedParameters where parameter.role != .state {
      try file.addHistogram("parameters/\(parameter.name)", parameter.tensor.elements, step: record.epoch)
    }
  }
}
