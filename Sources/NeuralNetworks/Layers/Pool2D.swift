internal import Persistence
internal import Randomness
public import Tensors

/// The largest or the mean of each window.
public struct Pool2D: ParameterlessLayer {
  /// What is taken of a window.
  public enum Kind: Sendable, Hashable {
    /// Its largest element.
    case max
    /// The mean of its elements.
    case average
  }

  /// What is taken of each window.
  public var kind: Kind
  /// Its sides.
  public var window: Int
  /// How far the window moves.
  public var stride: Int
  /// What windows do at the rim; the mean is over pixels, not over what is added.
  public var padding: Padding

  /// - Parameter stride: by default the window, so that windows tile the image.
  public init(_ kind: Kind, window: Int = 2, stride: Int? = nil, padding: Padding = .valid) {
    self.kind = kind
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
  }

  /// [batch, height, width, channels] to [batch, rows, columns, channels].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    switch kind {
    case .max: input.maxPooled(window: (window, window), stride: (stride, stride), padding: padding)
    case .average: input.averagePooled(window: (window, window), stride: (stride, stride), padding: padding)
    }
  }
}

extension Pool2D: DescribedLayer {
  static let window = LayerSetting<Int>.count("window", default: 2, "the sides of a window")
  static let stride = LayerSetting<Int?>.count("stride", default: "the window", "how far the window moves")
  static let padding = LayerSetting.padding
  static let kinds = [
    LayerKind("max-pool", "the largest of each window", [window, stride, padding]),
    LayerKind("average-pool", "the mean of each window", [window, stride, padding]),
  ]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(3, "images [height, width, channels]")
    self.init(
      site.kind == "max-pool" ? .max : .average, window: site[Self.window], stride: site[Self.stride],
      padding: site[Self.padding])
    site.shape = [
      try site.extent(site.shape[0], window, stride, padding), try site.extent(site.shape[1], window, stride, padding),
      site.shape[2],
    ]
  }
}

extension Pool2D: ExportableLayer {
  /// Pooling wants channels first.
  public var exportLayout: ExportLayout { .channelsFirst }

  /// One operator.
  public func export(to graph: inout OperatorGraph) {
    let operation = kind == .max ? "MaxPool" : "AveragePool"
    let (shape, strides) = (
      OperatorGraph.Attribute.integers([window, window]), OperatorGraph.Attribute.integers([stride, stride])
    )
    switch padding {
    case .valid: graph.node(operation, ["kernel_shape": shape, "strides": strides])
    case .same:
      graph.node(operation, ["kernel_shape": shape, "strides": strides, "auto_pad": .text("SAME_UPPER")])
    case .explicit(let height, let width):
      graph.node(
        operation,
        ["kernel_shape": shape, "strides": strides, "pads": .integers([height, width, height, width])])
    }
  }
}
