import Randomness
import ReinforcementLearning
import Tensors

/// The greedy policy of action values.
struct GreedyValues: GreedyPolicy {
  let network: QNetwork
  let returns: any ReturnModel
  let rows: Int

  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
    let values = network.values(observations, rows: rows, returns)
    for row in 0..<rows { actions.numbers[row] = Int32(values.indexOfLargest(inRow: row)) }
  }
}

/// Action values with the exploration of training, each row with a stream of its own: a random action with probability epsilon,
/// or noise in the network.
struct ExploringValues: GreedyPolicy {
  private var network: QNetwork
  private let returns: any ReturnModel
  private let isNoisy: Bool
  private let epsilon: Double
  private let actionCount: Int
  private var generators: [PCG64]

  init(
    _ network: QNetwork, _ returns: any ReturnModel, _ exploration: ValueExploration, at step: Int,
    actionCount: Int, _ generators: [PCG64]
  ) {
    (self.network, self.returns) = (network, returns)
    (isNoisy, epsilon) = (exploration.isNoisy, exploration.epsilon(at: step))
    (self.actionCount, self.generators) = (actionCount, generators)
  }

  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
    if isNoisy {
      // Each row has noise of its own, so that it does not matter which rows are played side by side.
      let width = observations.count / generators.count
      for row in generators.indices {
        network.drawNoise(using: &generators[row])
        let values = network.values(Array(observations[(row * width)..<((row + 1) * width)]), rows: 1, returns)
        actions.numbers[row] = Int32(values.indexOfLargest(inRow: 0))
      }
      return
    }
    let values = network.values(observations, rows: generators.count, returns)
    for row in generators.indices {
      actions.numbers[row] =
        generators[row].nextDouble() < epsilon
        ? Int32(generators[row].nextInteger(through: UInt64(actionCount - 1)))
        : Int32(values.indexOfLargest(inRow: row))
    }
  }
}

extension QNetwork {
  /// Q(s, a), [rows, actions], of observations [rows, features].
  func values(_ observations: [Float], rows: Int, _ returns: any ReturnModel) -> Tensor {
    returns.values(of: self(Tensor(rows: observations, count: rows, width: observations.count / rows)))
  }
}
