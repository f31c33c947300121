import Experiments
import NeuralNetworks
import Persistence
import Randomness
import Tensors

/// W4: the dense training step and choosing an action with a network.
enum DenseBenchmark {
  struct Case {
    let name: String
    let widths: [Int]
    let batch: Int
    let steps: Int
  }

  static let cases = [
    Case(name: "dqn_4_120_84_2_b128", widths: [4, 120, 84, 2], batch: 128, steps: 8000),
    Case(name: "small_8_64_64_4_b256", widths: [8, 64, 64, 4], batch: 256, steps: 8000),
    Case(name: "mnist_784_400_400_10_b128", widths: [784, 400, 400, 10], batch: 128, steps: 300),
  ]

  static func run(repeats: Int, report: (Measurement) -> Void) {
    for item in cases { report(train(item, repeats: repeats)) }
    for item in cases { report(act(item, repeats: repeats)) }
  }

  private static func train(_ item: Case, repeats: Int) -> Measurement {
    let batches = 16
    let (inputs, outputs) = (item.widths[0], item.widths[item.widths.count - 1])
    let x = SplitMix64.uniform(seed: 11, count: batches * item.batch * inputs)
    let actions = SplitMix64.integers(seed: 12, count: batches * item.batch, below: UInt64(outputs))
    let y = SplitMix64.uniform(seed: 13, count: batches * item.batch)
    let states = (0..<batches).map { index in
      Tensor(
        Array(x[(index * item.batch * inputs)..<((index + 1) * item.batch * inputs)]), shape: [item.batch, inputs])
    }
    let chosen = (0..<batches).map { Array(actions[($0 * item.batch)..<(($0 + 1) * item.batch)]) }
    let targets = (0..<batches).map {
      Tensor(Array(y[($0 * item.batch)..<(($0 + 1) * item.batch)]), shape: [item.batch])
    }
    var random = Seed(1).generator()
    var learner = DenseLearner(model: MultilayerPerceptron(item.widths, using: &random))
    var warm = 0
    var measurement = Measurement.rate(
      "W4", "train/\(item.name)", "training steps/s", work: Double(item.steps), repeats: repeats
    ) {
      warm = TensorMemory.allocationCount
      for step in 0..<item.steps {
        let index = step % batches
        learner.learn(item.name, states[index], chosen[index], targets[index])
      }
    }
    measurement.notes = "\(TensorMemory.allocationCount - warm) tensor allocations in the last \(item.steps) steps"
    return measurement
  }

  private static func act(_ item: Case, repeats: Int) -> Measurement {
    let inputs = item.widths[0]
    let x = SplitMix64.uniform(seed: 11, count: 64 * inputs)
    var random = Seed(1).generator()
    let model = MultilayerPerceptron(item.widths, using: &random)
    let count = item.widths[0] > 100 ? 20_000 : 1_000_000
    var sum = 0
    var measurement = Measurement.seconds("W4", "act1/\(item.name)", repeats: repeats) {
      for step in 0..<count {
        let start = step % 64 * inputs
        let row = Tensor(shape: [1, inputs]) { buffer in
          for index in 0..<inputs { buffer[index] = x[start + index] }
        }
        sum &+= model(row).indexOfLargest
      }
    }
    measurement.unit = "microseconds"
    measurement.wall = measurement.wall.map { $0 / Double(count) * 1e6 }
    measurement.processor = measurement.processor.map { $0 / Double(count) * 1e6 }
    measurement.notes = "actions add up to \(sum)"
    return measurement
  }
}

/// A network and its optimizer, updated together.
private struct DenseLearner {
  var model: MultilayerPerceptron
  var optimizer = Adam(learningRate: 2.5e-4)

  mutating func learn(_ kind: String, _ states: Tensor, _ actions: [Int32], _ targets: Tensor) {
    let (_, gradient) = valueWithGradient(at: model) { model in
      let outputs = model(states)
      if kind.hasPrefix("mnist") { return softmaxCrossEntropy(outputs, actions) }
      let values = outputs.picked(actions)
      return kind.hasPrefix("small") ? huberLoss(values, targets) : meanSquaredError(values, targets)
    }
    optimizer.update(&model, along: gradient)
  }
}

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

/// W8: a recurrent network in training on sequences.
enum RecurrentBenchmark {
  struct Network: Module {
    var embedding: Embedding
    var memory: LSTM
    var output: Dense

    func callAsFunction(_ tokens: [Int32], batch: Int) -> Tensor {
      output(memory(embedding(tokens, shape: [batch, tokens.count / batch])))
    }

    mutating func visitParameters(with visitor: inout some ParameterVisitor) {
      visitor.visit(&embedding, "embedding")
      visitor.visit(&memory, "memory")
      visitor.visit(&output, "output")
    }
  }

  private struct Learner {
    var model: Network
    var optimizer = Adam(learningRate: 6e-4)

    mutating func learn(_ tokens: [Int32], _ targets: [Int32], batch: Int) {
      let (_, gradient) = valueWithGradient(at: model) { model in
        softmaxCrossEntropy(model(tokens, batch: batch).reshaped([targets.count, 8]), targets)
      }
      optimizer.update(&model, along: gradient)
    }
  }

  static func run(repeats: Int, report: (Measurement) -> Void) {
    for (batch, steps) in [(1, 20_000), (32, 1500)] {
      let (batches, size) = (16, batch * 20)
      let tokens = SplitMix64.integers(seed: 81, count: batches * size, below: 8)
      let targets = SplitMix64.integers(seed: 82, count: batches * size, below: 8)
      let rows = (0..<batches).map { Array(tokens[($0 * size)..<(($0 + 1) * size)]) }
      let answers = (0..<batches).map { Array(targets[($0 * size)..<(($0 + 1) * size)]) }
      var random = Seed(1).generator()
      var learner = Learner(
        model: Network(
          embedding: Embedding(tokens: 8, width: 35, using: &random),
          memory: LSTM(features: 35, width: 35, using: &random),
          output: Dense(inputs: 35, outputs: 8, using: &random)))
      report(
        Measurement.rate(
          "W8", "lstm35_seq20_b\(batch)", "training steps/s", work: Double(steps), repeats: repeats
        ) {
          for step in 0..<steps { learner.learn(rows[step % batches], answers[step % batches], batch: batch) }
        })
    }
  }
}
