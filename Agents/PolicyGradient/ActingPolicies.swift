import NeuralNetworks
import Randomness
import ReinforcementLearning
import Tensors

/// The greedy policy, with its memory of each row's episode.
struct RememberingPolicy: GreedyPolicy {
  let network: PolicyNetwork
  let observations: ObservationNormalizer
  let rows: Int
  private var state: RecurrentState?

  init(network: PolicyNetwork, observations: ObservationNormalizer, rows: Int) {
    (self.network, self.observations, self.rows) = (network, observations, rows)
  }

  /// pi(. | s) of each row; moves the memory on.
  ///
  /// - Parameter starts: rows whose episode begins here.
  mutating func distribution(on observations: [Float], starts: [Bool]) -> ActionDistribution {
    let features = self.observations.normalized(observations)
    var x = network.trunk(Tensor(rows: features, count: rows, width: features.count / rows))
    if let memory = network.memory {
      let (output, after) = memory.step(x, state: state ?? memory.emptyState(rows: rows), starts: starts)
      state = after
      x = output
    }
    return network.policy(x)
  }

  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
    distribution(on: observations, starts: starts).choose(into: &actions)
  }
}

/// A policy that draws each action from its own distribution, each row from a stream of its own.
struct SampledPolicy: GreedyPolicy {
  private var policy: RememberingPolicy
  private var generators: [PCG64]

  init(_ policy: RememberingPolicy, _ generators: [PCG64]) {
    self.policy = policy
    self.generators = generators
  }

  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
    policy.distribution(on: observations, starts: starts).sample(into: &actions, using: &generators)
  }
}
