/// Which cells of a board a choice depends on.
public enum Saliency {
  /// The share of the total that the cells shown hold together, and how many of them there may be.
  public static let shownShare = 0.6
  public static let mostCells = 12

  /// The cells that together hold 60% of the total, at most 12, each in relation to the largest; 0 for all others.
  ///
  /// - Parameter amounts: one for each cell, at least 0.
  /// - Returns: nil where the total is spread evenly: where the twelve largest of many cells hold less than a third of it, or
  ///   of few cells less than half again their part.
  public static func marks(of amounts: [Double]) -> [Double]? {
    let total = amounts.reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    let order = amounts.indices.sorted { (-amounts[$0], $0) < (-amounts[$1], $1) }
    let largest = order.prefix(mostCells)
    let held = largest.reduce(0) { $0 + amounts[$1] } / total
    let even = Double(largest.count) / Double(amounts.count)
    guard held >= max(1.0 / 3, min(1.5 * even, 1)) else { return nil }
    var marks = [Double](repeating: 0, count: amounts.count)
    var sum = 0.0
    for index in largest {
      if sum >= shownShare * total { break }
      marks[index] = amounts[index] / amounts[order[0]]
      sum += amounts[index]
    }
    return marks
  }

  /// The mean of several maps, the first of which counts twice: what a choice depends on, less the noise of one step.
  public static func smoothed(_ maps: [[Double]]) -> [Double] {
    guard let first = maps.first else { return [] }
    // Steps with steep and with flat slopes count alike: each map is taken in shares of its total.
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
