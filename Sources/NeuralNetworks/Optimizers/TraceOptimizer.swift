internal import CKernels
internal import Tensors

/// Eligibility traces over a model's parameters, with steps scaled as RMSProp does (Sutton and Barto, 2nd edition, section
/// 13.5; Young et al., 2018):
///
///     z = fade z + grad,   u = delta z + bonus grad',   s = rho s + (1 - rho) u^2
///     w = w + rate u / sqrt(s / (1 - rho^t) + epsilon)
public struct TraceOptimizer: Sendable {
  /// The size of the steps.
  public var learningRate: Double
  /// rho
  public var decay: Double
  /// Added under the root, against division by zero.
  public var epsilon: Double
  /// Updates made so far.
  public var updateCount = 0
  private var trace: Moment?
  private var square: Moment?

  /// Decay and epsilon of MinAtar's actor-critic.
  public init(learningRate: Double, decay: Double = 0.999, epsilon: Double = 1e-4) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  /// `trace` and `square`, for checkpoints; empty before the first update.
  public var moments: [String: Moment] {
    get { ["trace": trace, "square": square].compactMapValues { $0 } }
    set { (trace, square) = (newValue["trace"], newValue["square"]) }
  }

  /// Adds to the trace and moves the model along it.
  ///
  /// - Parameters:
  ///   - gradient: what the trace collects.
  ///   - fade: gamma lambda; 0 at the start of an episode.
  ///   - error: delta.
  ///   - bonus: a gradient that acts at once, times `weight`.
  public mutating func update<Model: Module>(
    _ model: inout Model, adding gradient: Gradient<Model>, fade: Double, error: Double, bonus: Gradient<Model>,
    weight: Double
  ) {
    updateCount += 1
    let correction = 1 / (1 - power(decay, updateCount))
    let also = bonus.flat
    apply(gradient, to: &model) { type, w, g, count, precision in
      tarn_trace(
        type, w, g, also.pointer, trace.pointer(count, precision), square.pointer(count, precision), Int64(count), fade,
        error, weight, learningRate, decay, correction, epsilon)
    }
  }
}
