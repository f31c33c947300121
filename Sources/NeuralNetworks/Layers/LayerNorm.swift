internal import Persistence
internal import Randomness
public import Tensors

/// Layer normalisation over the last axis (Ba et al., 2016).
public struct LayerNorm: Layer {
  /// [width]
  public var scale: Tensor
  /// [width]
  public var shift: Tensor
  /// Added to the variance, against division by zero.
  public var epsilon: Double

  /// Scale 1 and shift 0.
  public init(width: Int, epsilon: Double = 1e-5) {
    scale = .ones([width])
    shift = .zeros([width])
    self.epsilon = epsilon
  }

  /// (x - m) / sqrt(v + epsilon) scale + shift, with the mean m and variance v of the last axis; [..., width].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.normalizedRows(scale: scale, shift: shift, epsilon: epsilon)
  }

  /// Scale and shift.
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
