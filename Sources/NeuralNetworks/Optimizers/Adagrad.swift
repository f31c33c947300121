internal import CKernels
internal import Tensors

/// s += g^2, w -= rate g / (sqrt s + epsilon) (Duchi et al., 2011).
public struct Adagrad: Optimizer {
  /// The size of the steps.
  public var learningRate: Double
  /// Added to the root, against division by zero.
  public var epsilon: Double
  /// Updates made so far.
  public var updateCount = 0
  private var sum: Moment?

  /// PyTorch's defaults.
  public init(learningRate: Double = 0.01, epsilon: Double = 1e-10) {
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  /// `sum`, of squared gradients.
  public var moments: [String: Moment] {
    get { sum.map { ["sum": $0] } ?? [:] }
    set { sum = newValue["sum"] }
  }

  /// Moves the model one step against a gradient.
  ///
  /// - Precondition: the gradient is of a model of the same parameters, as are all that this optimizer is given.
  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_adagrad(type, w, g, sum.pointer(count, precision), Int64(count), learningRate, epsilon)
    }
  }
}
