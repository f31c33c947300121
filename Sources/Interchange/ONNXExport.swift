internal import FoundationEssentials
public import NeuralNetworks
internal import Persistence
public import SupervisedLearning
internal import SwiftProtobuf
public import Tensors

/// A trained model as an ONNX file: standardisation, every layer without recurrence, and the output activation, so that
/// another program gets the same predictions from the same raw features.
public enum ONNXExport {
  /// - Throws: ``InputError`` naming a layer that cannot be written.
  public static func bytes(of model: FittedModel, producerVersion: String) throws -> [UInt8] {
    var graph = ONNXGraph(exampleShape: Shape(model.card.exampleShape))
    graph.standardize(model.card.standardizer)
    try graph.add(model.network)
    graph.leaveImageLayout()
    switch model.card.problem {
    case .regression: graph.unstandardize(model.card.targetStandardizer)
    case .binary, .multiLabel: graph.node("Sigmoid")
    case .singleLabel: graph.node("Softmax", [ONNXGraph.integer("axis", -1)])
    }
    var message = Tarn_Onnx_ModelProto()
    message.irVersion = 8
    message.producerName = "tarn"
    message.producerVersion = producerVersion
    message.opsetImport = [.with { $0.version = 17 }]
    let example = Tensor.zeros(Shape([1] + model.card.exampleShape))
    message.graph = graph.finished(outputShape: Shape(model.network(example).shape.dropFirst()))
    do { return try message.serializedBytes() } catch { throw WorkError("cannot write the model as ONNX: \(error)") }
  }
}

/// A graph under construction: one value flows from layer to layer.
struct ONNXGraph {
  private var nodes: [Tarn_Onnx_NodeProto] = []
  private var initializers: [Tarn_Onnx_TensorProto] = []
  private let inputShape: Shape
  /// The name of the value that the next layer takes.
  var current = "features"
  /// Whether it is [batch, channels, height, width], as ONNX's convolutions want it, instead of channels last.
  private var isImageLayout = false
  private var count = 0

  init(exampleShape: Shape) { inputShape = exampleShape }

  private mutating func fresh(_ stem: String) -> String {
    count += 1
    return "\(stem)\(count)"
  }

  /// One operation on the current value and perhaps others; its result becomes the current value.
  @discardableResult
  mutating func node(
    _ type: String, _ attributes: [Tarn_Onnx_AttributeProto] = [], with others: [String] = [],
    from source: String? = nil
  ) -> String {
    var node = Tarn_Onnx_NodeProto()
    node.opType = type
    node.name = fresh(type)
    node.input = [source ?? current] + others
    node.output = [node.name + "_out"]
    node.attribute = attributes
    nodes.append(node)
    current = node.output[0]
    return current
  }

  mutating func constant(_ tensor: Tensor, _ stem: String) -> String {
    var proto = Tarn_Onnx_TensorProto()
    proto.dims = tensor.shape.map { Int64($0) }
    proto.dataType = 1
    proto.name = fresh(stem)
    proto.rawData = tensor.elements.withUnsafeBytes { Data($0) }
    initializers.append(proto)
    return proto.name
  }

  mutating func constant(_ integers: [Int], _ stem: String) -> String {
    var proto = Tarn_Onnx_TensorProto()
    proto.dims = [Int64(integers.count)]
    proto.dataType = 7
    proto.name = fresh(stem)
    proto.rawData = integers.map { Int64($0) }.withUnsafeBytes { Data($0) }
    initializers.append(proto)
    return proto.name
  }

  static func integers(_ name: String, _ values: [Int]) -> Tarn_Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.ints = values.map { Int64($0) }
      $0.type = 7
    }
  }

  static func integer(_ name: String, _ value: Int) -> Tarn_Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.i = Int64(value)
      $0.type = 2
    }
  }

  static func real(_ name: String, _ value: Double) -> Tarn_Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.f = Float(value)
      $0.type = 1
    }
  }

  static func text(_ name: String, _ value: String) -> Tarn_Onnx_AttributeProto {
    .with {
      $0.name = name
      $0.s = Data(value.utf8)
      $0.type = 3
    }
  }

  mutating func standardize(_ standardizer: Standardizer) {
    if standardizer == .identity { return }
    let shape = standardizer.mean.count == 1 ? [1] : inputShape
    node("Sub", with: [constant(Tensor(standardizer.mean, shape: shape), "mean")])
    node("Div", with: [constant(Tensor(standardizer.deviation, shape: shape), "deviation")])
  }

  mutating func unstandardize(_ standardizer: Standardizer) {
    if standardizer == .identity { return }
    node("Mul", with: [constant(Tensor(standardizer.deviation, shape: [standardizer.mean.count]), "deviation")])
    node("Add", with: [constant(Tensor(standardizer.mean, shape: [standardizer.mean.count]), "mean")])
  }

  mutating func enterImageLayout() {
    if isImageLayout { return }
    node("Transpose", [Self.integers("perm", [0, 3, 1, 2])])
    isImageLayout = true
  }

  mutating func leaveImageLayout() {
    if !isImageLayout { return }
    node("Transpose", [Self.integers("perm", [0, 2, 3, 1])])
    isImageLayout = false
  }

  mutating func add(_ network: Sequential) throws(InputError) { for layer in network.layers { try add(layer) } }

  /// Runs `body` on a branch and gives back its result, channels last.
  mutating func branch(_ start: String, _ body: (inout ONNXGraph) throws(InputError) -> Void) throws(InputError)
    -> String
  {
    current = start
    try body(&self)
    leaveImageLayout()
    return current
  }

  func finished(outputShape: Shape) -> Tarn_Onnx_GraphProto {
    var graph = Tarn_Onnx_GraphProto()
    graph.name = "tarn"
    graph.node = nodes
    graph.node.append(
      .with {
        $0.opType = "Identity"
        $0.name = "prediction"
        $0.input = [current]
        $0.output = ["predictions"]
      })
    graph.initializer = initializers
    graph.input = [value("features", inputShape)]
    graph.output = [value("predictions", outputShape)]
    return graph
  }

  private func value(_ name: String, _ shape: Shape) -> Tarn_Onnx_ValueInfoProto {
    .with {
      $0.name = name
      $0.type.tensorType.elemType = 1
      $0.type.tensorType.shape.dim =
        [.with { $0.dimParam = "batch" }] + shape.map { extent in .with { $0.dimValue = Int64(extent) } }
    }
  }
}
