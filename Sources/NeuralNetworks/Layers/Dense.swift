internal import Persistence
public import Randomness
public import Tensors

/// f(x W + b) over the last axis.
public struct Dense: Layer {
  /// [inputs, outputs]
  public var weight: Tensor
  /// [outputs]
  public var bias: Tensor?
  /// Applied to the sums.
  public var activation: Activation

  /// - Parameter initializer: by default what suits the activation.
  public init(
    inputs: Int, outputs: Int, activation: Activation = .linear, hasBias: Bool = true, initializer: Initializer? = nil,
    using random: inout some RandomSource
  ) {
    let initializer = initializer ?? activation.suitableInitializer
    weight = initializer([inputs, outputs], using: &random)
    bias = hasBias ? initializer.bias(outputs, fanIn: inputs, using: &random) : nil
    self.activation = activation
  }

  /// [..., inputs] to [..., outputs].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if let fused = activation.fused { return input.dense(weight: weight, bias: bias, activation: fused) }
    return activation(input.dense(weight: weight, bias: bias))
  }

  /// Weight and bias.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&weight, "weight", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}

extension Dense: DescribedLayer {
  static let units = LayerSetting<Int>.count("units", default: 64, "how many numbers leave")
  static let activation = LayerSetting.activation()
  static let kinds = [LayerKind("dense", "f(x W + b) over the last axis", [units, activation])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    guard try site.width() <= (1 << 28) / site[Self.units] else {
      throw InputError(
        "\(site.place): \(try site.width()) inputs and \(site[Self.units]) units are more than fit into memory")
    }
    self.init(
      inputs: try site.width(), outputs: site[Self.units], activation: site[Self.activation], using: &random)
    site.shape[site.shape.rank - 1] = site[Self.units]
  }
}

extension Dense: ExportableLayer {
  /// A product, a sum and the activation.
  public func export(to graph: inout OperatorGraph) {
    graph.node("MatMul", with: [graph.constant(weight, "weight")])
    if let bias { graph.node("Add", with: [graph.constant(bias, "bias")]) }
    activation.export(to: &graph)
  }
}
