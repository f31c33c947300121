import NeuralNetworks
import ReinforcementLearning
import Tensors

/// What people look at in a policy and its value function; looking moves nothing.
struct PolicyInspection: Sendable {
  let network: PolicyNetwork
  let observations: ObservationNormalizer
  /// What is remembered of the episode of row 0; unused without a recurrent layer.
  let memory: EpisodeMemory

  /// pi(. | s) or its mean and deviation, V(s), and what the choice depends on: |d ln pi(a* | s) / d s|, or the slope of the
  /// means.
  ///
  /// - Parameter observation: [features].
  func insight(into observation: [Float]) -> Insight {
    let features = observations.normalized(observation)
    let x = Tensor(rows: features, count: 1, width: features.count)
    let h = read(x)
    let slope = gradient(at: x) { x in
      switch network.policy(read(x)) {
      case .categorical(let choice): choice.logProbability(of: choice.mode).sum()
      case .normal(let normal): normal.means.sum()
      }
    }
    let (value, saliency) = (network.critic(h).value, slope.elements.map { abs($0) })
    switch network.policy(h) {
    case .categorical(let choice):
      return Insight(
        kind: .probabilities, actions: choice.probabilities.doubles, value: value, saliency: saliency)
    case .normal(let normal):
      return Insight(
        kind: .normal(deviations: normal.deviation.doubles), actions: normal.means.doubles, value: value,
        saliency: saliency)
    }
  }

  /// What actor and critic read of an observation, [1, width]. The memory has seen this observation already if it was acted on; a
  /// look does not move it.
  private func read(_ x: Tensor) -> Tensor {
    let seen = network.trunk(x)
    guard let layer = network.memory else { return seen }
    let before = memory.state?.row(0) ?? layer.emptyState(rows: 1)
    return layer.step(seen, state: before, starts: [memory.starts[0]]).output
  }

  /// V at each step of an episode, [steps].
  ///
  /// - Parameter observations: [steps, features].
  func predictions(of observations: [Float], steps: Int) -> [Double] {
    if steps == 0 { return [] }
    let features = self.observations.normalized(observations)
    let x = network.trunk(Tensor(rows: features, count: steps, width: features.count / steps))
    guard let layer = network.memory else { return network.critic(x).doubles }
    let read = layer.sequence(x.expanded(axis: 0), mask: nil, state: layer.emptyState(rows: 1)).outputs
    return network.critic(read.reshaped([steps, layer.width])).doubles
  }
}
