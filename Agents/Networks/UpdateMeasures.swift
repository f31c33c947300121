import ReinforcementLearning

#if canImport(Glibc)
  import Glibc
#endif

/// Running means of what updates measure on their way, for people to look at.
///
/// They are no part of what is learned, recorded or saved: a run has the same bytes whether they are looked at or not.
struct UpdateMeasures: Sendable {
  enum Measure: Int, CaseIterable {
    case policyLoss, approximateKL, clipFraction, explainedVariance, meanValue, gradientNorm, learningRate

    var name: String {
      switch self {
      case .policyLoss: "Policy loss"
      case .approximateKL: "Approximate KL"
      case .clipFraction: "Clip fraction"
      case .explainedVariance: "Explained variance"
      case .meanValue: "Mean value"
      case .gradientNorm: "Gradient norm before clipping"
      case .learningRate: "Learning rate"
      }
    }
  }

  private var means: [Double?] = Array(repeating: nil, count: Measure.allCases.count)

  /// - Parameters:
  ///   - value: what was measured; nil or not finite where nothing was.
  ///   - share: of the newest value in the mean; the first value counts alone.
  mutating func add(_ measure: Measure, _ value: Double?, share: Double) {
    guard let value, value.isFinite else { return }
    let mean = means[measure.rawValue] ?? value
    means[measure.rawValue] = mean + share * (value - mean)
  }

  var readings: [Reading] {
    Measure.allCases.compactMap { measure in means[measure.rawValue].map { Reading(measure.name, $0) } }
  }

  /// 1 - Var(R - V) / Var(R): 1 where predictions say all about returns, 0 where they say no more than a constant; nil
  /// where returns do not vary.
  static func explainedVariance(of returns: [Float], by values: [Float]) -> Double? {
    let count = Double(returns.count)
    guard count > 1, returns.count == values.count else { return nil }
    var (sum, squares, restSum, restSquares) = (0.0, 0.0, 0.0, 0.0)
    for (expected, value) in zip(returns, values) {
      let (gain, rest) = (Double(expected), Double(expected) - Double(value))
      sum += gain
      squares += gain * gain
      restSum += rest
      restSquares += rest * rest
    }
    let variance = squares - sum * sum / count
    return variance > 1e-12 * squares ? 1 - (restSquares - restSum * restSum / count) / variance : nil
  }

  /// How far the policy has moved, from ln rho = ln pi - ln pi_old of each choice.
  ///
  ///     KL = E[rho - 1 - ln rho]        (Schulman, "Approximating KL divergence", 2020: the estimator without bias)
  ///     clipped = E[|rho - 1| > c]
  static func movement(_ logarithms: UnsafeBufferPointer<Float>, clip: Double) -> (divergence: Double, clipped: Double)
  {
    var (divergence, clipped) = (0.0, 0)
    for logarithm in logarithms {
      let change = expm1(Double(logarithm))
      divergence += change - Double(logarithm)
      if abs(change) > clip { clipped += 1 }
    }
    let count = Double(max(logarithms.count, 1))
    return (divergence / count, Double(clipped) / count)
  }
}
