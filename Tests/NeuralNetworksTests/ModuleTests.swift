import NeuralNetworks
import Persistence
import Randomness
import Tensors
import TestSupport
import Testing

/// README's example, as it stands there.
private struct Classifier: Module {
  var hidden: Dense
  var output: Dense

  init(using random: inout some RandomSource) {
    hidden = Dense(inputs: 64, outputs: 128, activation: .relu, using: &random)
    output = Dense(inputs: 128, outputs: 10, using: &random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x)) }

  mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&hidden, "hidden")
    visitor.visit(&output, "output")
  }
}

/// Models as values: visits, gradients, optimizers, initialisers, layers built from descriptions.
struct ModuleTests {
  static func perceptron(_ seed: UInt64 = 1) -> MultilayerPerceptron {
    var random = Seed(seed).generator()
    return MultilayerPerceptron([3, 4, 2], using: &random)
  }

  @Test func readmeExample() {
    let (images, labels) = (Tensor.ones([4, 64]), [1, 2, 3, 4] as [Int32])
    var random = Seed(1).generator()
    var model = Classifier(using: &random)
    var optimizer = Adam(learningRate: 1e-3)
    func loss() -> Double { softmaxCrossEntropy(model(images), labels).value }
    let before = loss()
    let (value, gradient) = valueWithGradient(at: model) { model in
      softmaxCrossEntropy(model(images), labels)
    }
    optimizer.update(&model, along: gradient)
    #expect(value == before && loss() < before)
    #expect(gradient.hidden.weight.shape == [64, 128])
  }

  /// The way without inner tensors gives what recording gives.
  @Test func unobservedOutputsAreTheSame() {
    let model = Self.perceptron()
    for rows in [1, 3, 8, 9] {
      let x = GradientCheck.sample([rows, 3]).converted(to: .single)
      var outputs: [Tensor] = []
      _ = ComputationGraph.traced { outputs.append(model(x)) }
      #expect((outputs[0] - model(x)).normInfinity().value < 1e-6)
    }
  }

  @Test func namesAndCounts() {
    let model = Self.perceptron()
    #expect(
      model.namedParameters.map(\.name) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"])
    #expect(model.parameterCount == 3 * 4 + 4 + 4 * 2 + 2)
    #expect(BatchNorm(channels: 5).parameterCount == 10)
    #expect(model.summary.hasSuffix("26 parameters"))
  }

  /// A copy is not touched by what happens to the original, before and after parameters move into a batch.
  @Test func copiesAreIndependent() {
    var model = Self.perceptron()
    var optimizer = Adam(learningRate: 0.1)
    let x = Tensor.ones([2, 3])
    func step() {
      let (_, gradient) = valueWithGradient(at: model) { $0(x).squared().sum() }
      optimizer.update(&model, along: gradient)
    }
    for _ in 0..<3 {
      let copy = model
      let rival = optimizer
      let before = copy.namedParameters.map(\.tensor)
      let moments = rival.moments.mapValues { $0.tensor }
      step()
      #expect(copy.namedParameters.map(\.tensor) == before)
      #expect(model.namedParameters.map(\.tensor) != before)
      #expect(rival.moments.mapValues { $0.tensor } == moments)
    }
  }

  @Test func gradientsReadLikeTheModel() {
    let model = Self.perceptron()
    let (_, gradient) = valueWithGradient(at: model) { $0(Tensor.ones([2, 3])).sum() }
    #expect(gradient.layers[1].bias?.elements == [2, 2])
    #expect(gradient.named.map(\.name) == model.namedParameters.map(\.name))
    let (_, none) = valueWithGradient(at: model) { _ in Tensor(1) }
    #expect(none.globalNorm == 0)
  }

  @Test func clipping() {
    var (_, gradient) = valueWithGradient(at: Self.perceptron()) { ($0(Tensor.ones([2, 3])) * 100).sum() }
    let norm = gradient.clip(toGlobalNorm: 1)
    #expect(norm > 1 && abs(gradient.globalNorm - 1) < 1e-5)
    #expect(abs(gradient.named.reduce(0) { $0 + $1.tensor.squared().sum().value } - 1) < 1e-5)
    gradient.clip(toMagnitude: 0.1)
    #expect(gradient.named.allSatisfy { $0.tensor.normInfinity().value <= 0.1000001 })
  }

  @Test func trainingStatesMoveOnlyInTraining() {
    var layer = BatchNorm(channels: 2)
    var random = Seed(1).generator()
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    let before = layer.runningMean
    _ = layer(x)
    #expect(layer.runningMean == before)
    let (_, gradient) = valueWithGradient(at: &layer) { $0.trainingOutput(x, using: &random).squared().sum() }
    #expect(layer.runningMean.elements.map { ($0 * 10).rounded() / 10 } == [0.3, 0.4])
    #expect(gradient.named.map(\.name) == ["scale", "shift"])
    let dropout = Dropout(rate: 0.4)
    #expect(dropout(x) == x)
    var training = dropout
    let dropped = training.trainingOutput(Tensor.ones([100, 100]), using: &random)
    #expect(abs(dropped.mean().value - 1) < 0.03)
    #expect(Set(dropped.elements) == [0, Float(1 / 0.6)])
  }

