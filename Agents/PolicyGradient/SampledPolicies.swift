import NeuralNetworks
import Randomness
import ReinforcementLearning
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A policy that draws each action from its own distribution, each row from a stream of its own.
struct SampledPolicy: GreedyPolicy {
  private var policy: RememberingPolicy
  private var generators: [PCG64]

  init(_ policy: RememberingPolicy, _ generators: [PCG64]) {
    self.policy = policy
    self.generators = generators
  }

  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
    let output = policy.outputs(on: observations, starts: starts)
    let width = output.shape[1]
    if let deviation = policy.network.logDeviation {
      let (means, deviations) = (output.elements, deviation.elements)
      for row in generators.indices {
        for index in 0..<width {
          actions.reals[row * width + index] =
            means[row * width + index] + expf(deviations[index]) * Float(generators[row].nextNormal())
        }
      }
      return
    }
    let probabilities = output.softmax().doubles
    for row in generators.indices {
      actions.numbers[row] = Int32(generators[row].categorical(probabilities[(row * width)..<((row + 1) * width)]))
    }
  }
}

/// Action values with the exploration of training: a random action with probability epsilon, or noise in the network.
struct ExploringValues: GreedyPolicy {
  private var network: QNetwork
  private let support: Support?
  /// nil where the network is noisy instead.
  private let epsilon: Double?
  private let actionCount: Int
  private var generators: [PCG64]

  init(_ network: QNetwork, _ support: Support?, epsilon: Double?, actionCount: Int, _ generators: [PCG64]) {
    (self.network, self.support, self.epsilon) = (network, support, epsilon)
    (self.actionCount, self.generators) = (actionCount, generators)
  }

  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
    let width = observations.count / generators.count
    guard let epsilon else {
      // Each row has noise of its own, so that it does not matter which rows are played side by side.
      for row in generators.indices {
        network.drawNoise(using: &generators[row])
        let values = values(Array(observations[(row * width)..<((row + 1) * width)]), rows: 1)
        actions.numbers[row] = Int32(values.indexOfLargest(inRow: 0))
      }
      return
    }
    let values = values(observations, rows: generators.count)
    for row in generators.indices {
      actions.numbers[row] =
        generators[row].nextDouble() < epsilon
        ? Int32(generators[row].nextInteger(through: UInt64(actionCount - 1)))
        : Int32(values.indexOfLargest(inRow: row))
    }
  }

  /// Q(s, a), [rows, actions].
  private func values(_ observations: [Float], rows: Int) -> Tensor {
    let output = network(Tensor(rows: observations, count: rows, width: observations.count / rows))
    return support.map { $0.means(of: output) } ?? output
  }
}
