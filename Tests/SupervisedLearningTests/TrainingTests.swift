import Foundation
import NeuralNetworks
import Persistence
import Randomness
import SupervisedLearning
import Tensors
import TestSupport
import Testing

/// The training loop: exact resume, early stopping, shards, refusals.
struct TrainingTests {
  static func spirals(_ count: Int = 300) -> Dataset {
    var random = Seed(1).generator()
    return SyntheticData.twoSpirals(count: count, using: &random)
  }

  /// Dropout, batch normalisation and augmentation, so that every generator and state is in play.
  static func training(
    _ data: Dataset, _ kind: TrainingConfiguration.OptimizerKind = .adam, epochs: Int = 4, shards: Int = 1
  ) throws -> SupervisedTraining<Sequential> {
    var random = Seed(2).generator()
    let (model, _) = try ModelBuilder.build(
      [
        .init("dense", ["units": 16, "activation": "tanh"]), .init("batch-norm"), .init("dropout", ["rate": 0.2]),
        .init("dense", ["units": 2, "activation": "linear"]),
      ], exampleShape: data.exampleShape, using: &random)
    var configuration = TrainingConfiguration()
    configuration.optimizer = kind
    configuration.epochs = epochs
    configuration.learningRate = kind == .adadelta ? 1 : 0.01
    configuration.schedule = .cosine
    configuration.warmUp = 1
    configuration.clipNorm = 1
    configuration.l2 = 1e-3
    configuration.shards = shards
    configuration.augmentation.noise = 0.05
    return SupervisedTraining(model, problem: .singleLabel, configuration, seed: Seed(3))
  }

  @Test(arguments: TrainingConfiguration.OptimizerKind.allCases)
  func resumedTrainingEndsInTheSameBytes(kind: TrainingConfiguration.OptimizerKind) throws {
    let data = Self.spirals()
    var whole = try Self.training(data, kind)
    try whole.run(on: data, validation: data)
    let expected = try Self.saved(whole)
    // Stopped after an arbitrary update, in the middle of an epoch, twice.
    var part = try Self.training(data, kind)
    for stop in [7, 16] {
      var updates = 0
      try part.run(on: data, validation: data) { _ in
        updates += 1
        return updates < stop
      }
      var saved = StateArchive()
      try part.archive(&saved)
      part = try Self.training(data, kind)
      var restored = StateArchive(values: saved.values, tensors: saved.tensors, blocks: saved.blocks)
      try part.archive(&restored)
    }
    try part.run(on: data, validation: data)
    #expect(try Self.saved(part) == expected)
    #expect(part.history == whole.history && whole.history.count == 4)
  }

  private static func session(_ training: SupervisedTraining<Sequential>) -> FitSession {
    FitSession(training, on: spirals(60), validation: nil)
  }

  /// All of it as bytes.
  private static func saved(_ training: SupervisedTraining<Sequential>) throws -> [UInt8] {
    let archive = TensorArchive()
    let json = try session(training).encode(into: archive)
    return json + Safetensors.encode(archive.tensors)
  }

  /// A checkpoint of something else changes nothing and is refused in words.
  @Test func otherCheckpointsAreRefused() throws {
    let data = Self.spirals(60)
    let training = try Self.training(data)
    let archive = TensorArchive()
    let json = try Self.session(training).encode(into: archive)
    func refusal(_ json: [UInt8], _ archive: TensorArchive) throws -> String {
      var copy = Self.session(training)
      do {
        try copy.restore(from: json, archive)
        return "accepted"
      } catch {
        #expect(try Self.saved(copy.training) == Self.saved(training))
        return "\(error)"
      }
    }
    #expect(try refusal(json, archive) == "accepted")
    #expect(try refusal([1, 2, 3], archive).contains("cannot be read"))
    #expect(try refusal(json, TensorArchive()).contains("does not fit the model: it has no tensor"))
  }

  /// As a session it goes as far in one piece as in many, saved and taken up again on the way.
  @Test func sessionsOfFitsGoOnWhereTheyWere() throws {
    let data = Self.spirals()
    func session() throws -> FitSession { FitSession(try Self.training(data), on: data, validation: data) }
    var whole = try session()
    var epochs: [EpochRecord] = []
    while !whole.isFinished {
      _ = whole.advance(by: .max)
      epochs += whole.takeEpochs()
    }
    #expect(epochs.count == 4 && whole.position == 4 * whole.batchesPerEpoch)
    var parts = try session()
    var others: [EpochRecord] = []
    while !parts.isFinished {
      #expect(parts.advance(by: 3) <= 3)
      others += parts.takeEpochs()
      let archive = TensorArchive()
      let json = try parts.encode(into: archive)
      let position = parts.position
      parts = try session()
      try parts.restore(from: json, archive)
      #expect(parts.position == position)
    }
    #expect(epochs == others)
    #expect(try Self.saved(whole.training) == Self.saved(parts.training))
  }

