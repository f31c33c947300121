internal import CKernels
internal import Tensors

/// Adaptive moments with bias correction (Kingma and Ba, 2014), epsilon outside the root as in PyTorch; with a weight
/// decay it is AdamW, which shrinks the weights apart from the gradient (Loshchilov and Hutter, 2017).
public struct Adam: Optimizer {
  /// The size of the steps.
  public var learningRate: Double
  /// The weight of the past in the mean of gradients.
  public var beta1: Double
  /// The weight of the past in the mean of squared gradients.
  public var beta2: Double
  /// Added to the root, against division by zero.
  public var epsilon: Double
  /// The share of the learning rate that weights shrink by; 0 for plain Adam.
  public var weightDecay: Double
  /// Updates made so far.
  public var updateCount = 0
  private var mean: Moment?
  private var square: Moment?

  /// PyTorch's defaults.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// `mean` and `square`, running means of g and g^2.
  public var moments: [String: Moment] {
    get { ["mean": mean, "square": square].compactMapValues { $0 } }
    set { (mean, square) = (newValue["mean"], newValue["square"]) }
  }

  /// Moves the model one step against a gradient.
  ///
  /// - Precondition: the gradient is of a model of the same parameters, as are all that this optimizer is given.
  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    let correction1 = 1 - power(beta1, updateCount)
    let correction2 = 1 - power(beta2, updateCount)
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_adam(
        type, w, g, mean.pointer(count, precision), square.pointer(count, precision), Int64(count),
        learningRate / correction1, beta1, beta2, epsilon, 1 / correction2.squareRoot(), learningRate * weightDecay)
    }
  }
}
