/// Which cells of a board a choice depends on.
public enum Saliency {
  /// The share of the total that the cells shown hold together, and how many of them there may be.
  public static let shownShare = 0.6
  /// The most cells that are shown.
  public static let mostCells = 12

  /// The cells that together hold 60% of the total, at most 12, each in relation to the largest; 0 for all others.
  ///
  /// - Parameter amounts: one for each cell, at least 0; 0 where nothing is.
  /// - Returns: nil where the total is spread evenly over the cells where anything is: where as many cells as would hold it
  ///   evenly, exp(H) for the entropy H of their shares, are more than seven tenths of them. Networks that have learned nothing are
  ///   above it, those that play are below it.
  public static func marks(of amounts: [Double]) -> [Double]? {
    let total = amounts.reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    let order = amounts.indices.filter { amounts[$0] > 0 }.sorted { (-amounts[$0], $0) < (-amounts[$1], $1) }
    guard order.count <= 2 || evenness(order.map { amounts[$0] / total }) <= mostEven else { return nil }
    var marks = [Double](repeating: 0, count: amounts.count)
    var sum = 0.0
    for index in order.prefix(mostCells) {
      if sum >= shownShare * total { break }
      marks[index] = amounts[index] / amounts[order[0]]
      sum += amounts[index]
    }
    return marks
  }

  static let mostEven = 0.7

  /// exp(H) of shares over their number: 1 where all are alike.
  static func evenness(_ shares: [Double]) -> Double {
    let entropy = shares.reduce(0) { $1 > 0 ? $0 - $1 * naturalLogarithm($1) : $0 }
    return exponential(entropy) / Double(max(shares.count, 1))
  }

  /// The mean of the slopes of several steps, the first of which counts twice: less the noise of one step.
  public static func smoothed(_ maps: [[Double]]) -> [Double] {
    guard let first = maps.first else { return [] }
    // Steps with steep and with flat slopes count alike: each is taken in shares of its total.
    func shares(_ map: [Double]) -> [Double] {
      let total = map.reduce(0, +)
      return total > 0 ? map.map { $0 / total } : map
    }
    var sums = shares(first).map { 2 * $0 }
    for map in maps.dropFirst() where map.count == sums.count {
      for (index, share) in shares(map).enumerated() { sums[index] += share }
    }
    return sums.map { $0 / Double(maps.count + 1) }
  }
}
