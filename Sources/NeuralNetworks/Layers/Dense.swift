public import Randomness
public import Tensors

/// f(x W + b) over the last axis.
public struct Dense: Layer {
  /// [inputs, outputs]
  public var weight: Tensor
  /// [outputs]
  public var bias: Tensor?
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

  public func callAsFunction(_ input: Tensor) -> Tensor {
    if let fused = activation.fused { return input.dense(weight: weight, bias: bias, activation: fused) }
    return activation(input.dense(weight: weight, bias: bias))
  }

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&weight, "weight", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}
