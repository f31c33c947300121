/// Generalised advantages and the lambda-returns they imply (Schulman et al., 2016, equation 16):
///
///     delta_t = r_t + gamma V(s_{t+1}) - V(s_t),   A_t = delta_t + gamma lambda A_{t+1},   R_t = A_t + V(s_t)
///
/// lambda = 1 gives A_t = G_t - V(s_t) with n-step returns that end in V (Mnih et al., 2016), lambda = 0 the one-step error.
/// After the last step of an episode nothing of the next one counts: A_{t+1} is 0, and V(s_{t+1}) is `finalValues`.
///
/// - Parameters:
///   - rewards: r, [steps, rows].
///   - values: V(s_t), [steps, rows].
///   - next: V of what is seen after the last step, [rows].
///   - isLast: whether an episode ended with the step, [steps, rows].
///   - finalValues: V of the true successor where time ran out, 0 where the world ended, [steps, rows]; read where `isLast`.
///   - discount: gamma.
///   - lambda: how much later errors count.
/// - Returns: A and R, [steps, rows] each.
public func generalizedAdvantages(
  rewards: [Float], values: [Float], next: [Float], isLast: [Bool], finalValues: [Float], discount: Double,
  lambda: Double
) -> (advantages: [Float], returns: [Float]) {
  let rows = next.count
  precondition(
    rewards.count == values.count && isLast.count == values.count && finalValues.count == values.count
      && rows > 0 && values.count % rows == 0,
    "advantages: \(rewards.count) rewards, \(values.count) values and \(isLast.count) ends in \(rows) rows")
  let (gamma, fade) = (Float(discount), Float(discount * lambda))
  var advantages = [Float](repeating: 0, count: values.count)
  var returns = advantages
  for row in 0..<rows {
    var later: Float = 0
    var following = next[row]
    for index in stride(from: values.count - rows + row, through: 0, by: -rows) {
      if isLast[index] { (later, following) = (0, finalValues[index]) }
      later = rewards[index] + gamma * following - values[index] + fade * later
      advantages[index] = later
      returns[index] = later + values[index]
      following = values[index]
    }
  }
  return (advantages, returns)
}

/// Numbers moved and scaled to mean 0 and deviation 1 (the estimate that divides by n - 1, plus 1e-8):
///
///     x' = (x - mean x) / (deviation x + 1e-8)
///
/// - Parameter values: x, [count]; a single one stays as it is.
public func standardized(_ values: [Float]) -> [Float] {
  if values.count < 2 { return values }
  let count = Float(values.count)
  let mean = values.reduce(0, +) / count
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  let scale = 1 / (variance.squareRoot() + 1e-8)
  return values.map { ($0 - mean) * scale }
}
