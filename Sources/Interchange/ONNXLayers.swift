import NeuralNetworks
import Persistence
import Tensors

/// Each kind of layer as ONNX's operations.
extension ONNXGraph {
  mutating func add(_ layer: any Layer) throws(InputError) {
    switch layer {
    case let layer as Conv2D:
      enterImageLayout()
      try convolution(
        "Conv", layer.filters.transposed([3, 2, 0, 1]), layer.bias, layer.stride, layer.padding, layer.activation)
    case let layer as ConvTranspose2D:
      enterImageLayout()
      guard layer.padding == .valid else {
        throw InputError("a transposed convolution can be written as ONNX with padding 'valid' only")
      }
      try convolution(
        "ConvTranspose", layer.filters.transposed([3, 2, 0, 1]), layer.bias, layer.stride, layer.padding,
        layer.activation)
    case let layer as Pool2D:
      enterImageLayout()
      node(
        layer.kind == .max ? "MaxPool" : "AveragePool",
        [
          Self.integers("kernel_shape", [layer.window, layer.window]),
          Self.integers("strides", [layer.stride, layer.stride]),
        ] + Self.padding(layer.padding))
    case is ActivationLayer, is Dropout, is GaussianNoise:
      // The same in either layout, but for softmax over channels.
      if let layer = layer as? ActivationLayer {
        if [.softmax, .logSoftmax].contains(layer.activation) { leaveImageLayout() }
        try activation(layer.activation)
      }
    default:
      leaveImageLayout()
      try addChannelsLast(layer)
    }
  }

  private mutating func addChannelsLast(_ layer: any Layer) throws(InputError) {
    let source = current
    switch layer {
    case let layer as Sequential: try add(layer)
    case let layer as MultilayerPerceptron: for dense in layer.layers { try self.dense(dense) }
    case let layer as Dense: try dense(layer)
    case is Flatten: node("Flatten", [Self.integer("axis", 1)])
    case let layer as Reshape: node("Reshape", with: [constant([-1] + layer.extents, "shape")])
    case is GlobalAveragePool:
      // [batch, ..., channels] as [batch, places, channels], whatever the number of axes.
      let channels = node("Shape", [Self.integer("start", -1)])
      let shape = node(
        "Concat", [Self.integer("axis", 0)], with: [constant([-1], "places"), channels], from: constant([0], "batch"))
      node("Reshape", with: [shape], from: source)
      node("ReduceMean", [Self.integers("axes", [1]), Self.integer("keepdims", 0)])
    case let layer as BatchNorm:
      let factor = layer.scale / (layer.runningVariance + layer.epsilon).squareRoot()
      node("Mul", with: [constant(factor, "scale")])
      node("Add", with: [constant(layer.shift - layer.runningMean * factor, "shift")])
    case let layer as LayerNorm: norm(layer)
    case let layer as PositionalEncoding: node("Add", with: [constant(layer.positions, "positions")])
    case let layer as Embedding:
      let tokens = node("Cast", [Self.integer("to", 7)])
      let table = constant(layer.vectors, "vectors")
      node("Gather", [Self.integer("axis", 0)], with: [tokens], from: table)
    case is LastStep:
      node("Gather", [Self.integer("axis", 1)], with: [constant([-1], "index")])
      node("Squeeze", with: [constant([1], "axis")])
    case let layer as Upsampling2D:
      let factor = Float(layer.factor)
      let scales = constant(Tensor([1, factor, factor, 1], shape: [4]), "scales")
      node(
        "Resize",
        [
          Self.text("mode", "nearest"), Self.text("nearest_mode", "floor"),
          Self.text("coordinate_transformation_mode", "asymmetric"),
        ], with: ["", scales])
    case let layer as Residual:
      let start = current
      let body = try branch(start) { graph throws(InputError) in try graph.add(layer.body) }
      let shortcut = try branch(start) { graph throws(InputError) in try graph.add(layer.shortcut) }
      node("Add", with: [shortcut], from: body)
      try activation(layer.activation)
    case let layer as DenselyConnected:
      for inner in layer.layers {
        let before = current
        let made = try branch(before) { graph throws(InputError) in try graph.add(inner) }
        node("Concat", [Self.integer("axis", -1)], with: [made], from: before)
      }
    case let layer as Conv1D: try convolution(layer)
    case let layer as MultiHeadAttention: try attention(layer)
    case let layer as FeedForward:
      try dense(layer.expand)
      try dense(layer.contract)
    case let layer as EncoderBlock:
      for part in 0..<2 {
        let start = current
        norm(part == 0 ? layer.attentionNorm : layer.feedNorm)
        if part == 0 { try attention(layer.attention) } else { try addChannelsLast(layer.feed) }
        node("Add", with: [start])
      }
    default:
      throw InputError(
        "a layer of type \(type(of: layer)) cannot be written as ONNX; recurrent layers are not supported")
    }
  }

