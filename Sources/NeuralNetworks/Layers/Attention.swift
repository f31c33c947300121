public import Tensors

/// How well a query fits a key (Luong et al., 2015; Bahdanau et al., 2014; Graves et al., 2014; Vaswani et al., 2017).
public enum AttentionScore: Sendable {
  /// The cosine of the angle between them.
  case content
  /// v tanh(q W + k U): W [queries, n], U [keys, n], v [n].
  case additive(queryWeight: Tensor, keyWeight: Tensor, vector: Tensor)
  /// q W k: W [queries, keys].
  case general(Tensor)
  /// q k
  case dot
  /// q k / sqrt(width) (Vaswani et al., 2017).
  case scaledDot
  /// From the query alone, one score for each place: q W with W [queries, places].
  case location(Tensor)

  /// - Parameters:
  ///   - queries: [..., m, width]
  ///   - keys: [..., n, width]
  /// - Returns: [..., m, n].
  public func callAsFunction(_ queries: Tensor, _ keys: Tensor) -> Tensor {
    switch self {
    case .dot: return queries.matrixProduct(keys, transposed: true)
    case .scaledDot:
      let width = Double(keys.shape[keys.rank - 1])
      return queries.matrixProduct(keys, transposed: true) * (1 / width.squareRoot())
    case .general(let weight): return queries.matrixProduct(weight).matrixProduct(keys, transposed: true)
    case .content:
      func unit(_ x: Tensor) -> Tensor { x / (x.squared().sum(axis: -1, keepingAxis: true) + 1e-12).squareRoot() }
      return unit(queries).matrixProduct(unit(keys), transposed: true)
    case .additive(let queryWeight, let keyWeight, let vector):
      let q = queries.matrixProduct(queryWeight).expanded(axis: queries.rank - 1)
      let k = keys.matrixProduct(keyWeight).expanded(axis: keys.rank - 2)
      return ((q + k).tanh() * vector).sum(axis: -1)
    case .location(let weight):
      let scores = queries.matrixProduct(weight)
      let places = keys.shape[keys.rank - 2]
      precondition(
        places <= weight.shape[1], "location-based attention has \(weight.shape[1]) places, the keys are \(places)")
      return scores.slice(axis: -1, 0..<places)
    }
  }
}

/// Which keys a query may see: 1 yes, 0 no.
public enum AttentionMask {
  /// Each step sees itself and what came before: [steps, steps].
  public static func causal(_ steps: Int, precision: Precision = .single) -> Tensor {
    Tensor(
      (0..<steps * steps).map { $0 % steps <= $0 / steps ? Float(1) : 0 }, shape: [steps, steps], precision: precision)
  }

  /// Scores with -infinity where the mask is 0, before softmax.
  static func apply(_ mask: Tensor?, to scores: Tensor) -> Tensor {
    guard let mask else { return scores }
    return .select(mask, scores, Tensor(-.infinity, precision: scores.precision))
  }
}

/// Values weighted by how well their keys fit: softmax over keys.
///
/// - Parameters:
///   - queries: [..., m, width]
///   - keys: [..., n, width]
///   - values: [..., n, value width]
///   - mask: broadcasts to [..., m, n]; 1 where a key may be seen.
/// - Returns: the mixtures [..., m, value width] and the weights [..., m, n].
public func attention(
  queries: Tensor, keys: Tensor, values: Tensor, score: AttentionScore = .scaledDot, mask: Tensor? = nil
) -> (output: Tensor, weights: Tensor) {
  let weights = AttentionMask.apply(mask, to: score(queries, keys)).softmax()
  return (weights.matrixProduct(values), weights)
}
