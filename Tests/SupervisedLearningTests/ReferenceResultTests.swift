import Assets
import Foundation
import NeuralNetworks
import Persistence
import Randomness
import SupervisedLearning
import Tensors
import TestSupport
import Testing

/// Accuracies that working networks reach, with margin, at sizes that take seconds.
struct ReferenceResultTests {
  /// Digits divided 80 : 20 as `tarn fit digits` does.
  static func digits(_ seed: UInt64) throws -> (training: Dataset, test: Dataset) {
    let table = try CSVTable(text: Assets.dataSet(.digits), path: "digits", header: .present)
    let fitted = try TablePreprocessing(fitting: table, rows: Array(table.rows.indices), label: 64)
    let data = Dataset(
      problem: .singleLabel, features: try fitted.features(of: table).reshaped([-1, 8, 8, 1]) * (1.0 / 16),
      targets: try fitted.targets(of: table), outputNames: fitted.outputNames)
    var random = Seed(seed).derived(for: .split).generator()
    let split = try Split(data, validation: 0, test: 0.2, using: &random)
    return (data.subset(split.training), data.subset(split.test))
  }

  static func accuracy(
    _ name: String, _ seed: UInt64, epochs: Int, _ change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws -> Double {
    let (training, test) = try digits(seed)
    var random = Seed(seed).generator()
    let (model, _) = try ModelBuilder.build(
      try ModelCatalogue.layers(name, for: training), exampleShape: training.exampleShape, using: &random)
    var configuration = TrainingConfiguration()
    configuration.epochs = epochs
    change(&configuration)
    var run = SupervisedTraining(model, problem: .singleLabel, configuration, seed: Seed(seed))
    try run.run(on: training)
    return run.model.scores(on: test, problem: .singleLabel).accuracy ?? 0
  }

  static func mean(_ seeds: Range<UInt64>, _ value: (UInt64) throws -> Double) rethrows -> Double {
    try seeds.map(value).reduce(0, +) / Double(seeds.count)
  }

  @Test func perceptronOnDigits() throws {
    #expect(try Self.mean(0..<5) { try Self.accuracy("mlp", $0, epochs: 30) } >= 0.97)
  }

  @Test func lenetOnDigits() throws {
    let accuracy = try Self.mean(0..<5) { seed in
      try Self.accuracy("lenet", seed, epochs: 80) { configuration in
        configuration.learningRate = 2e-3
        configuration.schedule = .cosine
        configuration.scheduleFactor = 0.02
        configuration.augmentation = Augmentation(shift: 1, rotation: 10)
      }
    }
    #expect(accuracy >= 0.98, "\(accuracy)")
  }

  /// Every optimizer learns; the learning rates are each one's usual ones.
  @Test(arguments: TrainingConfiguration.OptimizerKind.allCases)
  func everyOptimizerLearnsDigits(kind: TrainingConfiguration.OptimizerKind) throws {
    let accuracy = try Self.accuracy("mlp", 1, epochs: 10) { configuration in
      configuration.optimizer = kind
      configuration.learningRate =
        switch kind {
        case .sgd: 0.1
        case .momentum, .nesterov: 0.02
        case .adagrad: 0.02
        case .adadelta: 1
        default: 1e-3
        }
    }
    #expect(accuracy > 0.93, "\(kind): \(accuracy)")
  }

  @Test func perceptronOnTwoSpirals() throws {
    let accuracy = try Self.mean(0..<5) { seed in
      var random = Seed(seed).generator()
      let data = SyntheticData.twoSpirals(count: 1000, using: &random)
      let test = SyntheticData.twoSpirals(count: 1000, using: &random)
      var configuration = TrainingConfiguration()
      configuration.epochs = 200
      configuration.learningRate = 1e-2
      configuration.schedule = .cosine
      configuration.scheduleFactor = 0.05
      var run = SupervisedTraining(
        MultilayerPerceptron([2, 64, 64, 2], using: &random), problem: .singleLabel, configuration,
        seed: Seed(seed))
      try run.run(on: data)
      return run.model.scores(on: test, problem: .singleLabel).accuracy ?? 0
    }
    #expect(accuracy >= 0.99, "\(accuracy)")
  }

  /// A linear autoencoder's code spans the principal components (Baldi and Hornik, 1989).
  @Test func linearAutoencoderSpansPrincipalComponents() throws {
    var random = Seed(6).generator()
    let (count, width, code) = (400, 10, 3)
    // Variances 9, 4, 2.25 along hidden directions, 0.09 elsewhere.
    let scales = (0..<width).map { [3, 2, 1.5].indices.contains($0) ? [3, 2, 1.5][$0] : 0.3 }
    let rotation = Initializer.orthogonal(gain: 1)([width, width], precision: .double, using: &random)
    let hidden = Initializer.normal(standardDeviation: 1)([count, width], precision: .double, using: &random)
    var data = (hidden * Tensor(scales, shape: [width], precision: .double)).matrixProduct(rotation)
    data = data - data.mean(axis: 0)
    let (_, _, vt) = try LinearAlgebra.singularValues(data)
    let principal = vt[0..<code]
    var model = Sequential([
      Dense(inputs: width, outputs: code, hasBias: false, using: &random),
      Dense(inputs: code, outputs: width, hasBias: false, using: &random),
    ]).converted(to: .double)
    var optimizer = Adam(learningRate: 0.01)
    for step in 0..<3000 {
      optimizer.learningRate = 0.01 * LearningRateSchedule.cosine(steps: 3000, final: 0)(step)
      let (_, gradient) = valueWithGradient(at: model) { meanSquaredError($0(data), data) }
      optimizer.update(&model, along: gradient)
    }
    let decoder = try #require(model.layers[1] as? Dense).weight
    let (_, _, span) = try LinearAlgebra.singularValues(decoder)
    let (_, cosines, _) = try LinearAlgebra.singularValues(principal.matrixProduct(span, transposed: true))
    let angle = acos(min(cosines.doubles.min() ?? 0, 1))
    #expect(angle < 1e-2, "\(angle)")
  }

  static func stepAccuracy(_ name: String, _ data: Dataset, epochs: Int, seed: UInt64, rate: Double = 3e-3) throws
    -> Scores
  {
    var random = Seed(seed).generator()
    let cut = data.count * 4 / 5
    let (training, test) = (data.subset(Array(0..<cut)), data.subset(Array(cut..<data.count)))
    let (model, _) = try ModelBuilder.build(
      try ModelCatalogue.layers(name, for: data), exampleShape: data.exampleShape, using: &random)
    var configuration = TrainingConfiguration()
    configuration.epochs = epochs
    configuration.learningRate = rate
    configuration.clipNorm = 1
    var run = SupervisedTraining(model, problem: .singleLabel, configuration, seed: Seed(seed))
    try run.run(on: training)
    return run.model.scores(on: test, problem: .singleLabel)
  }

  @Test func transformerReversesSequences() throws {
    let exact = try Self.mean(0..<2) { seed in
      var random = Seed(seed).generator()
      let data = SyntheticData.reverse(count: 5000, length: 10, symbols: 8, using: &random)
      return try Self.stepAccuracy("transformer", data, epochs: 3, seed: seed, rate: 1e-3).sequenceAccuracy ?? 0
    }
    #expect(exact >= 0.99, "\(exact)")
  }

  /// Only what has seen the future can name the next symbol: the other guesses one of eight.
  @Test func bidirectionalBeatsUnidirectional() throws {
    var random = Seed(1).generator()
    let data = SyntheticData.lookAhead(count: 1000, length: 12, symbols: 8, using: &random)
    let both = try Self.stepAccuracy("bidirectional-gru", data, epochs: 6, seed: 1).accuracy ?? 0
    let one = try Self.stepAccuracy("gru", data, epochs: 6, seed: 1).accuracy ?? 1
    #expect(both > 0.9 && one < 0.4, "\(both), \(one)")
  }

  /// Mean squared error on the adding problem at length 100 after three passes; always answering 1 has 1/6.
  static func addingError(_ kind: String, seed: UInt64) throws -> Double {
    var random = Seed(seed).generator()
    let data = SyntheticData.adding(count: 10_000, length: 100, using: &random)
    let (training, test) = (data.subset(Array(0..<9000)), data.subset(Array(9000..<10_000)))
    let (model, _) = try ModelBuilder.build(
      try ModelCatalogue.layers(kind, for: data), exampleShape: data.exampleShape, using: &random)
    var configuration = TrainingConfiguration()
    configuration.epochs = kind == "rnn" ? 3 : 10
    configuration.batchSize = 50
    configuration.learningRate = 3e-3
    configuration.clipNorm = 1
    var run = SupervisedTraining(model, problem: .regression, configuration, seed: Seed(seed))
    try run.run(on: training)
    return run.model.scores(on: test, problem: .regression).loss
  }

  @Test(.timeLimit(.minutes(3)), arguments: ["lstm", "gru", "rnn"])
  func addingProblem(kind: String) throws {
    let error = try Self.addingError(kind, seed: 1)
    if kind == "rnn" { #expect(error > 0.1, "\(error)") } else { #expect(error < 0.01, "\(kind): \(error)") }
  }
}
