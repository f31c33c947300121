public import Randomness
public import Tensors

/// A vector for each of a number of tokens.
public struct Embedding: Layer {
  /// [tokens, width]
  public var vectors: Tensor

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

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&vectors, "vectors", .weight)
  }
}
