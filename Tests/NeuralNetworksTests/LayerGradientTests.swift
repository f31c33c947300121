import NeuralNetworks
import Randomness
import Tensors
import TestSupport
import Testing

/// Every layer's derivatives against central differences.
struct LayerGradientTests {
  static func layers() -> [(name: String, layer: any Layer, shape: Shape)] {
    var random = Seed(11).generator()
    func dense(_ activation: Activation) -> Dense {
      Dense(inputs: 4, outputs: 3, activation: activation, using: &random)
    }
    func noisy() -> NoisyDense {
      var layer = NoisyDense(inputs: 4, outputs: 3, activation: .tanh, using: &random)
      layer.drawNoise(using: &random)
      return layer
    }
    return [
      ("dense", dense(.linear), [2, 4]), ("dense relu", dense(.relu), [3, 4]), ("dense gelu", dense(.gelu), [1, 4]),
      ("dense dsilu", dense(.dsilu), [2, 4]), ("noisy", noisy(), [3, 4]), ("dense softmax", dense(.softmax), [2, 4]),
      ("perceptron", MultilayerPerceptron([4, 6, 5, 2], activation: .tanh, using: &random), [3, 4]),
      (
        "conv2d", Conv2D(channels: 2, filters: 3, stride: 2, padding: .same, activation: .tanh, using: &random),
        [2, 5, 7, 2]
      ),
      ("conv2d silu", Conv2D(channels: 2, filters: 3, activation: .silu, using: &random), [1, 4, 5, 2]),
      ("conv1d", Conv1D(channels: 2, filters: 3, stride: 2, activation: .sigmoid, using: &random), [2, 7, 2]),
      ("transposed", ConvTranspose2D(channels: 2, filters: 3, stride: 2, using: &random), [1, 3, 4, 2]),
      ("upsample", Upsampling2D(factor: 3), [1, 2, 3, 2]),
      ("max pool", Pool2D(.max, window: 3, stride: 2), [2, 7, 5, 2]),
      ("average pool", Pool2D(.average, padding: .same), [1, 3, 5, 2]),
      ("global pool", GlobalAveragePool(), [2, 3, 4, 2]), ("flatten", Flatten(), [2, 3, 4]),
      ("reshape", Reshape([2, 6]), [2, 3, 4]), ("layer norm", LayerNorm(width: 5), [2, 3, 5]),
      ("batch norm", BatchNorm(channels: 3), [4, 3]),
      ("rnn", SimpleRNN(features: 3, width: 4, using: &random), [2, 5, 3]),
      ("irnn", SimpleRNN.irnn(features: 3, width: 4, using: &random), [2, 4, 3]),
      ("lstm", LSTM(features: 3, width: 4, using: &random), [2, 5, 3]),
      ("peephole lstm", LSTM(features: 3, width: 4, hasPeepholes: true, using: &random), [1, 5, 3]),
      ("gru", GRU(features: 3, width: 4, using: &random), [2, 5, 3]),
      (
        "bidirectional",
        Bidirectional(
          forward: GRU(features: 3, width: 2, using: &random), backward: GRU(features: 3, width: 2, using: &random)),
        [2, 4, 3]
      ),
      (
        "stack",
        RecurrentStack([LSTM(features: 3, width: 2, using: &random), LSTM(features: 2, width: 3, using: &random)]),
        [2, 4, 3]
      ),
      ("last step", LastStep(), [2, 4, 3]), ("repeat steps", RepeatSteps(steps: 3), [2, 4]),
      ("attention", MultiHeadAttention(width: 6, heads: 2, using: &random), [2, 4, 6]),
      ("causal attention", MultiHeadAttention(width: 6, heads: 3, isCausal: true, using: &random), [1, 4, 6]),
      ("encoder", EncoderBlock(width: 6, heads: 2, hidden: 8, using: &random), [2, 3, 6]),
      ("sines", PositionalEncoding.sinusoidal(steps: 5, width: 6), [2, 4, 6]),
      ("learnt positions", PositionalEncoding.learned(steps: 5, width: 6, using: &random), [2, 4, 6]),
      (
        "residual",
        Residual(
          [Dense(inputs: 4, outputs: 5, activation: .tanh, using: &random)],
          shortcut: [Dense(inputs: 4, outputs: 5, using: &random)], activation: .sigmoid), [2, 4]
      ),
      (
        "densely connected",
        DenselyConnected([
          Conv2D(channels: 2, filters: 2, padding: .same, activation: .tanh, using: &random),
          Conv2D(channels: 4, filters: 3, padding: .same, activation: .tanh, using: &random),
        ]), [1, 3, 4, 2]
      ),
    ]
  }

