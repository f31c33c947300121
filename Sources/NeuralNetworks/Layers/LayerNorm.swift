internal import Persistence
internal import Randomness
public import Tensors

/// Layer normalisation over the last axis (Ba et al., 2016).
public struct LayerNorm: Layer {
  /// [width]
  public var scale: Tensor
  /// [width]
  public var shift: Tensor
  public var epsilon: Double

  public init(width: Int, epsilon: Double = 1e-5) {
    scale = .ones([width])
    shift = .zeros([width])
    self.epsilon = epsilon
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.normalizedRows(scale: scale, shift: shift, epsilon: epsilon)
  }

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&scale, "scale", .bias)
    visitor.visit(&shift, "shift", .bias)
  }
}

extension LayerNorm: DescribedLayer {
  static let kinds = [LayerKind("layer-norm", "layer normalisation")]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    self.init(width: try site.width())
  }
}

extension LayerNorm: ExportableLayer {
  /// One operator.
  public func export(to graph: inout OperatorGraph) {
    graph.node(
      "LayerNormalization", ["axis": .integer(-1), "epsilon": .real(epsilon)],
      with: [graph.constant(scale, "scale"), graph.constant(shift, "shift")])
  }
}
