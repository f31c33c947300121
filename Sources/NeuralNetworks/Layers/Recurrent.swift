public import Randomness
public import Tensors

/// What a recurrent layer carries from one sequence to the next: pass it on for stateful use, leave it out for stateless.
public struct RecurrentState: Sendable {
  /// [batch, width]
  public var hidden: Tensor
  /// [batch, width]; of an LSTM.
  public var cell: Tensor?

  public init(hidden: Tensor, cell: Tensor? = nil) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The same numbers as constants: cuts backpropagation here (truncated backpropagation through time).
  public var detached: RecurrentState { RecurrentState(hidden: hidden.detached, cell: cell?.detached) }
}

/// A layer over sequences, [batch, steps, features] to [batch, steps, width].
public protocol RecurrentLayer: Layer {
  var width: Int { get }
  /// The rate of recurrent dropout in training: one mask on the state for all steps (Gal and Ghahramani, 2015).
  var recurrentDropout: Double { get set }

  /// - Parameters:
  ///   - mask: [batch, steps] of ones and zeros; where zero the state stays.
  ///   - state: before the first step; zeros if nil.
  ///   - dropout: [batch, width] that multiplies the state in the recurrent product.
  /// - Returns: every step's output, and the state after the last.
  func sequence(_ input: Tensor, mask: Tensor?, state: RecurrentState?, dropout: Tensor?) -> (
    outputs: Tensor, state: RecurrentState
  )
}

extension RecurrentLayer {
  public func callAsFunction(_ input: Tensor) -> Tensor {
    sequence(input, mask: nil, state: nil, dropout: nil).outputs
  }

  public func callAsFunction(_ input: Tensor, mask: Tensor?, state: RecurrentState? = nil) -> (
    outputs: Tensor, state: RecurrentState
  ) {
    sequence(input, mask: mask, state: state, dropout: nil)
  }

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    sequence(input, mask: nil, state: nil, dropout: dropoutMask(for: input, using: &random)).outputs
  }

  func dropoutMask(for input: Tensor, using random: inout some RandomSource) -> Tensor? {
    recurrentDropout == 0
      ? nil
      : Dropout.mask([input.shape[0], width], rate: recurrentDropout, precision: input.precision, using: &random)
  }
}

/// h' = f(x W + h U + b) (Elman, 1990); with `.relu` and identity U it is an IRNN (Le et al., 2015).
public struct SimpleRNN: RecurrentLayer {
  /// [features, width]
  public var inputWeight: Tensor
  /// [width, width]
  public var recurrentWeight: Tensor
  /// [width]
  public var bias: Tensor
  public var activation: Tensor.DenseActivation
  public var recurrentDropout = 0.0

  public init(
    features: Int, width: Int, activation: Tensor.DenseActivation = .tanh, using random: inout some RandomSource
  ) {
    inputWeight = Initializer.glorotUniform([features, width], using: &random)
    recurrentWeight = Initializer.orthogonal(gain: 1)([width, width], using: &random)
    bias = .zeros([width])
    self.activation = activation
  }

  /// Rectified units that start by remembering: identity recurrent weights.
  public static func irnn(features: Int, width: Int, using random: inout some RandomSource) -> SimpleRNN {
    var layer = SimpleRNN(features: features, width: width, activation: .relu, using: &random)
    layer.inputWeight = Initializer.normal(standardDeviation: 0.001)([features, width], using: &random)
    layer.recurrentWeight = .identity(width)
    return layer
  }

  public var width: Int { recurrentWeight.shape[0] }

  public func sequence(_ input: Tensor, mask: Tensor?, state: RecurrentState?, dropout: Tensor?) -> (
    outputs: Tensor, state: RecurrentState
  ) {
    let outputs = input.simpleRecurrent(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, bias: bias, activation: activation,
      hidden: state?.hidden, mask: mask, recurrentDropout: dropout)
    return (outputs, RecurrentState(hidden: outputs.element(axis: 1, outputs.shape[1] - 1)))
  }

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&inputWeight, "inputWeight", .weight)
    visitor.visit(&recurrentWeight, "recurrentWeight", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}

