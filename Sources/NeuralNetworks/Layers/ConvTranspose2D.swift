public import Randomness
public import Tensors

/// Transposed convolution: from few pixels to many (Zeiler et al., 2010).
public struct ConvTranspose2D: Layer {
  /// [height, width, out channels, in channels]
  public var filters: Tensor
  /// [out channels]
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
    self.filters = initializer([window, window, filters, channels], using: &random)
    bias = hasBias ? initializer.bias(filters, fanIn: window * window * filters, using: &random) : nil
    self.stride = stride
    self.padding = padding
    self.activation = activation
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    activation(input.transposedConvolved(filters: filters, bias: bias, stride: (stride, stride), padding: padding))
  }

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&filters, "filters", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}
