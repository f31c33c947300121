internal import Scenes

/// Where points of a curve are on the screen, and how lines and bands are drawn there.
struct CurvePlot {
  let plot: Rectangle
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  /// Pixels a unit.
  let scale: Double

  init(plot: Rectangle, x: ClosedRange<Double>, y: ClosedRange<Double>, scale: Double) {
    self.plot = plot
    xRange = x
    yRange = y
    self.scale = scale
  }

  func x(_ value: Double) -> Double {
    plot.x + plot.width * (value - xRange.lowerBound) / max(xRange.upperBound - xRange.lowerBound, 1e-12)
  }

  func y(_ value: Double) -> Double {
    let share = (value - yRange.lowerBound) / max(yRange.upperBound - yRange.lowerBound, 1e-12)
    return plot.bottom - plot.height * min(max(share, 0), 1)
  }

  func clamped(_ value: Double) -> Double { min(max(value, yRange.lowerBound), yRange.upperBound) }
  func point(_ point: Point) -> Point { Point(x(point.x), y(point.y)) }

  /// A line through the points, or a dot where there is only one.
  func line(_ points: [Point], width: Double, _ paint: Paint, to layout: inout Layout) {
    if points.count == 1 { layout.add(.circle(point(points[0]), radius: 1.5 * width, paint)) }
    if points.count > 1 { layout.add(.polyline(thinned(points).map(point), width: width, paint)) }
  }

  /// Where points lie beyond the axis: triangles on the edge that point there, a few units apart. The line itself runs along
  /// the edge.
  func offScale(_ points: [Point], _ paint: Paint, to layout: inout Layout) {
    let (half, height) = (4.0, 6.0)
    var last = (above: -Double.infinity, below: -Double.infinity)
    for point in points where point.y < yRange.lowerBound || point.y > yRange.upperBound {
      let (place, isBelow) = (x(point.x), point.y < yRange.lowerBound)
      guard place - (isBelow ? last.below : last.above) >= 3 * half else { continue }
      if isBelow { last.below = place } else { last.above = place }
      let (edge, tip) = isBelow ? (plot.bottom + 1, plot.bottom + 1 + height) : (plot.y - 1, plot.y - 1 - height)
      layout.add(.polygon([Point(place - half, edge), Point(place + half, edge), Point(place, tip)], paint))
    }
  }

  /// What was played: its mean in grey over a pale band.
  func band(_ bands: [CurveSmoothing.Band], to layout: inout Layout) {
    let lows = bands.map { Point($0.x, $0.low) }
    var highs: [Double: Double] = [:]
    columns(bands.map { Point($0.x, $0.high) }) { column, value in highs[column] = value }
    columns(lows) { column, value in
      guard let high = highs[column] else { return }
      let (top, bottom) = (y(high), y(value))
      if bottom > top {
        layout.add(.rectangle(Rectangle(column, top, 1 / scale, bottom - top), .role(.secondary, alpha: 0.2)))
      }
    }
    line(bands.map { Point($0.x, $0.mean) }, width: 1.5, .role(.secondary), to: &layout)
  }

  /// The height of a line over each pixel column: columns meet without a seam.
  func columns(_ points: [Point], _ body: (_ column: Double, _ value: Double) -> Void) {
    guard points.count > 1, let first = points.first, let last = points.last else { return }
    let (start, end) = ((x(first.x) * scale).rounded(), (x(last.x) * scale).rounded())
    var next = 1
    for column in stride(from: start, to: end, by: 1) {
      let place = xRange.lowerBound + (column / scale - plot.x) / plot.width * (xRange.upperBound - xRange.lowerBound)
      while next < points.count - 1, points[next].x < place { next += 1 }
      let (before, after) = (points[next - 1], points[next])
      let share = after.x > before.x ? min(max((place - before.x) / (after.x - before.x), 0), 1) : 1
      body(column / scale, before.y + (after.y - before.y) * share)
    }
  }

  /// At most two points a pixel column: the lowest and the highest.
  func thinned(_ points: [Point]) -> [Point] {
    let columns = Int(plot.width * scale)
    guard points.count > 2 * columns, columns > 0 else { return points }
    var result: [Point] = []
    let chunk = (points.count + columns - 1) / columns
    for start in stride(from: 0, to: points.count, by: chunk) {
      let part = points[start..<min(start + chunk, points.count)]
      guard let low = part.min(by: { $0.y < $1.y }), let high = part.max(by: { $0.y < $1.y }) else { continue }
      result += low.x <= high.x ? [low, high] : [high, low]
    }
    if let last = points.last { result.append(last) }
    return result
  }
}
