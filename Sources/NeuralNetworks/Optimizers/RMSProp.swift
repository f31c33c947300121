internal import CKernels
internal import Tensors

/// w -= rate g / (sqrt s + epsilon) with s a running mean of g^2 (Hinton, 2012); centred, the running mean's square is
/// subtracted from s (Graves, 2013).
public struct RMSProp: Optimizer {
  public var learningRate: Double
  public var decay: Double
  public var epsilon: Double
  public var isCentred: Bool
  /// Epsilon under the root, as the Atari agents have it, instead of outside, as PyTorch does.
  public var addsEpsilonInside: Bool
  public var updateCount = 0
  private var square: Moment?
  private var mean: Moment?

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

  public var moments: [String: Moment] {
    get { ["square": square, "mean": mean].compactMapValues { $0 } }
    set { (square, mean) = (newValue["square"], newValue["mean"]) }
  }

  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_rmsprop(
        type, w, g, square.pointer(count, precision), isCentred ? mean.pointer(count, precision) : nil, Int64(count),
        learningRate, decay, epsilon, addsEpsilonInside ? 1 : 0)
    }
  }
}
