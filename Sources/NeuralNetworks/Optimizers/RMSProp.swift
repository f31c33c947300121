internal import CKernels
internal import Tensors

/// w -= rate g / (sqrt s + epsilon) with s a running mean of g^2 (Hinton, 2012); centred, the running mean's square is
/// subtracted from s (Graves, 2013).
public struct RMSProp: Optimizer {
  /// The size of the steps.
  public var learningRate: Double
  /// The weight of the past in the running means.
  public var decay: Double
  /// Against division by zero.
  public var epsilon: Double
  /// Whether the running mean's square is subtracted.
  public var isCentred: Bool
  /// Epsilon under the root, as the Atari agents have it, instead of outside, as PyTorch does.
  public var addsEpsilonInside: Bool
  /// Updates made so far.
  public var updateCount = 0
  private var square: Moment?
  private var mean: Moment?

  /// PyTorch's defaults.
  public init(
    learningRate: Double = 0.01, decay: Double = 0.99, epsilon: Double = 1e-8, isCentred: Bool = false,
    addsEpsilonInside: Bool = false
  ) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
    self.isCentred = isCentred
    self.addsEpsilonInside = addsEpsilonInside
  }

  /// `square`, and `mean` where it is centred: running means of g^2 and g.
  public var moments: [String: Moment] {
    get { ["square": square, "mean": mean].compactMapValues { $0 } }
    set { (square, mean) = (newValue["square"], newValue["mean"]) }
  }

  /// Moves the model one step against a gradient.
  ///
  /// - Precondition: the gradient is of a model of the same parameters, as are all that this optimizer is given.
  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_rmsprop(
        type, w, g, square.pointer(count, precision), isCentred ? mean.pointer(count, precision) : nil, Int64(count),
        learningRate, decay, epsilon, addsEpsilonInside ? 1 : 0)
    }
  }
}
