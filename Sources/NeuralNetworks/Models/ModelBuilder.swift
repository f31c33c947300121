public import Persistence
public import Randomness
public import Tensors

/// Puts a network together from descriptions, following the shape of an example from layer to layer.
public struct ModelBuilder<Source: RandomSource> {
  private var random: Source
  /// The shape of one example at this point.
  private(set) var shape: Shape

  /// The layers described, for examples of a shape.
  ///
  /// - Throws: ``InputError`` naming the first layer that cannot stand where it does.
  public static func build(
    _ layers: [LayerDescription], exampleShape: Shape, using random: inout Source
  ) throws(InputError) -> (model: Sequential, outputShape: Shape) {
    var builder = ModelBuilder(random: random, shape: exampleShape)
    let built = try builder.layers(layers, "layer ")
    random = builder.random
    return (Sequential(built), builder.shape)
  }

  private mutating func layers(_ descriptions: [LayerDescription], _ prefix: String) throws(InputError) -> [any Layer] {
    var built: [any Layer] = []
    for (index, description) in descriptions.enumerated() {
      let place = "\(prefix)\(index + 1) (\(description.kind))"
      try description.check(place)
      built.append(try layer(description, place))
    }
    return built
  }

  private func expect(_ rank: Int, _ what: String, _ place: String) throws(InputError) {
    if shape.rank != rank {
      throw InputError("\(place) takes \(what); what reaches it has the shape \(shape)")
    }
  }

  private mutating func layer(_ d: LayerDescription, _ place: String) throws(InputError) -> any Layer {
    switch d.kind {
    case "dense":
      guard shape.rank >= 1 else {
        throw InputError("\(place) takes rows of numbers; what reaches it is a single number")
      }
      let layer = Dense(
        inputs: shape[shape.rank - 1], outputs: d.units ?? 64, activation: try d.activation(place, default: .relu),
        using: &random)
      shape[shape.rank - 1] = d.units ?? 64
      return layer
    case "conv2d", "conv-transpose2d", "max-pool", "average-pool", "upsample": return try image(d, place)
    case "conv1d":
      try expect(2, "sequences [steps, channels]", place)
      let (window, stride) = (d.window ?? 3, d.stride ?? 1)
      let layer = Conv1D(
        channels: shape[1], filters: d.filters ?? 16, window: window, stride: stride, padding: try d.padding(place),
        activation: try d.activation(place, default: .relu), using: &random)
      shape = [try extent(shape[0], window, stride, layer.padding, place), d.filters ?? 16]
      return layer
    case "global-average-pool":
      guard shape.rank >= 2 else { throw InputError("\(place) takes images or sequences; what reaches it is \(shape)") }
      shape = [shape[shape.rank - 1]]
      return GlobalAveragePool()
    case "flatten":
      shape = [shape.elementCount]
      return Flatten()
    case "reshape":
      let wanted = d.shape ?? []
      guard !wanted.isEmpty, wanted.allSatisfy({ $0 > 0 }), wanted.reduce(1, *) == shape.elementCount else {
        throw InputError("\(place): shape \(wanted) does not hold the \(shape.elementCount) elements of \(shape)")
      }
      shape = Shape(wanted)
      return Reshape(wanted)
    case "activation": return ActivationLayer(try d.activation(place, default: .relu))
    case "dropout": return Dropout(rate: d.rate ?? 0.5)
    case "noise": return GaussianNoise(deviation: d.rate ?? 0.1)
    case "batch-norm": return BatchNorm(channels: shape[shape.rank - 1])
    case "layer-norm": return LayerNorm(width: shape[shape.rank - 1])
    case "embedding":
      try expect(1, "rows of tokens", place)
      let layer = Embedding(tokens: d.tokens ?? 256, width: d.units ?? 32, using: &random)
      shape.append(d.units ?? 32)
      return layer
    case "residual", "densely-connected": return try block(d, place)
    case "repeat-steps":
      try expect(1, "one row an example", place)
      shape = [d.factor ?? 1, shape[0]]
      return RepeatSteps(steps: d.factor ?? 1)
    default: return try sequence(d, place)
    }
  }

  private func extent(_ size: Int, _ window: Int, _ stride: Int, _ padding: Padding, _ place: String) throws(InputError)
    -> Int
  {
    if padding == .same { return (size + stride - 1) / stride }
    guard size >= window else {
      throw InputError(
        "\(place): a window of \(window) does not fit into \(size); use padding \"same\" or a smaller one")
    }
    return (size - window) / stride + 1
  }

