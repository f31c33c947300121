import NeuralNetworks
import Randomness
import ReinforcementLearning
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// Actions from the outputs of a policy.
enum Sampling {
  /// One action a row from softmax(logits), one draw each.
  static func categorical(_ logits: Tensor, into actions: inout [Int32], using random: inout PCG64) {
    let width = logits.shape[1]
    logits.withElements { logits in
      for row in 0..<actions.count {
        let start = row * width
        var largest = logits[start]
        for action in 1..<max(width, 1) { largest = max(largest, logits[start + action]) }
        var total: Float = 0
        for action in 0..<width { total += expf(logits[start + action] - largest) }
        var rest = Float(random.nextDouble()) * total
        var choice = width - 1
        for action in 0..<width {
          rest -= expf(logits[start + action] - largest)
          if rest < 0 {
            choice = action
            break
          }
        }
        actions[row] = Int32(choice)
      }
    }
  }

  /// The entropy of softmax(logits), mean over rows.
  static func entropy(_ logits: Tensor) -> Tensor {
    let logs = logits.logSoftmax()
    return -(logs.exp() * logs).sum(axis: -1).mean()
  }
}

extension Insight {
  /// What a policy thinks: probabilities, or means and deviations; V(s); and what its choice depends on.
  ///
  /// - Parameter read: what actor and critic read, [1, width], from an observation, [1, features].
  init(of network: PolicyNetwork, _ observation: [Float], read: (Tensor) -> Tensor) {
    let x = Tensor(rows: observation, count: 1, width: observation.count)
    let h = read(x)
    let output = network.actor(h)
    let best = Int32(output.indexOfLargest(inRow: 0))
    let slope = gradient(at: x) { x in
      let output = network.actor(read(x))
      return network.logDeviation == nil ? output.logSoftmax().picked([best]).sum() : output.sum()
    }
    self.init(
      kind: network.logDeviation.map { .normal(deviations: $0.exp().doubles) } ?? .probabilities,
      actions: network.logDeviation == nil ? output.softmax().doubles : output.doubles,
      value: network.critic(h).value, saliency: slope.elements.map { abs($0) })
  }
}