  private mutating func norm(_ layer: LayerNorm) {
    node(
      "LayerNormalization", [Self.integer("axis", -1), Self.real("epsilon", layer.epsilon)],
      with: [constant(layer.scale, "scale"), constant(layer.shift, "shift")])
  }

  private mutating func dense(_ layer: Dense) throws(InputError) {
    node("MatMul", with: [constant(layer.weight, "weight")])
    if let bias = layer.bias { node("Add", with: [constant(bias, "bias")]) }
    try activation(layer.activation)
  }

  private static func padding(_ padding: Padding) -> [Tarn_Onnx_AttributeProto] {
    switch padding {
    case .valid: []
    case .same: [text("auto_pad", "SAME_UPPER")]
    case .explicit(let height, let width): [integers("pads", [height, width, height, width])]
    }
  }

  private mutating func convolution(
    _ type: String, _ filters: Tensor, _ bias: Tensor?, _ stride: Int, _ padding: Padding, _ function: Activation
  ) throws(InputError) {
    var others = [constant(filters, "filters")]
    if let bias { others.append(constant(bias, "bias")) }
    node(type, [Self.integers("strides", [stride, stride])] + Self.padding(padding), with: others)
    if [.softmax, .logSoftmax].contains(function) { leaveImageLayout() }
    try activation(function)
  }

  private mutating func convolution(_ layer: Conv1D) throws(InputError) {
    node("Transpose", [Self.integers("perm", [0, 2, 1])])
    var others = [constant(layer.filters.transposed([2, 1, 0]), "filters")]
    if let bias = layer.bias { others.append(constant(bias, "bias")) }
    var attributes = [Self.integers("strides", [layer.stride])]
    switch layer.padding {
    case .valid: break
    case .same: attributes.append(Self.text("auto_pad", "SAME_UPPER"))
    case .explicit(_, let width): attributes.append(Self.integers("pads", [width, width]))
    }
    node("Conv", attributes, with: others)
    node("Transpose", [Self.integers("perm", [0, 2, 1])])
    try activation(layer.activation)
  }

  private mutating func attention(_ layer: MultiHeadAttention) throws(InputError) {
    guard !layer.isCausal else { throw InputError("causal attention cannot be written as ONNX") }
    let start = current
    let (heads, width) = (layer.heads, layer.query.weight.shape[0])
    func split(_ graph: inout ONNXGraph, _ dense: Dense, _ order: [Int]) throws(InputError) -> String {
      graph.current = start
      try graph.dense(dense)
      let shape = graph.constant([0, 0, heads, width / heads], "shape")
      graph.node("Reshape", with: [shape])
      return graph.node("Transpose", [Self.integers("perm", order)])
    }
    let queries = try split(&self, layer.query, [0, 2, 1, 3])
    let keys = try split(&self, layer.key, [0, 2, 3, 1])
    let values = try split(&self, layer.value, [0, 2, 1, 3])
    node("MatMul", with: [keys], from: queries)
    let scale = 1 / Double(width / heads).squareRoot()
    node("Mul", with: [constant(Tensor([scale], shape: [1]), "scale")])
    node("Softmax", [Self.integer("axis", -1)])
    node("MatMul", with: [values])
    node("Transpose", [Self.integers("perm", [0, 2, 1, 3])])
    node("Reshape", with: [constant([0, 0, width], "shape")])
    try dense(layer.output)
  }

  private mutating func activation(_ activation: Activation) throws(InputError) {
    switch activation {
    case .linear: break
    case .relu: node("Relu")
    case .tanh: node("Tanh")
    case .sigmoid: node("Sigmoid")
    case .softplus: node("Softplus")
    case .leakyRelu(let slope): node("LeakyRelu", [Self.real("alpha", slope)])
    case .elu(let scale): node("Elu", [Self.real("alpha", scale)])
    case .softmax: node("Softmax", [Self.integer("axis", -1)])
    case .logSoftmax: node("LogSoftmax", [Self.integer("axis", -1)])
    case .hardTanh:
      node("Clip", with: [constant(Tensor(-1), "low"), constant(Tensor(1), "high")])
    case .silu:
      let start = current
      node("Sigmoid")
      node("Mul", with: [start])
    case .dsilu:
      // s + y (1 - s) with y = x s, the derivative of silu.
      let start = current
      node("Sigmoid")
      let sigmoid = current
      node("Mul", with: [start])
      let silu = current
      node("Mul", with: [sigmoid])
      node("Neg")
      node("Add", with: [silu])
      node("Add", with: [sigmoid])
    case .gelu:
      let start = current
      node("Mul", with: [constant(Tensor(0.5.squareRoot()), "root")])
      node("Erf")
      node("Add", with: [constant(Tensor(1), "one")])
      node("Mul", with: [start])
      node("Mul", with: [constant(Tensor(0.5), "half")])
    }
  }
}
