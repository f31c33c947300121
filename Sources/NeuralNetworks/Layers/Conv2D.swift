public import Randomness
public import Tensors

/// A bank of filters over images [batch, height, width, channels].
public struct Conv2D: Layer {
  /// [height, width, channels, filters]
  public var filters: Tensor
  /// [filters]
  public var bias: Tensor?
  public var stride: Int
  public var padding: Padding
  public var activation: Activation

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

  public func callAsFunction(_ input: Tensor) -> Tensor {
    if let fused = activation.fused {
      return input.convolved(
        filters: filters, bias: bias, stride: (stride, stride), padding: padding, activation: fused)
    }
    return activation(input.convolved(filters: filters, bias: bias, stride: (stride, stride), padding: padding))
  }

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&filters, "filters", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}
