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
  /// What a policy without a memory thinks: probabilities, V(s), and what the choice depends on.
  init(of network: PolicyNetwork, _ observation: [Float]) {
    let x = Tensor(rows: observation, count: 1, width: observation.count)
    let h = network.trunk(x)
    let output = network.actor(h)
    let value = network.critic(h).value
    if let logDeviation = network.logDeviation {
      let slope = gradient(at: x) { network.actor(network.trunk($0)).sum() }
      self.init(
        kind: .normal(deviations: logDeviation.exp().doubles), actions: output.doubles, value: value,
        saliency: slope.elements.map { abs($0) })
    } else {
      let best = Int32(output.indexOfLargest(inRow: 0))
      let slope = gradient(at: x) { network.actor(network.trunk($0)).logSoftmax().picked([best]).sum() }
      self.init(
        kind: .probabilities, actions: output.softmax().doubles, value: value,
        saliency: slope.elements.map { abs($0) })
    }
  }
}
