/// The weights that make up for drawing transitions more often than uniformly (Schaul et al., 2016, section 3.4):
///
///     w_i = (N P(i))^-beta / max_j w_j,   P(i) = p_i / sum_k p_k
///
/// Divided by the greatest of the batch they only scale steps down.
///
/// - Parameters:
///   - priorities: p_i of what was drawn, [batch], above 0.
///   - total: sum_k p_k over all N transitions.
///   - count: N.
///   - exponent: beta; 0 weighs all the same, 1 makes up for all of it.
/// - Returns: w, [batch], in 0...1.
public func importanceWeights(priorities: [Float], total: Float, count: Int, exponent: Float) -> [Float] {
  let scale = Float(count) / total
  var weights = priorities.map { Powers.power(scale * $0, -exponent) }
  let largest = weights.max() ?? 1
  for index in weights.indices { weights[index] /= largest }
  return weights
}
