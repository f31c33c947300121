/// Mean and variance of a stream of numbers, one pair a feature (Welford, 1962; merged by Chan et al., 1979).
public struct RunningMoments: Sendable, Hashable, Codable {
  /// Rows taken in.
  public private(set) var count = 0.0
  /// The mean of each feature, [width].
  public private(set) var mean: [Double]
  /// Sums of squared deviations.
  private var squares: [Double]

  /// Nothing seen.
  public init(width: Int) {
    mean = Array(repeating: 0, count: width)
    squares = mean
  }

  /// Takes in rows of numbers, [rows, width].
  public mutating func add(_ rows: [Float]) {
    let width = mean.count
    for row in 0..<(rows.count / max(width, 1)) {
      count += 1
      for feature in 0..<width {
        let value = Double(rows[row * width + feature])
        let change = value - mean[feature]
        mean[feature] += change / count
        squares[feature] += change * (value - mean[feature])
      }
    }
  }

  /// sqrt(variance + 1e-8) of a feature; 1 before there are two rows.
  public func deviation(_ feature: Int) -> Double {
    count > 1 ? (squares[feature] / count + 1e-8).squareRoot() : 1
  }

  /// (x - mean) / deviation within `limit`, row by row.
  public func normalized(_ rows: [Float], limit: Float = 10) -> [Float] {
    let width = mean.count
    var result = rows
    let scales = mean.indices.map { Float(1 / deviation($0)) }
    for index in rows.indices {
      let feature = index % width
      result[index] = min(max((rows[index] - Float(mean[feature])) * scales[feature], -limit), limit)
    }
    return result
  }
}

/// Scales rewards by the deviation of the discounted return, so that values stay near 1 whatever the world pays.
///
/// The return goes on over a time limit and starts anew only where the world itself ended, as in Gymnasium's
/// `NormalizeReward`.
public struct RewardScale: Sendable, Hashable, Codable {
  private var returns: [Float]
  private var moments = RunningMoments(width: 1)

  /// Nothing returned in any row.
  public init(rows: Int) { returns = Array(repeating: 0, count: rows) }

  /// - Returns: the rewards of a step, scaled.
  public mutating func scaled(_ experience: borrowing Transitions<Float>, discount: Double) -> [Float] {
    for row in returns.indices { returns[row] = Float(discount) * returns[row] + experience.rewards[row] }
    moments.add(returns)
    let scale = Float(1 / moments.deviation(0))
    for row in returns.indices where experience.isTerminal(row) { returns[row] = 0 }
    return experience.rewards.map { min(max($0 * scale, -10), 10) }
  }

  /// Takes note of a step that is not learned from: the returns of worlds that ended with it are over.
  public mutating func skip(_ experience: borrowing Transitions<Float>) {
    for row in returns.indices where experience.isTerminal(row) { returns[row] = 0 }
  }
}
