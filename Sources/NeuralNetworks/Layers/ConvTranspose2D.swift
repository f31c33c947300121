public import Persistence
public import Randomness
public import Tensors

/// Transposed convolution: from few pixels to many (Zeiler et al., 2010).
public struct ConvTranspose2D: Layer {
  /// [height, width, out channels, in channels]
  public var filters: Tensor
  /// [out channels]
  public var bias: Tensor?
  /// How far the window moves; for the transposed one in what leaves.
  public var stride: Int
  /// What windows do at the rim.
  public var padding: Padding
  /// Applied to the sums.
  public var activation: Activation

  /// - Parameters:
  /// - channels: of what the layer takes.
  /// - filters: how many, so how many channels leave.
  /// - initializer: by default what suits the activation.
  public init(
    channels: Int, filters: Int, window: Int = 3, stride: Int = 1, padding: Padding = .valid,
    activation: Activation = .linear, hasBias: Bool = true, initializer: Initializer? = nil,
    using random: inout some RandomSource
  ) {
    let initializer = initializer ?? activation.suitableInitializer
    self.filters = initializer([window, window, filters, channels], using: &random)
    bias = hasBias ? initializer.bias(filters, fanIn: window * window * filters, using: &random) : nil
    self.stride = stride
    self.padding = padding
    self.activation = activation
  }

  /// [batch, height, width, channels] to [batch, rows, columns, filters], with (size - 1) stride + window rows and
  /// columns where the padding is `.valid`, size times stride with `.same`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    activation(input.transposedConvolved(filters: filters, bias: bias, stride: (stride, stride), padding: padding))
  }

  /// Filters and bias.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&filters, "filters", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}

extension ConvTranspose2D: DescribedLayer {
  static let filters = LayerSetting<Int>.count(
    "filters", default: 16, "how many filters, so how many channels leave")
  static let window = LayerSetting<Int>.count("window", default: 3, "the sides of a filter")
  static let stride = LayerSetting<Int>.count("stride", default: 1, "how far the window moves in what leaves")
  static let padding = LayerSetting.padding
  static let activation = LayerSetting.activation()
  static let kinds = [
    LayerKind("conv-transpose2d", "transposed convolution", [filters, window, stride, padding, activation])
  ]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(3, "images [height, width, channels]")
    let (window, stride, padding) = (site[Self.window], site[Self.stride], site[Self.padding])
    self.init(
      channels: site.shape[2], filters: site[Self.filters], window: window, stride: stride, padding: padding,
      activation: site[Self.activation], using: &random)
    func grown(_ size: Int) -> Int { padding == .same ? size * stride : (size - 1) * stride + window }
    site.shape = [grown(site.shape[0]), grown(site.shape[1]), site[Self.filters]]
  }
}

extension ConvTranspose2D: ExportableLayer {
  /// Convolutions want channels first.
  public var exportLayout: ExportLayout { .channelsFirst }

  /// A transposed convolution and the activation.
  ///
  /// - Throws: ``InputError`` unless the padding is `.valid`.
  public func export(to graph: inout OperatorGraph) throws(InputError) {
    guard padding == .valid else {
      throw InputError("a transposed convolution can be written as ONNX with padding 'valid' only")
    }
    graph.convolution("ConvTranspose", filters.transposed([3, 2, 0, 1]), bias, stride, padding)
    if activation.mixesChannels { graph.leaveImageLayout() }
    activation.export(to: &graph)
  }
}