  private mutating func image(_ d: LayerDescription, _ place: String) throws(InputError) -> any Layer {
    try expect(3, "images [height, width, channels]", place)
    let padding = try d.padding(place)
    switch d.kind {
    case "conv2d":
      let (window, stride, filters) = (d.window ?? 3, d.stride ?? 1, d.filters ?? 16)
      let layer = Conv2D(
        channels: shape[2], filters: filters, window: window, stride: stride, padding: padding,
        activation: try d.activation(place, default: .relu), using: &random)
      shape = [
        try extent(shape[0], window, stride, padding, place), try extent(shape[1], window, stride, padding, place),
        filters,
      ]
      return layer
    case "conv-transpose2d":
      let (window, stride, filters) = (d.window ?? 3, d.stride ?? 1, d.filters ?? 16)
      let layer = ConvTranspose2D(
        channels: shape[2], filters: filters, window: window, stride: stride, padding: padding,
        activation: try d.activation(place, default: .relu), using: &random)
      func grown(_ size: Int) -> Int { padding == .same ? size * stride : (size - 1) * stride + window }
      shape = [grown(shape[0]), grown(shape[1]), filters]
      return layer
    case "upsample":
      let factor = d.factor ?? 2
      shape = [shape[0] * factor, shape[1] * factor, shape[2]]
      return Upsampling2D(factor: factor)
    default:
      let window = d.window ?? 2
      let stride = d.stride ?? window
      shape = [
        try extent(shape[0], window, stride, padding, place), try extent(shape[1], window, stride, padding, place),
        shape[2],
      ]
      return Pool2D(d.kind == "max-pool" ? .max : .average, window: window, stride: stride, padding: padding)
    }
  }

  private mutating func sequence(_ d: LayerDescription, _ place: String) throws(InputError) -> any Layer {
    try expect(2, "sequences [steps, features]", place)
    let (steps, features, units) = (shape[0], shape[1], d.units ?? 64)
    func heads(_ count: Int) throws(InputError) -> Int {
      guard features % count == 0 else {
        throw InputError("\(place): \(count) heads do not divide a width of \(features)")
      }
      return count
    }
    func recurrent<L: RecurrentLayer>(_ layer: L) -> any Layer {
      var layer = layer
      layer.recurrentDropout = d.rate ?? 0
      return layer
    }
    switch d.kind {
    case "last-step":
      shape = [features]
      return LastStep()
    case "positions": return PositionalEncoding.sinusoidal(steps: steps, width: features)
    case "self-attention":
      return MultiHeadAttention(
        width: features, heads: try heads(d.heads ?? 4), isCausal: d.causal ?? false, using: &random)
    case "encoder":
      return EncoderBlock(
        width: features, heads: try heads(d.heads ?? 4), hidden: d.hidden, dropout: d.rate ?? 0,
        isCausal: d.causal ?? false, using: &random)
    case "bidirectional-rnn", "bidirectional-lstm", "bidirectional-gru": shape = [steps, 2 * units]
    default: shape = [steps, units]
    }
    switch d.kind {
    case "rnn": return recurrent(SimpleRNN(features: features, width: units, using: &random))
    case "irnn": return recurrent(SimpleRNN.irnn(features: features, width: units, using: &random))
    case "lstm": return recurrent(LSTM(features: features, width: units, using: &random))
    case "peephole-lstm": return recurrent(LSTM(features: features, width: units, hasPeepholes: true, using: &random))
    case "gru": return recurrent(GRU(features: features, width: units, using: &random))
    case "bidirectional-rnn":
      return Bidirectional(
        forward: SimpleRNN(features: features, width: units, using: &random),
        backward: SimpleRNN(features: features, width: units, using: &random))
    case "bidirectional-lstm":
      return Bidirectional(
        forward: LSTM(features: features, width: units, using: &random),
        backward: LSTM(features: features, width: units, using: &random))
    case "bidirectional-gru":
      return Bidirectional(
        forward: GRU(features: features, width: units, using: &random),
        backward: GRU(features: features, width: units, using: &random))
    default:
      throw InputError.unknown("kind of layer", d.kind, among: LayerDescription.kinds.map(\.key), list: "tarn help fit")
    }
  }

  private mutating func block(_ d: LayerDescription, _ place: String) throws(InputError) -> any Layer {
    let outer = shape
    guard let inside = d.layers, !inside.isEmpty else {
      throw InputError("\(place) needs layers inside: [[layer.layers]]")
    }
    if d.kind == "densely-connected" {
      var built: [any Layer] = []
      for (index, description) in inside.enumerated() {
        let before = shape
        built += try layers([description], "\(place), inner layer \(index + 1): ")
        guard shape.rank == before.rank, Shape(shape.dropLast()) == Shape(before.dropLast()) else {
          throw InputError("\(place): an inner layer changes \(before) to \(shape); only the last axis may change")
        }
        shape[shape.rank - 1] += before[before.rank - 1]
      }
      return DenselyConnected(built)
    }
    let body = try layers(inside, "\(place), inner layer ")
    var shortcut: [any Layer] = []
    if shape != outer {
      // The shortest way to the same shape: 1 x 1 filters with the stride that fits, or a dense layer.
      let stride = outer.rank == 3 && shape.rank == 3 ? max(1, (outer[0] + shape[0] - 1) / max(shape[0], 1)) : 1
      if outer.rank == 3, shape.rank == 3, (outer[0] + stride - 1) / stride == shape[0],
        (outer[1] + stride - 1) / stride == shape[1]
      {
        shortcut = [Conv2D(channels: outer[2], filters: shape[2], window: 1, stride: stride, using: &random)]
      } else if Shape(outer.dropLast()) == Shape(shape.dropLast()), let inputs = outer.last, let outputs = shape.last {
        shortcut = [Dense(inputs: inputs, outputs: outputs, using: &random)]
      } else {
        throw InputError("\(place): the layers inside change \(outer) to \(shape), which cannot be added")
      }
    }
    return Residual(body, shortcut: shortcut, activation: try d.activation(place, default: .relu))
  }
}
