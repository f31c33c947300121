import Experiments
import NeuralNetworks
import Persistence
import Randomness
import Tensors

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
