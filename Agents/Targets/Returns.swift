/// The discounted return from each step of an episode on (Sutton and Barto, 2nd edition, equation 3.9):
///
///     G_t = r_t + gamma G_{t+1},   G_T = V(s_T)
///
/// - Parameters:
///   - rewards: r, [steps], of one episode in the order of time.
///   - discount: gamma.
///   - bootstrap: V(s_T) of what followed the last step; 0 where the world ended or nothing is known.
/// - Returns: G, [steps].
public func discountedReturns(rewards: [Float], discount: Double, bootstrap: Float = 0) -> [Float] {
  var returns = rewards
  var later = bootstrap
  for step in rewards.indices.reversed() {
    later = rewards[step] + Float(discount) * later
    returns[step] = later
  }
  return returns
}

/// The one-step targets of temporal-difference learning (Sutton and Barto, 2nd edition, equation 6.2):
///
///     y = r + gamma V(s')
///
/// - Parameters:
///   - rewards: r, [rows].
///   - next: V(s'), [rows]; 0 where the world ended.
///   - discount: gamma.
/// - Returns: y, [rows].
public func oneStepTargets(rewards: [Float], next: [Float], discount: Double) -> [Float] {
  precondition(rewards.count == next.count, "targets: \(rewards.count) rewards and \(next.count) values")
  return rewards.indices.map { rewards[$0] + Float(discount) * next[$0] }
}
