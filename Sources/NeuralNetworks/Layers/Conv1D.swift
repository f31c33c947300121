internal import Persistence
public import Randomness
public import Tensors

/// A bank of filters over sequences [batch, steps, channels].
public struct Conv1D: Layer {
  /// [window, channels, filters]
  public var filters: Tensor
  /// [filters]
  public var bias: Tensor?
  /// How far the window moves.
  public var stride: Int
  /// What windows do at the rim.
  public var padding: Padding
  /// Applied to the sums.
  public var activation: Activation

  /// - Parameter padding: explicit padding uses the width only.
  public init(
    channels: Int, filters: Int, window: Int = 3, stride: Int = 1, padding: Padding = .valid,
    activation: Activation = .linear, hasBias: Bool = true, initializer: Initializer? = nil,
    using random: inout some RandomSource
  ) {
    let initializer = initializer ?? activation.suitableInitializer
    self.filters = initializer([window, channels, filters], using: &random)
    bias = hasBias ? initializer.bias(filters, fanIn: window * channels, using: &random) : nil
    self.stride = stride
    if case .explicit(_, let width) = padding {
      self.padding = .explicit(height: 0, width: width)
    } else {
      self.padding = padding
    }
    self.activation = activation
  }

  /// [batch, steps, channels] to [batch, places, filters]; `steps` / `stride` places, rounded up, with `.same`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(input.rank == 3, "Conv1D takes [batch, steps, channels], not \(input.shape)")
    let y = input.expanded(axis: 1).convolved(
      filters: filters.expanded(axis: 0), bias: bias, stride: (1, stride), padding: padding,
      activation: activation.fused ?? .linear)
    return activation.fused == nil ? activation(y.squeezed(axis: 1)) : y.squeezed(axis: 1)
  }

  /// Filters and bias.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&filters, "filters", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}

extension Conv1D: DescribedLayer {
  static let filters = LayerSetting<Int>.count(
    "filters", default: 16, "how many filters, so how many channels leave")
  static let window = LayerSetting<Int>.count("window", default: 3, "the length of a filter")
  static let stride = LayerSetting<Int>.count("stride", default: 1, "how far the window moves")
  static let padding = LayerSetting.padding
  static let activation = LayerSetting.activation()
  static let kinds = [LayerKind("conv1d", "filters over sequences", [filters, window, stride, padding, activation])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(2, "sequences [steps, channels]")
    let (window, stride, padding) = (site[Self.window], site[Self.stride], site[Self.padding])
    self.init(
      channels: site.shape[1], filters: site[Self.filters], window: window, stride: stride, padding: padding,
      activation: site[Self.activation], using: &random)
    site.shape = [try site.extent(site.shape[0], window, stride, padding), site[Self.filters]]
  }
}

extension Conv1D: ExportableLayer {
  /// A convolution with the steps last, and the activation.
  public func export(to graph: inout OperatorGraph) {
    graph.node("Transpose", ["perm": .integers([0, 2, 1])])
    var others = [graph.constant(filters.transposed([2, 1, 0]), "filters")]
    if let bias { others.append(graph.constant(bias, "bias")) }
    switch padding {
    case .valid: graph.node("Conv", ["strides": .integers([stride])], with: others)
    case .same:
      graph.node("Conv", ["strides": .integers([stride]), "auto_pad": .text("SAME_UPPER")], with: others)
    case .explicit(_, let width):
      graph.node("Conv", ["strides": .integers([stride]), "pads": .integers([width, width])], with: others)
    }
    graph.node("Transpose", ["perm": .integers([0, 2, 1])])
    activation.export(to: &graph)
  }
}
