internal import Randomness
public import Tensors

/// Each example as one row: [batch, ...] to [batch, elements].
public struct Flatten: ParameterlessLayer {
  /// The layer has no settings.
  public init() {}

  /// [batch, ...] to [batch, elements].
  public func callAsFunction(_ input: Tensor) -> Tensor { input.reshaped([input.shape[0], -1]) }
}

extension Flatten: DescribedLayer {
  static let kinds = [LayerKind("flatten", "each example as one row")]

  init(from site: inout LayerSite, using random: inout some RandomSource) { site.shape = [site.shape.elementCount] }
}

extension Flatten: ExportableLayer {
  /// One operator.
  public func export(to graph: inout OperatorGraph) { graph.node("Flatten", ["axis": .integer(1)]) }
}
