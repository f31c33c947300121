public import Persistence
public import Tensors

/// A network as other programs know it: named operators, through which one value flows from layer to layer.
///
/// Operators, attributes and their meaning are those of ONNX's operator set 17; how they are written to a file is the
/// writer's affair. Each layer that can appends itself, ``ExportableLayer``.
public struct OperatorGraph: Sendable {
  /// An attribute of an operator.
  public enum Attribute: Sendable, Hashable {
    /// A whole number.
    case integer(Int)
    /// Whole numbers: extents, strides, a permutation.
    case integers([Int])
    /// A number, written in single precision.
    case real(Double)
    /// A name.
    case text(String)
  }

  /// An operator applied to values.
  public struct Node: Sendable {
    /// The operator: `MatMul`.
    public var operation: String
    /// Unique in the graph.
    public var name: String
    /// Names of values; empty for an optional one that is left out.
    public var inputs: [String]
    /// The name of the value it makes.
    public var output: String
    /// In the order they are written in.
    public var attributes: [(name: String, value: Attribute)]
  }

  /// A value that is part of the graph.
  public struct Constant: Sendable {
    /// What it holds.
    public enum Elements: Sendable {
      /// In single precision.
      case reals([Float])
      /// Of 64 bits.
      case integers([Int])
    }

    /// Unique in the graph.
    public var name: String
    /// Its extents; none for a single number.
    public var shape: [Int]
    /// Row-major.
    public var elements: Elements
  }

  /// In the order they are computed in.
  public private(set) var nodes: [Node] = []
  /// Weights and the like.
  public private(set) var constants: [Constant] = []
  /// The shape of one example.
  public let inputShape: Shape
  /// The shape of one example's result.
  public var outputShape: Shape
  /// The name of the graph's input: [batch] + ``inputShape``.
  public static let input = "features"
  /// The name of the value that the next operator takes; after the last, the graph's result.
  public internal(set) var current = OperatorGraph.input
  /// Whether it is [batch, channels, height, width], as convolutions want it here, instead of channels last.
  private var isImageLayout = false
  private var count = 0

  /// A graph without operators, which gives what it takes.
  public init(inputShape: Shape) {
    self.inputShape = inputShape
    outputShape = inputShape
  }

  private mutating func fresh(_ stem: String) -> String {
    count += 1
    return "\(stem)\(count)"
  }

  /// Appends one operator; its result becomes the current value.
  ///
  /// - Parameters:
  ///   - source: the operator's first input; the current value if nil.
  ///   - others: the inputs after it.
  /// - Returns: the name of the result.
  @discardableResult
  public mutating func node(
    _ operation: String, _ attributes: KeyValuePairs<String, Attribute> = [:], with others: [String] = [],
    from source: String? = nil
  ) -> String {
    let name = fresh(operation)
    nodes.append(
      Node(
        operation: operation, name: name, inputs: [source ?? current] + others, output: name + "_out",
        attributes: attributes.map { ($0.key, $0.value) }))
    current = name + "_out"
    return current
  }

  /// Adds numbers in single precision, and gives back their name.
  public mutating func constant(_ tensor: Tensor, _ stem: String) -> String {
    constants.append(Constant(name: fresh(stem), shape: Array(tensor.shape), elements: .reals(tensor.elements)))
    return constants[constants.count - 1].name
  }

  /// Adds a vector of integers, and gives back its name.
  public mutating func constant(_ integers: [Int], _ stem: String) -> String {
    constants.append(Constant(name: fresh(stem), shape: [integers.count], elements: .integers(integers)))
    return constants[constants.count - 1].name
  }

  /// Brings images to [batch, channels, height, width].
  mutating func enterImageLayout() {
    if isImageLayout { return }
    node("Transpose", ["perm": .integers([0, 3, 1, 2])])
    isImageLayout = true
  }

  /// Brings images back to [batch, height, width, channels].
  public mutating func leaveImageLayout() {
    if !isImageLayout { return }
    node("Transpose", ["perm": .integers([0, 2, 3, 1])])
    isImageLayout = false
  }

  /// Appends a layer.
  ///
  /// - Throws: ``InputError`` naming a layer that has no such form.
  public mutating func add(_ layer: any Layer) throws(InputError) {
    guard let layer = layer as? any ExportableLayer else {
      throw InputError(
        "a layer of type \(type(of: layer)) cannot be written as ONNX; recurrent layers are not supported")
    }
    switch layer.exportLayout {
    case .channelsFirst: enterImageLayout()
    case .channelsLast: leaveImageLayout()
    case .either: break
    }
    try layer.export(to: &self)
  }

  /// Appends layers that take `start`, and gives back the name of their result, channels last.
  mutating func branch(from start: String, _ layer: any Layer) throws(InputError) -> String {
    current = start
    try add(layer)
    leaveImageLayout()
    return current
  }
}

/// How the operators of a layer want images.
public enum ExportLayout: Sendable, Hashable {
  /// [batch, channels, height, width]
  case channelsFirst
  /// [batch, height, width, channels], as everywhere else here.
  case channelsLast
  /// It makes no difference.
  case either
}

/// A layer that other programs have operators for.
public protocol ExportableLayer: Layer {
  /// What the value has been brought to before ``export(to:)``; channels last unless a layer says otherwise.
  var exportLayout: ExportLayout { get }

  /// Appends the layer's operators to the current value of a graph.
  ///
  /// - Throws: ``InputError`` where this one of its kind has no such form.
  func export(to graph: inout OperatorGraph) throws(InputError)
}

extension ExportableLayer {
  /// [batch, height, width, channels]
  public var exportLayout: ExportLayout { .channelsLast }
}
