import Experiments
package import NeuralNetworks
import Persistence
import Randomness
package import SupervisedLearning
import Tensors

/// One fit in its directory: plan, data, training, checkpoints, and the files that record it.
package final class FitRun {
  package let plan: FitPlan
  package let directory: String
  package let data: FitData
  package private(set) var training: SupervisedTraining<Sequential>
  private let metrics: AppendOnlyFile
  private let context: String
  /// Held as long as the run is open, so that no other process trains it.
  private let lock: FileLock
  /// What there is to say about going on with the run.
  package private(set) var note: String?

  package var checkpointPath: String { "\(directory)/checkpoint/training.safetensors" }
  package var modelPath: String { "\(directory)/model.safetensors" }

  /// Starts a new run in `directory`, which must not hold one.
  package init(new plan: FitPlan, _ raw: RawData, directory: String, threads: Int) throws {
    try RunDirectory.check(directory)
    data = try FitData(plan, raw)
    training = try Self.training(plan, data)
    training.threads = threads
    try Files.makeDirectory("\(directory)/checkpoint")
    lock = try Resumption.lock(directory)
    var plan = plan
    try plan.storeInputs(in: directory)
    plan.processor = ProcessorLevel.description
    self.plan = plan
    self.directory = directory
    context = try TOMLFile.text(of: plan)
    metrics = try AppendOnlyFile("\(directory)/metrics.jsonl", keeping: 0)
    try checkpoint()
    // Last: a directory with a run.toml has a checkpoint, so a run killed before can be started again.
    try Files.write(Self.heading + context, to: "\(directory)/run.toml")
  }

  /// Takes a run up again, to `epochs` where given.
  package init(resuming directory: String, epochs: Int?, threads: Int) throws {
    if RunDirectory.kind(of: directory) == .training {
      throw InputError(
        "'\(directory)' is an agent's run, not a fit; continue it with: tarn train --resume \(directory)")
    }
    guard Files.exists("\(directory)/run.toml") else {
      throw InputError(
        "'\(directory)' holds no run of tarn fit; it takes the directory of one, such as runs/fit-iris-mlp-0")
    }
    var plan = try FitPlan.read("\(directory)/run.toml")
    guard plan.version == Version.current else {
      throw InputError(
        "'\(directory)' was trained by Tarn \(plan.version) and this is Tarn \(Version.current): a run goes on with its "
          + "own version only")
    }
    lock = try Resumption.lock(directory)
    guard try plan.located(in: directory).filesChecksum() == plan.checksum else {
      throw InputError(
        "'\(plan.located(in: directory).data)' is not what it was when '\(directory)' was made; a run goes on with the same data only"
      )
    }
    let path = "\(directory)/checkpoint/training.safetensors"
    let bytes = try Files.read(path)
    let before = try TOMLFile.text(of: plan)
    var metricsBytes = 0
    if let text = try Safetensors.decodeWithMetadata(bytes, path: path).metadata["context"],
      let split = text.firstIndex(of: "\n"), let count = Int(text[..<split])
    {
      metricsBytes = count
    }
    if let epochs {
      guard epochs >= plan.settings.epochs else {
        throw InputError("--epochs \(epochs) is less than the \(plan.settings.epochs) the run was made for")
      }
      plan.settings.epochs = epochs
    }
    data = try FitData(plan, RawData(plan.located(in: directory)))
    training = try Self.training(plan, data)
    training.threads = threads
    try training.restore(from: bytes, context: "\(metricsBytes)\n\(before)", path: path)
    let processor = ProcessorLevel.description
    if let earlier = plan.processor, !Resumption.isSame(processor, as: earlier) {
      note = Resumption.note(on: directory, trainedWith: earlier, now: processor)
      plan.processor = "\(earlier); from epoch \(training.progress.epoch + 1) \(processor)"
    }
    self.plan = plan
    self.directory = directory
    context = try TOMLFile.text(of: plan)
    let isChanged = context != before
    if isChanged { try Files.write(Self.heading + context, to: "\(directory)/run.toml") }
    metrics = try AppendOnlyFile("\(directory)/metrics.jsonl", keeping: metricsBytes)
    Files.remove("\(directory)/summary.json")
    if isChanged { try checkpoint() }
  }

  private static let heading =
    "# The complete configuration of a fit by Tarn: the same file and data give the same bytes on one kind of processor.\n"

  private static func training(_ plan: FitPlan, _ data: FitData) throws -> SupervisedTraining<Sequential> {
    try plan.settings.validate()
    if plan.settings.augmentation.needsImages, data.training.exampleShape.rank != 3 {
      throw InputError(
        "flip, shift, zoom and rotation are for images; one example of these data has the shape \(data.training.exampleShape)"
      )
    }
    if plan.settings.patience > 0, data.validation == nil {
      throw InputError("patience needs validation examples; give --validation a share above 0")
    }
    var random = Seed(plan.seed).derived(for: "initialization").generator()
    let (model, shape) = try ModelBuilder.build(plan.layer, exampleShape: data.training.exampleShape, using: &random)
    let wanted = data.training.isLabelledByStep ? [data.training.exampleShape[0]] : []
    guard Array(shape) == wanted + [data.training.outputCount] else {
      throw InputError(
        "the last layer gives \(shape) for an example; these data need \(Shape(wanted + [data.training.outputCount]))")
    }
    return SupervisedTraining(model, problem: data.training.problem, plan.settings, seed: Seed(plan.seed))
  }

  package var isComplete: Bool { training.isFinished }

  /// Batches in all epochs.
  package var totalBatches: Int { plan.settings.epochs * training.batchCount(of: data.training) }
  package var doneBatches: Int {
    training.progress.epoch * training.batchCount(of: data.training) + training.progress.batch
  }

  /// Learns from one batch; nil at the end of an epoch.
  package func advance() throws -> Double? { try training.advance(on: data.training) }

  /// Closes an epoch: validates, records, saves.
  package func finishEpoch() throws -> EpochRecord {
    let record = training.finishEpoch(validation: data.validation)
    var members: [JSON.Member] = [
      .init(key: "epoch", value: .integer(record.epoch)), .init(key: "updates", value: .integer(record.updates)),
      .init(key: "loss", value: .finite(record.trainingLoss)),
      .init(key: "learning_rate", value: .real(record.learningRate)),
    ]
    if let loss = record.validationLoss { members.append(.init(key: "validation_loss", value: .finite(loss))) }
    if let accuracy = record.validationAccuracy {
      members.append(.init(key: "validation_accuracy", value: .real(accuracy)))
    }
    try metrics.append(Array((JSON.object(members).text + "\n").utf8))
    return record
  }

  package func checkpoint() throws {
    try metrics.synchronize()
    let bytes = try training.checkpoint(context: "\(metrics.byteCount)\n\(context)")
    try Files.write(bytes, to: checkpointPath)
  }

  /// The model to keep, with its preprocessing.
  package var fitted: FittedModel {
    FittedModel(
      card: .init(
        layers: plan.layer, exampleShape: Array(data.training.exampleShape), problem: data.training.problem,
        outputNames: data.training.outputNames, standardizer: data.standardizer,
        targetStandardizer: data.targetStandardizer, table: data.table),
      network: training.bestModel)
  }

  /// Scores of the model to keep; numbers on their original scale.
  package func scores() -> (part: String, scores: FitScores, data: Dataset) {
    let (part, chosen) =
      data.test.map { ("test", $0) } ?? data.validation.map { ("validation", $0) } ?? ("training", data.training)
    return (part, data.scores(of: training.bestModel, on: chosen), chosen)
  }
}

/// Scores on the data's own scale, and the loss on the scale that training sees.
package struct FitScores {
  package var scores: Scores
  /// The mean squared error of standardised targets, which epochs report; nil where there is nothing to standardise.
  package var standardizedLoss: Double?
}

extension FitData {
  /// Whether losses are of standardised targets.
  package var hasStandardizedTargets: Bool { training.problem == .regression && targetStandardizer != .identity }

  package func scores(of model: Sequential, on part: Dataset) -> FitScores {
    var (part, outputs) = (part, model.outputs(for: part.features))
    let standardizedLoss = hasStandardizedTargets ? part.problem.loss(outputs, part.targets).value : nil
    if part.problem == .regression {
      outputs = targetStandardizer.inverse(outputs)
      part.targets = targetStandardizer.inverse(part.targets)
    }
    return FitScores(
      scores: Scores(problem: part.problem, outputs: outputs, data: part), standardizedLoss: standardizedLoss)
  }
}