  @Test func schedules() {
    #expect(LearningRateSchedule.constant(9) == 1)
    #expect(LearningRateSchedule.step(period: 3, factor: 0.5)(7) == 0.25)
    #expect(LearningRateSchedule.exponential(factor: 0.9)(2) == 0.9 * 0.9)
    #expect(abs(LearningRateSchedule.cosine(steps: 10, final: 0.2)(5) - 0.6) < 1e-12)
    #expect(abs(LearningRateSchedule.cosine(steps: 10, final: 0.2)(20) - 0.2) < 1e-12)
    let warm = LearningRateSchedule.warmUp(steps: 4, then: .step(period: 2, factor: 0.1))
    #expect((0..<4).map { warm($0) } == [0.25, 0.5, 0.75, 1] && warm(4) == 1 && abs(warm(6) - 0.1) < 1e-15)
  }

  @Test func initializers() throws {
    var random = Seed(4).generator()
    func deviation(_ initializer: Initializer, _ shape: Shape = [200, 100]) -> Double {
      initializer(shape, using: &random).squared().mean().value.squareRoot()
    }
    #expect(abs(deviation(.glorotNormal) - (2.0 / 300).squareRoot()) < 0.002)
    #expect(abs(deviation(.glorotUniform) - (2.0 / 300).squareRoot()) < 0.002)
    #expect(abs(deviation(.heNormal) - 0.1) < 0.002)
    #expect(abs(deviation(.heUniform, [3, 3, 20, 50]) - (2.0 / 180).squareRoot()) < 0.003)
    #expect(abs(deviation(.lecunNormal) - (1.0 / 200).squareRoot()) < 0.002)
    for shape in [[30, 20], [20, 30]] as [Shape] {
      let q = Initializer.orthogonal(gain: 2)(shape, using: &random)
      let product = shape[0] > shape[1] ? q.transposed().matrixProduct(q) : q.matrixProduct(q.transposed())
      #expect((product - Tensor.identity(20) * 4).normInfinity().value < 1e-5)
    }
    #expect(Initializer.identity([2, 2], using: &random) == .identity(2))
    // Biases are zero, except that PyTorch draws them from the weights' range.
    for initializer in [nil, .fanInUniform, .heUniform] as [Initializer?] {
      let plain = Conv2D(channels: 2, filters: 64, initializer: initializer, using: &random)
      #expect(plain.bias == .zeros([64]))
    }
    let (dense, bank) = (
      Dense(inputs: 25, outputs: 400, initializer: .torch, using: &random),
      Conv2D(channels: 4, filters: 400, initializer: .torch, using: &random)
    )
    for (bias, limit) in [(dense.bias, 0.2), (bank.bias, 1.0 / 6)] {
      let sizes = try #require(bias).doubles.map { abs($0) }
      #expect(sizes.allSatisfy { $0 <= limit } && (sizes.max() ?? 0) > 0.95 * limit)
    }
    var (a, b) = (Seed(9).generator(), Seed(9).generator())
    #expect(Initializer.heNormal([5, 5], using: &a) == Initializer.heNormal([5, 5], using: &b))
  }

  @Test func statefulSequencesAreOneLongSequence() {
    var random = Seed(5).generator()
    let x = GradientCheck.sample([2, 8, 3]).converted(to: .single)
    func check(_ layer: some RecurrentLayer) {
      let whole = layer(x)
      let (first, state) = layer(x.slice(axis: 1, 0..<5), mask: nil)
      let (second, _) = layer(x.slice(axis: 1, 5..<8), mask: nil, state: state)
      #expect((Tensor.concatenated([first, second], axis: 1) - whole).normInfinity().value < 1e-6)
    }
    check(SimpleRNN(features: 3, width: 4, using: &random))
    check(LSTM(features: 3, width: 4, hasPeepholes: true, using: &random))
    check(GRU(features: 3, width: 4, using: &random))
  }

  @Test func truncationStopsGradients() {
    var random = Seed(6).generator()
    let layer = GRU(features: 2, width: 3, using: &random)
    let x = Tensor.ones([1, 4, 2])
    func slope(_ isCut: Bool) -> Double {
      gradient(at: x) { x in
        let (_, state) = layer(x.slice(axis: 1, 0..<2), mask: nil)
        return layer(x.slice(axis: 1, 2..<4), mask: nil, state: isCut ? state.detached : state).outputs.sum()
      }.slice(axis: 1, 0..<2).norm1().value
    }
    #expect(slope(true) == 0 && slope(false) > 0)
  }
}
