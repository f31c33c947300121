internal import CKernels
internal import Tensors

/// Steps in proportion to the running size of earlier steps (Zeiler, 2012).
public struct Adadelta: Optimizer {
  public var learningRate: Double
  public var decay: Double
  public var epsilon: Double
  public var updateCount = 0
  private var square: Moment?
  private var change: Moment?

  public init(learningRate: Double = 1, decay: Double = 0.9, epsilon: Double = 1e-6) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  public var moments: [String: Moment] {
    get { ["square": square, "change": change].compactMapValues { $0 } }
    set { (square, change) = (newValue["square"], newValue["change"]) }
  }

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
