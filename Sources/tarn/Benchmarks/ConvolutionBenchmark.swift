import Experiments
import NeuralNetworks
import Persistence
import Randomness
import Tensors

/// W6's network in training.
enum ConvolutionBenchmark {
  struct Network: Module {
    var convolution: Conv2D
    var hidden: Dense
    var output: Dense

    func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(convolution(x).reshaped([x.shape[0], -1]))) }

    mutating func visitParameters(with visitor: inout some ParameterVisitor) {
      visitor.visit(&convolution, "convolution")
      visitor.visit(&hidden, "hidden")
      visitor.visit(&output, "output")
    }
  }

  private struct Learner<Kind: Optimizer> {
    var model: Network
    var optimizer: Kind

    mutating func learn(_ images: Tensor, _ actions: [Int32], _ targets: Tensor) {
      let (_, gradient) = valueWithGradient(at: model) { model in
        huberLoss(model(images).picked(actions), targets)
      }
      optimizer.update(&model, along: gradient)
    }
  }

  static func run(repeats: Int, report: (Measurement) -> Void) {
    report(
      train(
        "rmsprop_centered",
        RMSProp(learningRate: 2.5e-4, decay: 0.95, epsilon: 0.01, isCentred: true, addsEpsilonInside: true), repeats))
    report(train("adam", Adam(learningRate: 2.5e-4), repeats))
  }

  private static func train(_ name: String, _ optimizer: some Optimizer, _ repeats: Int) -> Measurement {
    let (batches, batch) = (16, 32)
    var source = SplitMix64(seed: 61)
    let images = (0..<batches).map { _ in
      Tensor((0..<batch * 400).map { _ in source.unit() < 0.1 ? Float(1) : 0 }, shape: [batch, 10, 10, 4])
    }
    let actions = SplitMix64.integers(seed: 62, count: batches * batch, below: 6)
    let y = SplitMix64.uniform(seed: 63, count: batches * batch)
    var random = Seed(1).generator()
    let model = Network(
      convolution: Conv2D(channels: 4, filters: 16, activation: .relu, using: &random),
      hidden: Dense(inputs: 1024, outputs: 128, activation: .relu, using: &random),
      output: Dense(inputs: 128, outputs: 6, using: &random))
    var learner = Learner(model: model, optimizer: optimizer)
    let steps = 1500
    return Measurement.rate(
      "W6", "train/conv16_d128_b32/\(name)", "training steps/s", work: Double(steps), repeats: repeats
    ) {
      for step in 0..<steps {
        let rows = (step % batches * batch)..<((step % batches + 1) * batch)
        learner.learn(images[step % batches], Array(actions[rows]), Tensor(Array(y[rows]), shape: [batch]))
      }
    }
  }
}
