public import Persistence
public import Randomness
public import Tensors

/// A transformer's encoder block: x + attention(norm x), then x + feed-forward(norm x).
///
/// Differences from the paper: normalisation comes before each part instead of after (Xiong et al., 2020), which trains
/// without warm-up; dropout acts on each part's output.
public struct EncoderBlock: Layer {
  /// Before the attention.
  public var attentionNorm: LayerNorm
  /// Between the steps.
  public var attention: MultiHeadAttention
  /// Before the feed-forward part.
  public var feedNorm: LayerNorm
  /// At every step alike.
  public var feed: FeedForward
  /// On either part's output, in training.
  public var dropout: Dropout

  /// - Parameters:
  /// - width: of every step; `heads` divides it.
  /// - hidden: units between the layers of the feed-forward part; 4 `width` if nil.
  /// - isCausal: whether a step sees only itself and what came before.
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

  /// [batch, steps, width] to the same shape.
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

  /// The same with dropout on either part's output.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let x = input + dropout.trainingOutput(attention(attentionNorm(input)), using: &random)
    return x + dropout.trainingOutput(feed(feedNorm(x)), using: &random)
  }

  /// The parts in the order they are computed in.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&attentionNorm, "attentionNorm")
    visitor.visit(&attention, "attention")
    visitor.visit(&feedNorm, "feedNorm")
    visitor.visit(&feed, "feed")
  }
}

extension EncoderBlock: DescribedLayer {
  static let heads = LayerSetting<Int>.count("heads", default: 4, "how many attentions share the width")
  static let hidden = LayerSetting<Int?>.count(
    "hidden", default: "4 times the width", "units between the feed-forward part's layers")
  static let rate = LayerSetting<Double>.rate(default: 0, "the share of either part's output that is zero in training")
  static let causal = LayerSetting<Bool>.flag("causal", default: false, "whether a step sees only what came before")
  static let kinds = [LayerKind("encoder", "a transformer's encoder block", [heads, hidden, rate, causal])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    self.init(
      width: try MultiHeadAttention.width(site, heads: site[Self.heads]), heads: site[Self.heads],
      hidden: site[Self.hidden], dropout: site[Self.rate], isCausal: site[Self.causal], using: &random)
  }

  var hindranceInAgents: String? { dropout.hindranceInAgents }
}

extension EncoderBlock: ExportableLayer {
  /// Both parts, each added to what it started from.
  ///
  /// - Throws: ``InputError`` where the attention is causal.
  public func export(to graph: inout OperatorGraph) throws(InputError) {
    let start = graph.current
    attentionNorm.export(to: &graph)
    try attention.export(to: &graph)
    let middle = graph.node("Add", with: [start])
    feedNorm.export(to: &graph)
    feed.export(to: &graph)
    graph.node("Add", with: [middle])
  }
}
