#if canImport(Glibc)
  internal import Glibc
#endif
public import Randomness
public import Tensors

/// How well a query fits a key (Luong et al., 2015; Bahdanau et al., 2014; Graves et al., 2014; Vaswani et al., 2017).
public enum AttentionScore: Sendable {
  /// The cosine of the angle between them.
  case content
  /// v tanh(q W + k U): W [queries, n], U [keys, n], v [n].
  case additive(queryWeight: Tensor, keyWeight: Tensor, vector: Tensor)
  /// q W k: W [queries, keys].
  case general(Tensor)
  case dot
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

/// Several attentions at once, each in a part of the width (Vaswani et al., 2017).
public struct MultiHeadAttention: Layer {
  public var query: Dense
  public var key: Dense
  public var value: Dense
  public var output: Dense
  public var heads: Int
  /// Whether ``callAsFunction(_:)`` lets a step see only itself and what came before.
  public var isCausal: Bool

  /// - Precondition: `heads` divides `width`.
  public init(width: Int, heads: Int, isCausal: Bool = false, using random: inout some RandomSource) {
    precondition(heads > 0 && width % heads == 0, "\(heads) heads do not divide a width of \(width)")
    query = Dense(inputs: width, outputs: width, using: &random)
    key = Dense(inputs: width, outputs: width, using: &random)
    value = Dense(inputs: width, outputs: width, using: &random)
    output = Dense(inputs: width, outputs: width, using: &random)
    self.heads = heads
    self.isCausal = isCausal
  }

  /// Self-attention, [batch, steps, width].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let mask = isCausal ? AttentionMask.causal(input.shape[1], precision: input.precision) : nil
    return self(queries: input, memory: input, mask: mask).output
  }

  /// - Parameters:
  ///   - queries: [batch, m, width]
  ///   - memory: [batch, n, width], what keys and values are made of.
  ///   - mask: broadcasts to [batch, heads, m, n].
  /// - Returns: [batch, m, width] and the weights [batch, heads, m, n].
  public func callAsFunction(queries: Tensor, memory: Tensor, mask: Tensor? = nil) -> (output: Tensor, weights: Tensor)
  {
    let (batch, m, width) = (queries.shape[0], queries.shape[1], queries.shape[2])
    func split(_ x: Tensor) -> Tensor {
      x.reshaped([batch, x.shape[1], heads, width / heads]).transposed([0, 2, 1, 3])
    }
    let (mixed, weights) = attention(
      queries: split(query(queries)), keys: split(key(memory)), values: split(value(memory)), mask: mask)
    return (output(mixed.transposed([0, 2, 1, 3]).reshaped([batch, m, width])), weights)
  }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&query, "query")
    visitor.visit(&key, "key")
    visitor.visit(&value, "value")
    visitor.visit(&output, "output")
  }
}

/// Adds where each step is: sines and cosines of falling frequency, or learnt vectors.
public struct PositionalEncoding: Layer {
  /// [steps, width]; state where it is fixed.
  public var positions: Tensor
  public var isLearned: Bool

  /// sin and cos of position / 10000^(2 i / width) (Vaswani et al., 2017).
  public static func sinusoidal(steps: Int, width: Int) -> PositionalEncoding {
    let elements = (0..<steps * width).map { place -> Double in
      let (step, channel) = (place / width, place % width)
      let angle = Double(step) / pow(10_000, Double(channel / 2 * 2) / Double(width))
      return channel % 2 == 0 ? sin(angle) : cos(angle)
    }
    return PositionalEncoding(positions: Tensor(elements, shape: [steps, width]), isLearned: false)
  }

  public static func learned(steps: Int, width: Int, using random: inout some RandomSource) -> PositionalEncoding {
    PositionalEncoding(
      positions: Initializer.normal(standardDeviation: 0.02)([steps, width], using: &random), isLearned: true)
  }

  init(positions: Tensor, isLearned: Bool) {
    self.positions = positions
    self.isLearned = isLearned
  }

  /// - Precondition: at most as many steps as there are positions.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.shape[1] <= positions.shape[0], "\(input.shape[1]) steps are more than the \(positions.shape[0]) positions")
    return input + positions[0..<input.shape[1]]
  }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&positions, "positions", isLearned ? .weight : .state)
  }
}
