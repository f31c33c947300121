internal import Persistence
internal import Randomness
public import Tensors

/// One output of a sequence: [batch, steps, width] to [batch, width]. Many to one.
public struct LastStep: ParameterlessLayer {
  /// The layer has no settings.
  public init() {}

  /// [batch, steps, width] to [batch, width].
  public func callAsFunction(_ input: Tensor) -> Tensor { input.element(axis: 1, input.shape[1] - 1) }
}

extension LastStep: DescribedLayer {
  static let kinds = [LayerKind("last-step", "the last output of a sequence")]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(2, "sequences [steps, features]")
    site.shape = [site.shape[1]]
  }
}

extension LastStep: ExportableLayer {
  /// The last of the steps, without their axis.
  public func export(to graph: inout OperatorGraph) {
    graph.node("Gather", ["axis": .integer(1)], with: [graph.constant([-1], "index")])
    graph.node("Squeeze", with: [graph.constant([1], "axis")])
  }
}
