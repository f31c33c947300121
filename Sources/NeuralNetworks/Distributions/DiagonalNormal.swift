public import Randomness
public import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// Numbers that are normally distributed, each by itself:
///
///     p(x) = prod_i exp(-(x_i - mu_i)^2 / 2 sigma_i^2) / (sigma_i sqrt(2 pi))
///
/// ```swift
/// let policy = DiagonalNormal(means: actor(x), logDeviation: logDeviation)        // [rows, width], [width]
/// let drawn = policy.sample(using: &random)                                       // [rows, width]
/// let logProbability = policy.logProbability(of: drawn)                           // [rows]
/// ```
///
/// Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 2.3.
public struct DiagonalNormal: Sendable {
  /// mu, [rows, width].
  public let means: Tensor
  /// ln sigma, [width] where all rows have the same, or [rows, width].
  public let logDeviation: Tensor

  /// (1/2) ln(2 pi), and the entropy of a standard normal number, (1/2) ln(2 pi e).
  private static let (halfLogTwoPi, unitEntropy) = (0.918_938_533_204_672_8, 1.418_938_533_204_672_8)

  /// - Parameters:
  ///   - means: mu, [rows, width].
  ///   - logDeviation: ln sigma, [width] or [rows, width].
  public init(means: Tensor, logDeviation: Tensor) {
    precondition(
      means.rank == 2 && (logDeviation.shape == means.shape || logDeviation.shape == [means.shape[1]]),
      "DiagonalNormal: means \(means.shape) and deviations \(logDeviation.shape) do not match")
    self.means = means
    self.logDeviation = logDeviation
  }

  /// The most probable numbers, which are the means, [rows, width].
  public var mode: Tensor { means }

  /// sigma, of the shape of ``logDeviation``.
  public var deviation: Tensor { logDeviation.exp() }

  // MARK: Samples

  /// x = mu + sigma epsilon with epsilon standard normal, one draw a number: [rows, width].
  public func sample(using random: inout PCG64) -> Tensor {
    var numbers = [Float](repeating: 0, count: means.elementCount)
    sample(into: &numbers, using: &random)
    return Tensor(numbers, shape: means.shape)
  }

  /// The same into a buffer of [rows, width], without allocating.
  public func sample(into numbers: inout [Float], using random: inout PCG64) {
    draw(into: &numbers) { _ in random.nextNormal() }
  }

  /// The same with a stream for each row, so that the number of rows changes no row's numbers.
  ///
  /// - Parameter generators: [rows].
  public func sample(into numbers: inout [Float], using generators: inout [PCG64]) {
    precondition(
      generators.count == means.shape[0], "DiagonalNormal: \(generators.count) streams, \(means.shape) means")
    draw(into: &numbers) { row in generators[row].nextNormal() }
  }

  private func draw(into numbers: inout [Float], _ standard: (_ row: Int) -> Double) {
    precondition(
      numbers.count == means.elementCount, "DiagonalNormal: \(numbers.count) places for \(means.shape) numbers")
    let width = means.shape[1]
    means.withElements { means in
      logDeviation.withElements { logDeviation in
        for index in means.indices {
          numbers[index] =
            means[index] + expf(logDeviation[index % logDeviation.count]) * Float(standard(index / width))
        }
      }
    }
  }

  // MARK: Logarithms and entropy

  /// ln p(x) = -sum_i [(x_i - mu_i)^2 / 2 sigma_i^2 + ln sigma_i + (1/2) ln(2 pi)], [rows].
  ///
  /// - Parameter numbers: x, [rows, width].
  public func logProbability(of numbers: Tensor) -> Tensor {
    let z = (numbers - means) / deviation
    return (-0.5 * z.squared() - logDeviation - Self.halfLogTwoPi).sum(axis: -1)
  }

  /// The same as plain numbers, [rows]: one pass without temporaries, and nothing for a gradient to follow.
  ///
  /// - Parameter numbers: x, [rows, width].
  public func logProbabilityElements(of numbers: [Float]) -> [Float] {
    let width = means.shape[1]
    var result = [Float](repeating: 0, count: means.shape[0])
    means.withElements { means in
      logDeviation.withElements { logDeviation in
        for index in means.indices {
          let sigma = logDeviation[index % logDeviation.count]
          let z = (numbers[index] - means[index]) / expf(sigma)
          result[index / width] -= 0.5 * z * z + sigma + Float(Self.halfLogTwoPi)
        }
      }
    }
    return result
  }

  /// H = sum_i [ln sigma_i + (1/2) ln(2 pi e)] in natural units: [rows], or a scalar where all rows have the same deviations.
  public var entropy: Tensor {
    let each = logDeviation + Self.unitEntropy
    return logDeviation.rank == 1 ? each.sum() : each.sum(axis: -1)
  }
}
