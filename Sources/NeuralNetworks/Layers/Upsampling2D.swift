internal import Persistence
internal import Randomness
public import Tensors

/// Each pixel `factor` times along both sides: nearest-neighbour upsampling.
public struct Upsampling2D: ParameterlessLayer {
  /// How often each pixel stands along either side.
  public var factor: Int

  /// A layer that multiplies height and width by `factor`.
  public init(factor: Int = 2) { self.factor = factor }

  /// [batch, height, width, channels] to [batch, factor height, factor width, channels].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.repeated(axis: 1, count: factor).repeated(axis: 2, count: factor)
  }
}

extension Upsampling2D: DescribedLayer {
  static let factor = LayerSetting<Int>.count("factor", default: 2, "how often each pixel stands along either side")
  static let kinds = [LayerKind("upsample", "nearest-neighbour upsampling", [factor])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(3, "images [height, width, channels]")
    self.init(factor: site[Self.factor])
    site.shape = [site.shape[0] * factor, site.shape[1] * factor, site.shape[2]]
  }
}

extension Upsampling2D: ExportableLayer {
  /// One operator, with the scales of batch, height, width and channels.
  public func export(to graph: inout OperatorGraph) {
    let times = Float(factor)
    let scales = graph.constant(Tensor([1, times, times, 1], shape: [4]), "scales")
    graph.node(
      "Resize",
      [
        "mode": .text("nearest"), "nearest_mode": .text("floor"),
        "coordinate_transformation_mode": .text("asymmetric"),
      ], with: ["", scales])
  }
}
