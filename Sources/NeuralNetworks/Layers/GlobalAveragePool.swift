internal import Persistence
internal import Randomness
public import Tensors

/// The mean over all axes between batch and channels: [batch, ..., channels] to [batch, channels].
public struct GlobalAveragePool: ParameterlessLayer {
  /// The layer has no settings.
  public init() {}

  /// [batch, ..., channels] to [batch, channels].
  public func callAsFunction(_ input: Tensor) -> Tensor { input.mean(axes: Array(1..<(input.rank - 1))) }
}

extension GlobalAveragePool: DescribedLayer {
  static let kinds = [LayerKind("global-average-pool", "the mean over places or steps")]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    guard site.shape.rank >= 2 else {
      throw InputError("\(site.place) takes images or sequences; what reaches it is \(site.shape)")
    }
    site.shape = [site.shape[site.shape.rank - 1]]
  }
}

extension GlobalAveragePool: ExportableLayer {
  /// [batch, ..., channels] as [batch, places, channels], whatever the number of axes, and the mean over places.
  public func export(to graph: inout OperatorGraph) {
    let source = graph.current
    let channels = graph.node("Shape", ["start": .integer(-1)])
    let shape = graph.node(
      "Concat", ["axis": .integer(0)], with: [graph.constant([-1], "places"), channels],
      from: graph.constant([0], "batch"))
    graph.node("Reshape", with: [shape], from: source)
    graph.node("ReduceMean", ["axes": .integers([1]), "keepdims": .integer(0)])
  }
}
