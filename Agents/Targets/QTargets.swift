public import Tensors

/// The targets of Q-learning with a network whose values of what comes later are held fixed (Mnih et al., 2015):
///
///     y = R + Gamma max_a Q_target(s', a)
///
/// With R = r and Gamma = gamma this is the one-step target. Over n steps (Sutton and Barto, 2nd edition, equation 7.1; Hessel
/// et al., 2018) R = sum_{k < n} gamma^k r_k, Gamma = gamma^n and s' is what was seen n steps later. Where the world ended on the
/// way Gamma is 0.
///
/// - Parameters:
///   - rewards: R, [batch].
///   - continuations: Gamma, [batch].
///   - later: Q_target(s', .), [batch, actions].
/// - Returns: y, [batch].
public func qLearningTargets(rewards: [Float], continuations: [Float], later: Tensor) -> Tensor {
  doubleQTargets(rewards: rewards, continuations: continuations, later: later, choosing: later)
}

/// The targets of double Q-learning (van Hasselt et al., 2016): one network chooses the next action, another values it, so that
/// what is overestimated by chance is not chosen and valued by the same chance.
///
///     y = R + Gamma Q_target(s', argmax_a Q(s', a))
///
/// - Parameters:
///   - rewards: R, [batch]; see ``qLearningTargets(rewards:continuations:later:)``.
///   - continuations: Gamma, [batch].
///   - later: Q_target(s', .), [batch, actions].
///   - choosing: Q(s', .), [batch, actions]; of several largest the first is chosen.
/// - Returns: y, [batch].
public func doubleQTargets(rewards: [Float], continuations: [Float], later: Tensor, choosing: Tensor) -> Tensor {
  precondition(
    later.rank == 2 && later.shape == choosing.shape && later.shape[0] == rewards.count
      && continuations.count == rewards.count,
    "Q targets: values \(later.shape) and \(choosing.shape) for \(rewards.count) rewards")
  let actions = later.shape[1]
  return Tensor(shape: [rewards.count]) { targets in
    later.withElements { later in
      choosing.withElements { choosing in
        for row in targets.indices {
          let start = row * actions
          var best = 0
          for action in 1..<max(actions, 1) where choosing[start + action] > choosing[start + best] { best = action }
          targets[row] = rewards[row] + continuations[row] * later[start + best]
        }
      }
    }
  }
}
