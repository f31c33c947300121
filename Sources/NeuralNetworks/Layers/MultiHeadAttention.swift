public import Persistence
public import Randomness
public import Tensors

/// Several attentions at once, each in a part of the width (Vaswani et al., 2017).
public struct MultiHeadAttention: Layer {
  /// What queries are made with.
  public var query: Dense
  /// What keys are made with.
  public var key: Dense
  /// What values are made with.
  public var value: Dense
  /// What the heads side by side become.
  public var output: Dense
  /// How many; each has width / heads.
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

  /// Query, key, value, output.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&query, "query")
    visitor.visit(&key, "key")
    visitor.visit(&value, "value")
    visitor.visit(&output, "output")
  }
}

extension MultiHeadAttention: DescribedLayer {
  static let heads = LayerSetting<Int>.count("heads", default: 4, "how many attentions share the width")
  static let causal = LayerSetting<Bool>.flag("causal", default: false, "whether a step sees only what came before")
  static let kinds = [LayerKind("self-attention", "multi-head self-attention", [heads, causal])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    self.init(
      width: try Self.width(site, heads: site[Self.heads]), heads: site[Self.heads],
      isCausal: site[Self.causal], using: &random)
  }

  /// The width of a sequence that heads can share.
  static func width(_ site: LayerSite, heads: Int) throws(InputError) -> Int {
    try site.expect(2, "sequences [steps, features]")
    guard site.shape[1] % heads == 0 else {
      throw InputError("\(site.place): \(heads) heads do not divide a width of \(site.shape[1])")
    }
    return site.shape[1]
  }
}

extension MultiHeadAttention: ExportableLayer {
  /// Queries, keys and values in heads, their products, and the output.
  ///
  /// - Throws: ``InputError`` where the attention is causal.
  public func export(to graph: inout OperatorGraph) throws(InputError) {
    guard !isCausal else { throw InputError("causal attention cannot be written as ONNX") }
    let start = graph.current
    let width = query.weight.shape[0]
    func split(_ dense: Dense, _ order: [Int], _ graph: inout OperatorGraph) -> String {
      graph.current = start
      dense.export(to: &graph)
      let shape = graph.constant([0, 0, heads, width / heads], "shape")
      graph.node("Reshape", with: [shape])
      return graph.node("Transpose", ["perm": .integers(order)])
    }
    let queries = split(query, [0, 2, 1, 3], &graph)
    let keys = split(key, [0, 2, 3, 1], &graph)
    let values = split(value, [0, 2, 1, 3], &graph)
    graph.node("MatMul", with: [keys], from: queries)
    let scale = 1 / Double(width / heads).squareRoot()
    graph.node("Mul", with: [graph.constant(Tensor([scale], shape: [1]), "scale")])
    graph.node("Softmax", ["axis": .integer(-1)])
    graph.node("MatMul", with: [values])
    graph.node("Transpose", ["perm": .integers([0, 2, 1, 3])])
    graph.node("Reshape", with: [graph.constant([0, 0, width], "shape")])
    output.export(to: &graph)
  }
}
