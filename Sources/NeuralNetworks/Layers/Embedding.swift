internal import Persistence
public import Randomness
public import Tensors

/// A vector for each of a number of tokens.
public struct Embedding: Layer {
  /// [tokens, width]
  public var vectors: Tensor

  /// - Parameters:
  /// - tokens: how many there are, from 0.
  /// - width: the length of a vector.
  public init(
    tokens: Int, width: Int, initializer: Initializer = .normal(standardDeviation: 1),
    using random: inout some RandomSource
  ) {
    vectors = initializer([tokens, width], using: &random)
  }

  /// - Parameters:
  ///   - tokens: row-major over `shape`.
  ///   - shape: for example [batch, steps].
  /// - Returns: `shape` + [width].
  public func callAsFunction(_ tokens: [Int32], shape: Shape) -> Tensor {
    precondition(tokens.count == shape.elementCount, "\(tokens.count) tokens do not fill the shape \(shape)")
    return vectors.rows(tokens).reshaped(Shape(Array(shape) + [vectors.shape[1]]))
  }

  /// Tokens as the elements of a tensor, for use in a ``Sequential``.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input.elements.map { Int32($0) }, shape: input.shape) }

  /// The vectors.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&vectors, "vectors", .weight)
  }
}

extension Embedding: DescribedLayer {
  static let tokens = LayerSetting<Int>.count("tokens", default: 256, "how many tokens there are, from 0")
  static let units = LayerSetting<Int>.count("units", default: 32, "the length of a vector")
  static let kinds = [LayerKind("embedding", "a vector for each token", [tokens, units])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(1, "rows of tokens")
    self.init(tokens: site[Self.tokens], width: site[Self.units], using: &random)
    site.shape.append(site[Self.units])
  }

  var hindranceInAgents: String? { "takes whole numbers as tokens, which observations are not" }
}

extension Embedding: ExportableLayer {
  /// Tokens as integers, and the rows they name.
  public func export(to graph: inout OperatorGraph) {
    let tokens = graph.node("Cast", ["to": .integer(7)])
    let table = graph.constant(vectors, "vectors")
    graph.node("Gather", ["axis": .integer(0)], with: [tokens], from: table)
  }
}
