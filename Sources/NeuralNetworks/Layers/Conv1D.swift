public import Randomness
public import Tensors

/// A bank of filters over sequences [batch, steps, channels].
public struct Conv1D: Layer {
  /// [window, channels, filters]
  public var filters: Tensor
  /// [filters]
  public var bias: Tensor?
  public var stride: Int
  public var padding: Padding
  public var activation: Activation

  /// - Parameter padding: explicit padding uses the width only.
  public init(
    channels: Int, filters: Int, window: Int = 3, stride: Int = 1, padding: Padding = .valid,
    activation: Activation = .linear, hasBias: Bool = true, initializer: Initializer? = nil,
    using random: inout some RandomSource
  ) {
    let initializer = initializer ?? activation.suitableInitializer
    self.filters = initializer([window, channels, filters], using: &random)
    bias = hasBias ? initializer.bias(filters, fanIn: window * channels, using: &random) : nil
    self.stride = stride
    if case .explicit(_, let width) = padding {
      self.padding = .explicit(height: 0, width: width)
    } else {
      self.padding = padding
    }
    self.activation = activation
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(input.rank == 3, "Conv1D takes [batch, steps, channels], not \(input.shape)")
    let y = input.expanded(axis: 1).convolved(
      filters: filters.expanded(axis: 0), bias: bias, stride: (1, stride), padding: padding,
      activation: activation.fused ?? .linear)
    return activation.fused == nil ? activation(y.squeezed(axis: 1)) : y.squeezed(axis: 1)
  }

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&filters, "filters", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}
