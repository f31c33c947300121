public import Randomness
public import Tensors

/// A module from one tensor to one tensor.
///
/// Its two modes are two functions. Evaluation, `layer(x)`, is pure. Training may draw random numbers (dropout) and move
/// running statistics (batch normalisation); layers that do neither leave it to the default.
public protocol Layer: Module {
  /// Evaluation.
  func callAsFunction(_ input: Tensor) -> Tensor
  /// Training.
  mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor
}

extension Layer {
  @inlinable
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor { self(input) }
}

/// Layers without parameters have nothing to visit.
public protocol ParameterlessLayer: Layer {}

extension ParameterlessLayer {
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {}
}

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

/// Dense layers in a row: hidden ones with an activation, the last linear.
public struct MultilayerPerceptron: Layer {
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

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) { visitor.visit(&layers, "layers") }
}

/// Layers of any kinds in a row, for networks that are put together while the program runs.
public struct Sequential: Layer {
  public var layers: [any Layer]

  public init(_ layers: [any Layer]) { self.layers = layers }

  public func callAsFunction(_ input: Tensor) -> Tensor { layers.reduce(input) { $1($0) } }

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    var x = input
    for index in layers.indices { x = layers[index].trainingOutput(x, using: &random) }
    return x
  }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    for index in layers.indices {
      visitor.enter("layers", index)
      layers[index].visitParameters(with: &visitor)
      visitor.leave()
    }
  }
}

/// An activation on its own.
public struct ActivationLayer: ParameterlessLayer {
  public var activation: Activation

  public init(_ activation: Activation) { self.activation = activation }

  public func callAsFunction(_ input: Tensor) -> Tensor { activation(input) }
}

/// Each example as one row: [batch, ...] to [batch, elements].
public struct Flatten: ParameterlessLayer {
  public init() {}

  public func callAsFunction(_ input: Tensor) -> Tensor { input.reshaped([input.shape[0], -1]) }
}

/// Each example under another shape: [batch, ...] to [batch] + extents.
public struct Reshape: ParameterlessLayer {
  public var extents: [Int]

  public init(_ extents: [Int]) { self.extents = extents }

  public func callAsFunction(_ input: Tensor) -> Tensor { input.reshaped([input.shape[0]] + extents) }
}
