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
