public import Randomness
public import Tensors

/// A transformer's encoder block: x + attention(norm x), then x + feed-forward(norm x).
///
/// Differences from the paper: normalisation comes before each part instead of after (Xiong et al., 2020), which trains
/// without warm-up; dropout acts on each part's output.
public struct EncoderBlock: Layer {
  public var attentionNorm: LayerNorm
  public var attention: MultiHeadAttention
  public var feedNorm: LayerNorm
  public var feed: FeedForward
  public var dropout: Dropout

  public init(
    width: Int, heads: Int, hidden: Int? = nil, dropout: Double = 0, isCausal: Bool = false,
    using random: inout some RandomSource
  ) {
    attentionNorm = LayerNorm(width: width)
    attention = MultiHeadAttention(width: width, heads: heads, isCausal: isCausal, using: &random)
    feedNorm = LayerNorm(width: width)
    feed = FeedForward(width: width, hidden: hidden ?? 4 * width, using: &random)
    self.dropout = Dropout(rate: dropout)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let x = input + attention(attentionNorm(input))
    return x + feed(feedNorm(x))
  }

  /// With a mask that broadcasts to [batch, heads, steps, steps], for sequences padded to one length.
  public func callAsFunction(_ input: Tensor, mask: Tensor?) -> Tensor {
    let normed = attentionNorm(input)
    let x = input + attention(queries: normed, memory: normed, mask: mask).output
    return x + feed(feedNorm(x))
  }

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let x = input + dropout.trainingOutput(attention(attentionNorm(input)), using: &random)
    return x + dropout.trainingOutput(feed(feedNorm(x)), using: &random)
  }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&attentionNorm, "attentionNorm")
    visitor.visit(&attention, "attention")
    visitor.visit(&feedNorm, "feedNorm")
    visitor.visit(&feed, "feed")
  }
}
