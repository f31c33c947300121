internal import CKernels
internal import Tensors

/// Steps in proportion to the running size of earlier steps (Zeiler, 2012).
public struct Adadelta: Optimizer {
  /// The size of the steps.
  public var learningRate: Double
  /// rho: the weight of the past in the running means.
  public var decay: Double
  /// Added under the roots; also what the first steps come from.
  public var epsilon: Double
  /// Updates made so far.
  public var updateCount = 0
  private var square: Moment?
  private var change: Moment?

  /// PyTorch's defaults.
  public init(learningRate: Double = 1, decay: Double = 0.9, epsilon: Double = 1e-6) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  /// `square` and `change`, running means of squared gradients and squared steps.
  public var moments: [String: Moment] {
    get { ["square": square, "change": change].compactMapValues { $0 } }
    set { (square, change) = (newValue["square"], newValue["change"]) }
  }

  /// Moves the model one step against a gradient.
  ///
  /// - Precondition: the gradient is of a model of the same parameters, as are all that this optimizer is given.
  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_adadelta(
        type, w, g, square.pointer(count, precision), change.pointer(count, precision), Int64(count), learningRate,
        decay,
        epsilon)
    }
  }
}
