public import Randomness
public import Tensors

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