  @Test(arguments: LayerGradientTests.layers().indices)
  func layer(index: Int) {
    let (name, layer, shape) = Self.layers()[index]
    GradientCheck.expect(name, layer, input: GradientCheck.sample(shape, seed: 12))
  }

  /// Batch statistics, which evaluation does not differentiate.
  @Test func batchNormInTraining() {
    let x = GradientCheck.sample([5, 2, 3], seed: 13)
    GradientCheck.expect("batch norm", BatchNorm(channels: 3)) { layer in
      var (layer, random) = (layer, Seed(0).generator())
      return GradientCheck.weighted(layer.trainingOutput(x, using: &random))
    }
    let layer = BatchNorm(channels: 3).converted(to: .double)
    GradientCheck.expect("batch norm, input", at: [x]) { operands in
      var (layer, random) = (layer, Seed(0).generator())
      return layer.trainingOutput(operands[0], using: &random)
    }
  }

  @Test func embeddingAndDecoder() {
    var random = Seed(14).generator()
    GradientCheck.expect("embedding", Embedding(tokens: 5, width: 3, using: &random)) { layer in
      GradientCheck.weighted(layer([0, 4, 4, 1], shape: [2, 2]))
    }
    let (x, memory) = (GradientCheck.sample([2, 3, 6], seed: 15), GradientCheck.sample([2, 4, 6], seed: 16))
    GradientCheck.expect("decoder", DecoderBlock(width: 6, heads: 2, hidden: 8, using: &random)) { block in
      GradientCheck.weighted(block(x, memory: memory))
    }
  }

  static let scoreNames = ["content", "additive", "general", "dot", "scaled dot", "location"]

  @Test(arguments: scoreNames.indices)
  func attentionScores(index: Int) {
    let operands = [
      GradientCheck.sample([2, 3, 4], seed: 17), GradientCheck.sample([2, 5, 4], seed: 18),
      GradientCheck.sample([2, 5, 2], seed: 19), GradientCheck.sample([4, 6], seed: 20),
      GradientCheck.sample([4, 6], seed: 21), GradientCheck.sample([6], seed: 22),
      GradientCheck.sample([4, 4], seed: 23),
    ]
    let mask = Tensor((0..<15).map { $0 % 4 == 3 ? 0 : 1 }, shape: [3, 5], precision: .double)
    GradientCheck.expect(Self.scoreNames[index], at: operands) { o in
      let score: AttentionScore =
        switch index {
        case 0: .content
        case 1: .additive(queryWeight: o[3], keyWeight: o[4], vector: o[5])
        case 2: .general(o[6])
        case 3: .dot
        case 4: .scaledDot
        default: .location(o[3])
        }
      return attention(queries: o[0], keys: o[1], values: o[2], score: score, mask: mask).output
    }
  }

  @Test func lossesAndPenalties() {
    let (y, t) = (GradientCheck.sample([3, 4], seed: 24), GradientCheck.sample([3, 4], seed: 25, in: 0.1..<0.9))
    GradientCheck.expect("squared", at: [y]) { meanSquaredError($0[0], t) }
    GradientCheck.expect("binary cross-entropy", at: [y]) { binaryCrossEntropy($0[0], t) }
    GradientCheck.expect("soft cross-entropy", at: [y]) { softmaxCrossEntropy($0[0], target: t) }
    GradientCheck.expect("absolute", at: [y]) { meanAbsoluteError($0[0], t, reduction: .sum) }
    GradientCheck.expect("huber", at: [y]) { huberLoss($0[0], t, threshold: 0.3, reduction: .none) }
    GradientCheck.expect("kl", at: [y]) { klDivergence($0[0].logSoftmax(), t) }
    GradientCheck.expect("gaussian kl", at: [y, t]) { klFromStandardNormal(mean: $0[0], logVariance: $0[1]) }
    var random = Seed(26).generator()
    GradientCheck.expect("penalty", Dense(inputs: 3, outputs: 2, using: &random)) { model in
      model.penalty(l1: 0.3, l2: 0.7) ?? Tensor(0, precision: .double)
    }
  }
}
