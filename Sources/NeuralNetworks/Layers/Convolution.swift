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

/// Each pixel `factor` times along both sides: nearest-neighbour upsampling.
public struct Upsampling2D: ParameterlessLayer {
  public var factor: Int

  public init(factor: Int = 2) { self.factor = factor }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.repeated(axis: 1, count: factor).repeated(axis: 2, count: factor)
  }
}

/// The largest or the mean of each window.
public struct Pool2D: ParameterlessLayer {
  public enum Kind: Sendable, Hashable { case max, average }

  public var kind: Kind
  public var window: Int
  public var stride: Int
  public var padding: Padding

  /// - Parameter stride: by default the window, so that windows tile the image.
  public init(_ kind: Kind, window: Int = 2, stride: Int? = nil, padding: Padding = .valid) {
    self.kind = kind
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    switch kind {
    case .max: input.maxPooled(window: (window, window), stride: (stride, stride), padding: padding)
    case .average: input.averagePooled(window: (window, window), stride: (stride, stride), padding: padding)
    }
  }
}

/// The mean over all axes between batch and channels: [batch, ..., channels] to [batch, channels].
public struct GlobalAveragePool: ParameterlessLayer {
  public init() {}

  public func callAsFunction(_ input: Tensor) -> Tensor { input.mean(axes: Array(1..<(input.rank - 1))) }
}
