internal import Scenes

/// V over two numbers of the state, with the state of the moment as a point and the way it has come in the last second.
struct ValueMapView<Measure: TextMeasure> {
  let map: ValueMapPanel
  let isHuman: Bool
  let measure: Measure

  private var stage: Rectangle { BoardFrame.stage }
  /// Left of it stand the numbers of its axis, to the right the ramp and its numbers.
  private var plot: Rectangle { Rectangle(stage.x + 56, stage.y, stage.width - 56 - 72, stage.height - 52) }

  func add(to layout: inout Layout) {
    let plot = plot
    let width = max(map.domain.upperBound - map.domain.lowerBound, 1e-12)
    for row in 0..<map.rows {
      for column in 0..<map.columns {
        let value = map.values[row * map.columns + column]
        let left = plot.x + plot.width * Double(column) / Double(map.columns)
        let top = plot.bottom - plot.height * Double(row + 1) / Double(map.rows)
        let place = Rectangle(
          left, top, min(plot.width / Double(map.columns) + 0.5, plot.right - left),
          min(plot.height / Double(map.rows) + 0.5, plot.bottom - top))
        layout.add(.rectangle(place, .ramp((value - map.domain.lowerBound) / width)))
      }
    }
    axes(&layout)
    scale(&layout)
    state(&layout)
  }

  private func axes(_ layout: inout Layout) {
    let plot = plot
    for tick in Ticks.within(map.xRange, most: 5) {
      let x = point(Point(tick.value, map.yRange.lowerBound)).x
      layout.add(.hairline(Point(x, plot.bottom), Point(x, plot.bottom + 4), .role(.rule)))
      let half = measure.width(of: tick.text, size: 16, face: .regular) / 2
      layout.text(
        tick.text, min(max(x, plot.x + half), plot.right - half), plot.bottom + 22, alignment: .centre,
        paint: .role(.secondary))
    }
    for tick in Ticks.within(map.yRange, most: 5) {
      let y = point(Point(map.xRange.lowerBound, tick.value)).y
      layout.add(.hairline(Point(plot.x - 4, y), Point(plot.x, y), .role(.rule)))
      layout.text(
        tick.text, plot.x - 8, min(max(y + 6, plot.y + 12), plot.bottom), alignment: .right,
        paint: .role(.secondary))
    }
    name(map.yName, key: map.canChange ? "k" : nil, Point(stage.x, plot.bottom + 44), isRight: false, &layout)
    name(map.xName, key: map.canChange ? "j" : nil, Point(plot.right, plot.bottom + 44), isRight: true, &layout)
  }

  /// An axis's name, and the key that puts another number there.
  private func name(_ name: String, key: String?, _ place: Point, isRight: Bool, _ layout: inout Layout) {
    let inset = key == nil ? 0.0 : isRight ? -18 : 18
    layout.text(
      "\(name) \(isRight ? "→" : "↑")", place.x + inset, place.y, alignment: isRight ? .right : .left,
      paint: .role(.secondary))
    guard let key else { return }
    layout.text(key, place.x, place.y, face: .mono, alignment: isRight ? .right : .left)
    layout.target(Rectangle(isRight ? place.x - 180 : place.x, place.y - 20, 180, 28), .key(key))
  }

  /// The ramp; its numbers keep left of the panels.
  private func scale(_ layout: inout Layout) {
    let place = Rectangle(plot.right + 10, plot.y, 14, plot.height)
    ValueScale(domain: map.domain, current: map.current, isHuman: isHuman, place: place).add(to: &layout)
  }

  private func point(_ place: Point) -> Point {
    let x = (place.x - map.xRange.lowerBound) / (map.xRange.upperBound - map.xRange.lowerBound)
    let y = (place.y - map.yRange.lowerBound) / (map.yRange.upperBound - map.yRange.lowerBound)
    return Point(plot.x + plot.width * min(max(x, 0), 1), plot.bottom - plot.height * min(max(y, 0), 1))
  }

  /// A ring around nothing, so that what it stands on is seen, and a line that is the fainter the longer ago.
  private func state(_ layout: inout Layout) {
    let path = map.path.suffix(ValueMapPanel.trailLength + 1).map(point)
    for (index, (from, to)) in zip(path, path.dropFirst()).enumerated() {
      let age = Double(path.count - 2 - index) / Double(ValueMapPanel.trailLength)
      let alpha = 0.9 - 0.75 * min(age, 1)
      layout.add(.polyline([from, to], width: 3.5, .role(.white, alpha: alpha)))
      layout.add(.polyline([from, to], width: 1.5, .role(.boot, alpha: alpha)))
    }
    guard let last = path.last else { return }
    layout.add(.ring(last, radius: 8, width: 7, .role(.white)))
    layout.add(.ring(last, radius: 8, width: 4, .role(isHuman ? .human : .agent)))
  }
}