  @Test func shardsDoNotDependOnThreads() throws {
    let data = Self.spirals()
    var results: [[UInt8]] = []
    for threads in 1...3 {
      var training = try Self.training(data, epochs: 2, shards: 4)
      training.threads = threads
      try training.run(on: data)
      results.append(try Self.saved(training))
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }

  /// Without batch statistics and dropout, shards are the same gradient in another order of sums.
  @Test func shardsMakeTheWholeBatch() throws {
    let data = Self.spirals()
    func loss(_ shards: Int) throws -> Double {
      var random = Seed(2).generator()
      var configuration = TrainingConfiguration()
      configuration.epochs = 3
      configuration.shards = shards
      var training = SupervisedTraining(
        MultilayerPerceptron([2, 8, 2], using: &random), problem: .singleLabel, configuration, seed: Seed(1))
      try training.run(on: data)
      return training.history[2].trainingLoss
    }
    #expect(abs(try loss(1) - loss(5)) < 1e-5)
  }

  @Test func earlyStoppingBringsBackTheBest() throws {
    let data = Self.spirals(40)
    var random = Seed(9).generator()
    let held = SyntheticData.twoSpirals(count: 200, noise: 0.2, using: &random)
    var configuration = TrainingConfiguration()
    configuration.epochs = 400
    configuration.patience = 15
    configuration.learningRate = 0.02
    var training = SupervisedTraining(
      MultilayerPerceptron([2, 64, 64, 2], using: &random), problem: .singleLabel, configuration, seed: Seed(1))
    try training.run(on: data, validation: held)
    #expect(training.progress.isStopped && training.history.count < 400)
    #expect(training.progress.epoch == training.progress.bestEpoch + 15)
    let best = training.history.map { $0.validationLoss ?? .infinity }.min()
    #expect(training.bestModel.scores(on: held, problem: .singleLabel).loss == best)
  }

  @Test func divergenceStopsWithASentence() throws {
    var random = Seed(4).generator()
    let data = SyntheticData.adding(count: 64, length: 4, using: &random)
    var configuration = TrainingConfiguration()
    configuration.optimizer = .sgd
    configuration.learningRate = 1e6
    var training = SupervisedTraining(
      Sequential([
        Flatten(), Dense(inputs: 8, outputs: 16, activation: .relu, using: &random),
        Dense(inputs: 16, outputs: 1, using: &random),
      ]),
      problem: .regression, configuration, seed: Seed(1))
    #expect { try training.run(on: data) } throws: { error in
      "\(error)".hasPrefix("training diverged in epoch") && "\(error)".contains("learning rate")
    }
  }

  @Test func settingsAreValidated() {
    func refusal(_ change: (inout TrainingConfiguration) -> Void) -> String {
      var configuration = TrainingConfiguration()
      change(&configuration)
      do {
        try configuration.validate()
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(refusal { _ in } == "accepted")
    #expect(refusal { $0.batchSize = 0 } == "batchSize cannot be 0; valid is a whole number from 1")
    #expect(refusal { $0.warmUp = 30 }.contains("warmUp cannot be 30"))
    #expect(refusal { $0.shards = 64 }.contains("1 to the batch size, 32"))
    #expect(refusal { ($0.optimizer, $0.momentum) = (.nesterov, 0) }.contains("above 0 with nesterov"))
    #expect(refusal { $0.learningRate = .nan }.contains("learningRate cannot be nan"))
  }

  /// Nothing is allocated for tensors once a training step is warm.
  @Test func warmTrainingAllocatesNothing() {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      var random = Seed(5).generator()
      var model = MultilayerPerceptron([4, 120, 84, 2], using: &random)
      var optimizer = Adam()
      let x = Initializer.normal(standardDeviation: 1)([128, 4], using: &random)
      let labels = (0..<128).map { Int32($0 % 2) }
      func step() {
        let (_, gradient) = valueWithGradient(at: model) { softmaxCrossEntropy($0(x), labels) }
        optimizer.update(&model, along: gradient)
      }
      for _ in 0..<100 { step() }
      let before = TensorMemory.allocationCount
      for _ in 0..<1000 { step() }
      #expect(TensorMemory.allocationCount == before)
      done.signal()
    }
    thread.start()
    #expect(done.wait(timeout: .now() + 60) == .success)
  }
}
