public import Scenes

/// What becomes of measured points before they are drawn.
public enum CurveSmoothing {
  /// Measurements with the least of their noise taken off, where they were measured: each is the mean of itself and as many
  /// neighbours on the left as on the right, at most five in all and within a fifth of a decade, so that nothing lags.
  /// The first and the last stay what they are.
  public static func measured(_ points: [Point]) -> [Point] {
    let reachOfDecade = 1.5848931924611136  // 10^0.2
    return points.indices.map { index in
      var reach = min(2, index, points.count - 1 - index)
      while reach > 0, points[index + reach].x > points[index - reach].x * reachOfDecade { reach -= 1 }
      let part = points[(index - reach)...(index + reach)]
      return Point(points[index].x, part.reduce(0) { $0 + $1.y } / Double(part.count))
    }
  }

  /// Where noisy points run at one place of the axis.
  public struct Band: Sendable, Hashable {
    /// The place on the axis.
    public var x: Double
    /// The mean of the points around it.
    public var mean: Double
    /// The middle eight tenths.
    public var low: Double
    /// The upper end of the middle eight tenths.
    public var high: Double
  }

  /// The running mean of noisy points, and the band that holds the middle eight tenths of them: at each of `count` places the
  /// points within a fortieth of the axis on either side. Points are in the order of x.
  public static func band(_ points: [Point], count: Int = 120) -> [Band] {
    guard let first = points.first, let last = points.last else { return [] }
    let width = last.x - first.x
    guard points.count > 2, width > 0 else { return points.map { Band(x: $0.x, mean: $0.y, low: $0.y, high: $0.y) } }
    var bands: [Band] = []
    var (start, end) = (0, 0)
    for place in 0...count {
      let x = first.x + width * Double(place) / Double(count)
      while start < points.count - 1, points[start].x < x - width / 40 { start += 1 }
      end = max(end, start)
      while end < points.count, points[end].x <= x + width / 40 { end += 1 }
      // Between points that lie far apart the line goes straight on.
      guard end > start else { continue }
      let values = points[start..<end].map(\.y).sorted()
      let inset = values.count / 10
      let centre = values.count == 1 ? points[start].x : x
      if let previous = bands.last, previous.x >= centre { continue }
      bands.append(
        Band(
          x: centre, mean: values.reduce(0, +) / Double(values.count),
          low: values[inset], high: values[values.count - 1 - inset]))
    }
    return bands
  }

  /// The range of an axis on which something can be read: nothing but one value lies in the middle of two units.
  public static func readable(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    let least = 1e-6 * max(1, abs(low), abs(high))
    if high - low >= least { return range }
    let middle = (low + high) / 2
    return (abs(middle) < 1e-6 ? -1 : middle - 1)...(abs(middle) < 1e-6 ? 1 : middle + 1)
  }

  /// The value that all points have; nil where they differ.
  public static func constant(_ values: [Double]) -> Double? {
    guard let low = values.min(), let high = values.max(), high - low <= 1e-9 * max(1, abs(low)) else { return nil }
    return low
  }
}
