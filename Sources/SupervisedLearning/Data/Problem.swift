import NeuralNetworks
public import Tensors

/// What is predicted, and so which output activation and loss belong together: one choice, no wrong pairs.
///
/// Networks end linear; losses take logits; ``prediction(_:)`` applies the output activation.
public enum Problem: String, Sendable, Hashable, CaseIterable, Codable {
  /// Numbers: linear output, mean squared error.
  case regression
  /// Yes or no: sigmoid output, binary cross-entropy.
  case binary
  /// One of several classes: softmax output, categorical cross-entropy.
  case singleLabel = "single-label"
  /// Any of several classes: sigmoid outputs, binary cross-entropy.
  case multiLabel = "multi-label"

  /// - Parameters:
  ///   - outputs: what the network gives, [rows, outputs].
  ///   - target: numbers or zeros and ones of the same shape; for one label in several, [rows] or [rows, 1] of indices.
  public func loss(_ outputs: Tensor, _ target: Tensor) -> Tensor {
    switch self {
    case .regression: meanSquaredError(outputs, target.reshaped(outputs.shape))
    case .binary, .multiLabel: binaryCrossEntropy(outputs, target.reshaped(outputs.shape))
    case .singleLabel:
      softmaxCrossEntropy(
        outputs.rank == 2 ? outputs : outputs.reshaped([-1, outputs.shape[outputs.rank - 1]]),
        target.elements.map { Int32($0) })
    }
  }

  /// Outputs as predictions: numbers, or probabilities.
  public func prediction(_ outputs: Tensor) -> Tensor {
    switch self {
    case .regression: outputs
    case .binary, .multiLabel: outputs.sigmoid()
    case .singleLabel: outputs.softmax()
    }
  }
}
