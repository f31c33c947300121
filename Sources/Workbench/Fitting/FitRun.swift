import Experiments
package import NeuralNetworks
package import Persistence
import Randomness
package import SupervisedLearning
import Tensors

/// A fit in its directory: plan, data, training, and the files that record it.
package final class FitRun: TrainingRun {
  /// What it is a function of.
  package let plan: FitPlan
  /// What it learns from and is judged by.
  package let data: FitData
  /// The training as it is now.
  package private(set) var session: FitSession
  private let files: RunFiles
  /// What there is to say about going on with the run.
  package private(set) var note: String?
  /// The newest epoch that was closed; nil before the first since the run was opened.
  package private(set) var latestEpoch: EpochRecord?
  /// Epochs closed since the run was opened.
  package private(set) var epochCount = 0
  private var lastSave = Clock.wall

  package var directory: String { files.directory }
  package var modelPath: String { "\(directory)/model.safetensors" }
  package var training: SupervisedTraining<Sequential> { session.training }

  /// Starts a new run in `directory`, which must not hold one.
  package init(
    new plan: FitPlan, _ raw: RawData, directory: String, threads: Int, supervision: Supervision = .none
  ) throws {
    try RunDirectory.check(directory)
    data = try FitData(plan, raw)
    session = try Self.session(plan, data, threads: threads, supervision)
    files = try RunFiles(new: directory)
    var plan = plan
    try plan.storeInputs(in: directory)
    plan.processor = ProcessorLevel.description
    self.plan = plan
    try checkpoint()
    try files.write(configuration: Self.heading + TOMLFile.text(of: plan))
  }

  /// Takes a run up again, to `epochs` where given.
  package init(
    resuming directory: String, epochs: Int?, threads: Int, supervision: Supervision = .none
  ) throws {
    if RunDirectory.kind(of: directory) == .training {
      throw InputError(
        "'\(directory)' is an agent's run, not a fit; continue it with: tarn train --resume \(directory)")
    }
    guard Files.exists("\(directory)/run.toml") else {
      throw InputError(
        "'\(directory)' holds no run of tarn fit; it takes the directory of one, such as runs/fit-iris-mlp-0")
    }
    var plan = try FitPlan.read(from: directory)
    guard try plan.located(in: directory).filesChecksum() == plan.checksum else {
      throw InputError(
        "'\(plan.located(in: directory).data)' is not what it was when '\(directory)' was made; a run goes on with the same data only"
      )
    }
    let before = try TOMLFile.text(of: plan)
    if let epochs {
      guard epochs >= plan.settings.epochs else {
        throw InputError("--epochs \(epochs) is less than the \(plan.settings.epochs) the run was made for")
      }
      plan.settings.epochs = epochs
    }
    data = try FitData(plan, RawData(plan.located(in: directory)))
    var session = try Self.session(plan, data, threads: threads, supervision)
    files = try RunFiles.resume(directory) { checkpoint, path in
      try checkpoint.restore(&session, of: try plan.subject, path: path)
      return session.position
    }.files
    let processor = ProcessorLevel.description
    if let earlier = plan.processor, !Resumption.isSame(processor, as: earlier) {
      note = Resumption.note(on: directory, trainedWith: earlier, now: processor)
      plan.processor = "\(earlier); from epoch \(session.training.progress.epoch + 1) \(processor)"
    }
    self.session = session
    self.plan = plan
    let text = try TOMLFile.text(of: plan)
    if text != before { try files.write(configuration: Self.heading + text) }
    if !isComplete { files.forgetSummary() }
  }

  private static let heading =
    "# The complete configuration of a fit by Tarn: the same file and data give the same bytes on one kind of processor.\n"

  private static func session(
    _ plan: FitPlan, _ data: FitData, threads: Int, _ supervision: Supervision
  ) throws -> FitSession {
    try plan.settings.validate()
    if plan.settings.augmentation.needsImages, data.training.exampleShape.rank != 3 {
      throw InputError(
        "flip, shift, zoom and rotation are for images; one example of these data has the shape \(data.training.exampleShape)"
      )
    }
    if plan.settings.patience > 0, data.validation == nil {
      throw InputError("patience needs validation examples; give --validation a share above 0")
    }
    var random = Seed(plan.seed).derived(for: .initialization).generator()
    let (model, shape) = try ModelBuilder.build(plan.layer, exampleShape: data.training.exampleShape, using: &random)
    let wanted = data.training.isLabelledByStep ? [data.training.exampleShape[0]] : []
    guard Array(shape) == wanted + [data.training.outputCount] else {
      throw InputError(
        "the last layer gives \(shape) for an example; these data need \(Shape(wanted + [data.training.outputCount]))")
    }
    var training = SupervisedTraining(model, problem: data.training.problem, plan.settings, seed: Seed(plan.seed))
    training.threads = threads
    var session = FitSession(training, on: data.training, validation: data.validation)
    session.supervision = supervision
    return session
  }

  package var isComplete: Bool { session.isFinished }
  package var position: Int { session.position }
  package var progress: Double { Double(position) / Double(max(totalBatches, 1)) }

  /// Batches in all epochs.
  package var totalBatches: Int { plan.settings.epochs * session.batchesPerEpoch }

  package func advance(_ most: Int) throws {
    var remaining = most
    let before = epochCount
    while remaining > 0, !isComplete {
      let done = session.advance(by: remaining)
      for epoch in session.takeEpochs() { try record(epoch) }
      if let failure = session.failure { throw failure }
      // Whoever drives it shows each epoch, also one that is closed as a signal comes.
      if epochCount > before { return }
      if session.supervision.isCancelled { throw CancellationError() }
      remaining -= max(done, 1)
    }
  }

  /// Records an epoch, and saves where the last checkpoint is two seconds old: epochs of small data are over in milliseconds.
  private func record(_ epoch: EpochRecord) throws {
    try files.record(Array((epoch.line + "\n").utf8))
    latestEpoch = epoch
    epochCount += 1
    if Clock.wall - lastSave > 2 || isComplete { try checkpoint() }
  }

  private func checkpoint() throws {
    try files.save(session, Checkpoint.Manifest(subject: try plan.subject, steps: position))
    lastSave = Clock.wall
  }

  package func stop() throws {
    try checkpoint()
    try files.markTime(at: position)
  }

  package func finish() throws -> JSON {
    try files.markTime(at: position)
    try fitted.save(to: modelPath)
    let (part, scores, _) = self.scores()
    let summary = JSON.members([
      "run": .string(directory), "data": .string(plan.data), "model": plan.model.map { .string($0) } ?? .null,
      "seed": .integer(Int(plan.seed)), "epochs": .integer(training.progress.epoch),
      "updates": .integer(training.optimizer.updateCount), "parameters": .integer(training.model.parameterCount),
      "best_epoch": .integer(training.progress.bestEpoch), part: scores.json,
    ])
    try files.write(summary: summary)
    return summary
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
