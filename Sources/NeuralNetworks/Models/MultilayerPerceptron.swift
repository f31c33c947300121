internal import Persistence
public import Randomness
public import Tensors

/// Dense layers in a row: hidden ones with an activation, the last linear.
public struct MultilayerPerceptron: Layer {
  /// Hidden layers, then the output.
  public var layers: [Dense]

  /// - Parameters:
  ///   - widths: inputs, hidden layers, outputs; at least two.
  ///   - initializer: of every layer; by default what suits its activation.
  ///   - outputInitializer: of the last layer, where it differs.
  public init(
    _ widths: [Int], activation: Activation = .relu, initializer: Initializer? = nil,
    outputInitializer: Initializer? = nil, using random: inout some RandomSource
  ) {
    precondition(widths.count >= 2, "a perceptron has inputs and outputs; \(widths) names fewer than two widths")
    layers = (1..<widths.count).map { index in
      Dense(
        inputs: widths[index - 1], outputs: widths[index], activation: index < widths.count - 1 ? activation : .linear,
        initializer: index < widths.count - 1 ? initializer : outputInitializer ?? initializer, using: &random)
    }
  }

  /// [..., inputs] to [..., outputs].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if let output = unobservedOutput(input) { return output }
    var x = input
    for index in layers.indices { x = layers[index](x) }
    return x
  }

  /// The same numbers for a few rows when no gradient is taken: what choosing an action costs is mostly bookkeeping, so
  /// inner results stay on the stack.
  private func unobservedOutput(_ input: Tensor) -> Tensor? {
    guard input.rank == 2, input.shape[0] <= 8, Tensor.isUnobserved else { return nil }
    let rows = input.shape[0]
    return layers.withUnsafeBufferPointer { layers in
      var (widest, width) = (0, input.shape[1])
      for index in layers.indices {
        guard layers[index].activation.fused != nil, layers[index].weight.precision == input.precision,
          layers[index].weight.shape[0] == width
        else { return nil }
        width = layers[index].weight.shape[1]
        widest = max(widest, width)
      }
      let output = Tensor(uninitialized: [rows, width], precision: input.precision)
      let size = (rows * widest * input.precision.byteCount + 63) & ~63
      withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 64) { scratch in
        guard let base = scratch.baseAddress else { return }
        var source = UnsafeRawPointer(input.pointer)
        for index in layers.indices {
          let isLast = index == layers.count - 1
          let target = isLast ? output.pointer : base + (index % 2) * size
          Tensor.dense(
            rows: rows, source, weight: layers[index].weight, bias: layers[index].bias?.pointer,
            activation: layers[index].activation.fused ?? .linear, into: target)
          source = UnsafeRawPointer(target)
        }
      }
      return output
    }
  }

  /// The layers in order.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) { visitor.visit(&layers, "layers") }
}

extension MultilayerPerceptron: ExportableLayer {
  /// One dense layer after the other.
  public func export(to graph: inout OperatorGraph) { for layer in layers { layer.export(to: &graph) } }
}
