public import Randomness
public import Tensors

/// Dense, activation, dense at every step.
public struct FeedForward: Layer {
  public var expand: Dense
  public var contract: Dense

  public init(width: Int, hidden: Int, activation: Activation = .relu, using random: inout some RandomSource) {
    expand = Dense(inputs: width, outputs: hidden, activation: activation, using: &random)
    contract = Dense(inputs: hidden, outputs: width, using: &random)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { contract(expand(input)) }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&expand, "expand")
    visitor.visit(&contract, "contract")
  }
}

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

/// A transformer's decoder block: causal self-attention, attention to the encoder's output, feed-forward; norms first.
public struct DecoderBlock: Module {
  public var selfNorm: LayerNorm
  public var selfAttention: MultiHeadAttention
  public var crossNorm: LayerNorm
  public var crossAttention: MultiHeadAttention
  public var feedNorm: LayerNorm
  public var feed: FeedForward

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

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&selfNorm, "selfNorm")
    visitor.visit(&selfAttention, "selfAttention")
    visitor.visit(&crossNorm, "crossNorm")
    visitor.visit(&crossAttention, "crossAttention")
    visitor.visit(&feedNorm, "feedNorm")
    visitor.visit(&feed, "feed")
  }
}
