internal import CKernels
internal import Tensors

/// s += g^2, w -= rate g / (sqrt s + epsilon) (Duchi et al., 2011).
public struct Adagrad: Optimizer {
  public var learningRate: Double
  public var epsilon: Double
  public var updateCount = 0
  private var sum: Moment?

  public init(learningRate: Double = 0.01, epsilon: Double = 1e-10) {
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  public var moments: [String: Moment] {
    get { sum.map { ["sum": $0] } ?? [:] }
    set { sum = newValue["sum"] }
  }

  public mutating func update(_ model: inout some Module, along gradient: Gradient<some Module>) {
    updateCount += 1
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_adagrad(type, w, g, sum.pointer(count, precision), Int64(count), learningRate, epsilon)
    }
  }
}
