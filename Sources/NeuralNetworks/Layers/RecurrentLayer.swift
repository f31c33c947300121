public import Randomness
public import Tensors

/// What a recurrent layer carries from one sequence to the next: pass it on for stateful use, leave it out for stateless.
public struct RecurrentState: Sendable {
  /// [batch, width]
  public var hidden: Tensor
  /// [batch, width]; of an LSTM.
  public var cell: Tensor?

  /// A state to begin with.
  public init(hidden: Tensor, cell: Tensor? = nil) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The same numbers as constants: cuts backpropagation here (truncated backpropagation through time).
  public var detached: RecurrentState { RecurrentState(hidden: hidden.detached, cell: cell?.detached) }
}

/// A layer over sequences, [batch, steps, features] to [batch, steps, width].
public protocol RecurrentLayer: Layer {
  /// The width of the state, and so of each output.
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
  /// Every output from a state of zeros, [batch, steps, width].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    sequence(input, mask: nil, state: nil, dropout: nil).outputs
  }

  /// Every output and the state after the last step.
  ///
  /// - Parameters:
  /// - mask: [batch, steps] of ones and zeros; where zero the state stays.
  /// - state: before the first step; zeros if nil.
  public func callAsFunction(_ input: Tensor, mask: Tensor?, state: RecurrentState? = nil) -> (
    outputs: Tensor, state: RecurrentState
  ) {
    sequence(input, mask: mask, state: state, dropout: nil)
  }

  /// Every output from a state of zeros, with recurrent dropout.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    sequence(input, mask: nil, state: nil, dropout: dropoutMask(for: input, using: &random)).outputs
  }

  func dropoutMask(for input: Tensor, using random: inout some RandomSource) -> Tensor? {
    recurrentDropout == 0
      ? nil
      : Dropout.mask([input.shape[0], width], rate: recurrentDropout, precision: input.precision, using: &random)
  }
}

/// A recurrent layer that files can describe, alone or in both directions.
protocol DescribedRecurrentLayer: RecurrentLayer, DescribedLayer {
  init(features: Int, width: Int, using random: inout some RandomSource)
}

extension DescribedRecurrentLayer {
  var hindranceInAgents: String? { recurrentDropout > 0 ? "draws random numbers in training" : nil }
}