/// Long short-term memory; see ``Tensor/lstm(inputWeight:recurrentWeight:bias:peepholes:hidden:cell:mask:recurrentDropout:)``.
public struct LSTM: RecurrentLayer {
  /// [features, 4 width]: input, forget, candidate, output.
  public var inputWeight: Tensor
  /// [width, 4 width]
  public var recurrentWeight: Tensor
  /// [4 width]; the forget gate's part starts at 1 (Jozefowicz et al., 2015).
  public var bias: Tensor
  /// [3, width]; nil without peepholes.
  public var peepholes: Tensor?
  public var recurrentDropout = 0.0

  public init(features: Int, width: Int, hasPeepholes: Bool = false, using random: inout some RandomSource) {
    inputWeight = Initializer.glorotUniform([features, 4 * width], using: &random)
    let square = Initializer.orthogonal(gain: 1)
    recurrentWeight = Tensor.concatenated(
      (0..<4).map { _ in square([width, width], using: &random) }, axis: 1)
    bias = Tensor((0..<(4 * width)).map { $0 / width == 1 ? Float(1) : 0 }, shape: [4 * width])
    peepholes = hasPeepholes ? .zeros([3, width]) : nil
  }

  public var width: Int { recurrentWeight.shape[0] }

  public func sequence(_ input: Tensor, mask: Tensor?, state: RecurrentState?, dropout: Tensor?) -> (
    outputs: Tensor, state: RecurrentState
  ) {
    let all = input.lstm(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, bias: bias, peepholes: peepholes,
      hidden: state?.hidden, cell: state?.cell, mask: mask, recurrentDropout: dropout)
    let steps = input.shape[1]
    let outputs = all.slice(axis: 1, 0..<steps)
    return (
      outputs, RecurrentState(hidden: all.element(axis: 1, steps - 1), cell: all.element(axis: 1, steps))
    )
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { outputs(input, dropout: nil) }

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    outputs(input, dropout: dropoutMask(for: input, using: &random))
  }

  /// Without the final state, which costs copies.
  private func outputs(_ input: Tensor, dropout: Tensor?) -> Tensor {
    input.lstm(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, bias: bias, peepholes: peepholes,
      recurrentDropout: dropout
    ).slice(axis: 1, 0..<input.shape[1])
  }

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&inputWeight, "inputWeight", .weight)
    visitor.visit(&recurrentWeight, "recurrentWeight", .weight)
    visitor.visit(&bias, "bias", .bias)
    visitor.visit(&peepholes, "peepholes", .weight)
  }
}

/// Gated recurrent units; see ``Tensor/gru(inputWeight:recurrentWeight:inputBias:recurrentBias:hidden:mask:recurrentDropout:)``.
public struct GRU: RecurrentLayer {
  /// [features, 3 width]: reset, update, new.
  public var inputWeight: Tensor
  /// [width, 3 width]
  public var recurrentWeight: Tensor
  /// [3 width]
  public var inputBias: Tensor
  /// [3 width]
  public var recurrentBias: Tensor
  public var recurrentDropout = 0.0

  public init(features: Int, width: Int, using random: inout some RandomSource) {
    inputWeight = Initializer.glorotUniform([features, 3 * width], using: &random)
    let square = Initializer.orthogonal(gain: 1)
    recurrentWeight = Tensor.concatenated(
      (0..<3).map { _ in square([width, width], using: &random) }, axis: 1)
    inputBias = .zeros([3 * width])
    recurrentBias = .zeros([3 * width])
  }

  public var width: Int { recurrentWeight.shape[0] }

  public func sequence(_ input: Tensor, mask: Tensor?, state: RecurrentState?, dropout: Tensor?) -> (
    outputs: Tensor, state: RecurrentState
  ) {
    let outputs = input.gru(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: inputBias, recurrentBias: recurrentBias,
      hidden: state?.hidden, mask: mask, recurrentDropout: dropout)
    return (outputs, RecurrentState(hidden: outputs.element(axis: 1, outputs.shape[1] - 1)))
  }

  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&inputWeight, "inputWeight", .weight)
    visitor.visit(&recurrentWeight, "recurrentWeight", .weight)
    visitor.visit(&inputBias, "inputBias", .bias)
    visitor.visit(&recurrentBias, "recurrentBias", .bias)
  }
}
