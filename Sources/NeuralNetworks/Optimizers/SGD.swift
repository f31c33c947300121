internal import CKernels
internal import Tensors

/// Gradient descent with momentum as PyTorch has it: v = m v + g, w -= rate v; Nesterov's form looks ahead,
/// w -= rate (g + m v) (Sutskever et al., 2013).
public struct SGD: Optimizer {
  /// The size of the steps.
  public var learningRate: Double
  /// m, in 0 ..< 1.
  public var momentum: Double
  /// Whether the gradient is taken as if it looked ahead.
  public var isNesterov: Bool
  /// Updates made so far.
  public var updateCount = 0
  private var velocity: Moment?

  /// - Precondition: `momentum` above 0 where `isNesterov`.
  public init(learningRate: Double, momentum: Double = 0, isNesterov: Bool = false) {
    precondition(!isNesterov || momentum > 0, "Nesterov's form needs a momentum above 0, not \(momentum)")
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
  }

  /// `velocity` with a momentum, otherwise none.
  public var moments: [String: Moment] {
    get { velocity.map { ["velocity": $0] } ?? [:] }
    set { velocity = newValue["velocity"] }
  }

  /// Moves the model one step against a gradient.
  ///
  /// - Precondition: the gradient is of a model of the same parameters, as are all that this optimizer is given.
  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      if momentum == 0 {
        tarn_add_scaled(type, -learningRate, g, w, Int64(count))
      } else {
        let v = velocity.pointer(count, precision)
        tarn_momentum(type, w, g, v, Int64(count), learningRate, momentum, isNesterov ? 1 : 0)
      }
    }
  }
}
