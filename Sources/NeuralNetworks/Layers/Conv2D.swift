internal import Persistence
public import Randomness
public import Tensors

/// A bank of filters over images [batch, height, width, channels].
public struct Conv2D: Layer {
  /// [height, width, channels, filters]
  public var filters: Tensor
  /// [filters]
  public var bias: Tensor?
  /// How far the window moves.
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
    self.filters = initializer([window, window, channels, filters], using: &random)
    bias = hasBias ? initializer.bias(filters, fanIn: window * window * channels, using: &random) : nil
    self.stride = stride
    self.padding = padding
    self.activation = activation
  }

  /// [batch, height, width, channels] to [batch, rows, columns, filters]: a cross-correlation, bias and activation.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if let fused = activation.fused {
      return input.convolved(
        filters: filters, bias: bias, stride: (stride, stride), padding: padding, activation: fused)
    }
    return activation(input.convolved(filters: filters, bias: bias, stride: (stride, stride), padding: padding))
  }

  /// Filters and bias.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&filters, "filters", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}

extension Conv2D: DescribedLayer {
  static let filters = LayerSetting<Int>.count(
    "filters", default: 16, "how many filters, so how many channels leave")
  static let window = LayerSetting<Int>.count("window", default: 3, "the sides of a filter")
  static let stride = LayerSetting<Int>.count("stride", default: 1, "how far the window moves")
  static let padding = LayerSetting.padding
  static let activation = LayerSetting.activation()
  static let kinds = [LayerKind("conv2d", "filters over images", [filters, window, stride, padding, activation])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(3, "images [height, width, channels]")
    let (window, stride, padding) = (site[Self.window], site[Self.stride], site[Self.padding])
    self.init(
      channels: site.shape[2], filters: site[Self.filters], window: window, stride: stride, padding: padding,
      activation: site[Self.activation], using: &random)
    site.shape = [
      try site.extent(site.shape[0], window, stride, padding), try site.extent(site.shape[1], window, stride, padding),
      site[Self.filters],
    ]
  }
}

extension Conv2D: ExportableLayer {
  /// Convolutions want channels first.
  public var exportLayout: ExportLayout { .channelsFirst }

  /// A convolution and the activation.
  public func export(to graph: inout OperatorGraph) {
    graph.convolution("Conv", filters.transposed([3, 2, 0, 1]), bias, stride, padding)
    if activation.mixesChannels { graph.leaveImageLayout() }
    activation.export(to: &graph)
  }
}

extension OperatorGraph {
  /// A convolution of either direction with filters [out, in, height, width].
  mutating func convolution(_ operation: String, _ filters: Tensor, _ bias: Tensor?, _ stride: Int, _ padding: Padding)
  {
    var others = [constant(filters, "filters")]
    if let bias { others.append(constant(bias, "bias")) }
    switch padding {
    case .valid: node(operation, ["strides": .integers([stride, stride])], with: others)
    case .same:
      node(operation, ["strides": .integers([stride, stride]), "auto_pad": .text("SAME_UPPER")], with: others)
    case .explicit(let height, let width):
      node(
        operation, ["strides": .integers([stride, stride]), "pads": .integers([height, width, height, width])],
        with: others)
    }
  }
}
