public import Randomness
public import Tensors

/// A transformer's decoder block: causal self-attention, attention to the encoder's output, feed-forward; norms first.
public struct DecoderBlock: Module {
  /// Before the self-attention.
  public var selfNorm: LayerNorm
  /// Each step sees itself and what came before.
  public var selfAttention: MultiHeadAttention
  /// Before the attention to the encoder's output.
  public var crossNorm: LayerNorm
  /// Queries from here, keys and values from the encoder's output.
  public var crossAttention: MultiHeadAttention
  /// Before the feed-forward part.
  public var feedNorm: LayerNorm
  /// At every step alike.
  public var feed: FeedForward

  /// - Parameters:
  /// - width: of every step; `heads` divides it.
  /// - hidden: units between the layers of the feed-forward part; 4 `width` if nil.
  public init(width: Int, heads: Int, hidden: Int? = nil, using random: inout some RandomSource) {
    selfNorm = LayerNorm(width: width)
    selfAttention = MultiHeadAttention(width: width, heads: heads, isCausal: true, using: &random)
    crossNorm = LayerNorm(width: width)
    crossAttention = MultiHeadAttention(width: width, heads: heads, using: &random)
    feedNorm = LayerNorm(width: width)
    feed = FeedForward(width: width, hidden: hidden ?? 4 * width, using: &random)
  }

  /// - Parameters:
  ///   - input: [batch, m, width]
  ///   - memory: [batch, n, width], the encoder's output.
  ///   - memoryMask: broadcasts to [batch, heads, m, n].
  public func callAsFunction(_ input: Tensor, memory: Tensor, memoryMask: Tensor? = nil) -> Tensor {
    var x = input + selfAttention(selfNorm(input))
    x = x + crossAttention(queries: crossNorm(x), memory: memory, mask: memoryMask).output
    return x + feed(feedNorm(x))
  }

  /// The parts in the order they are computed in.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&selfNorm, "selfNorm")
    visitor.visit(&selfAttention, "selfAttention")
    visitor.visit(&crossNorm, "crossNorm")
    visitor.visit(&crossAttention, "crossAttention")
    visitor.visit(&feedNorm, "feedNorm")
    visitor.visit(&feed, "feed")
  }
}
