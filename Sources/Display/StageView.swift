internal import Scenes

/// The stage of worlds that are not boards of cells: pixel tiles, free pictures, maps of values.
struct StageView {
  let model: ScreenModel
  let extent: Extent
  private var stage: Rectangle { BoardView.stage }

  func add(to layout: inout Layout) {
    if let map = model.deep?.map { return self.map(map, &layout) }
    switch model.scene.stage {
    case .board: break
    case .arcade(let tiles): ArcadeView(model: model, tiles: tiles, stage: stage, extent: extent).add(to: &layout)
    case .picture(let marks):
      let agent: ColourRole = model.isHuman ? .human : .agent
      for mark in marks { layout.add(mark.moved(by: Point(stage.x, stage.y)).repainted(.agent, agent)) }
    }
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

  /// V over two numbers of the state, with the way the episode has taken.
  private func map(_ map: ValueMapPanel, _ layout: inout Layout) {
    let plot = Rectangle(stage.x + 56, stage.y, stage.width - 56, stage.height - 52)
    let width = max(map.domain.upperBound - map.domain.lowerBound, 1e-12)
    for row in 0..<map.rows {
      for column in 0..<map.columns {
        let value = map.values[row * map.columns + column]
        let place = Rectangle(
          plot.x + plot.width * Double(column) / Double(map.columns),
          plot.bottom - plot.height * Double(row + 1) / Double(map.rows), plot.width / Double(map.columns) + 0.5,
          plot.height / Double(map.rows) + 0.5)
        layout.add(.rectangle(place, .ramp((value - map.domain.lowerBound) / width)))
      }
    }
    for tick in Ticks.within(map.xRange, most: 5) {
      let x =
        plot.x + plot.width * (tick.value - map.xRange.lowerBound) / (map.xRange.upperBound - map.xRange.lowerBound)
      layout.add(.hairline(Point(x, plot.bottom), Point(x, plot.bottom + 4), .role(.rule)))
      if x >= plot.x, x <= plot.right {
        layout.text(tick.text, x, plot.bottom + 22, alignment: .centre, paint: .role(.secondary))
      }
    }
    for tick in Ticks.within(map.yRange, most: 5) {
      let y =
        plot.bottom - plot.height * (tick.value - map.yRange.lowerBound)
        / (map.yRange.upperBound - map.yRange.lowerBound)
      if y > plot.y + 30, y < plot.bottom - 8 {
        layout.text(tick.text, plot.x - 8, y + 6, alignment: .right, paint: .role(.secondary))
      }
    }
    name(map.yName, key: map.canChange ? "k" : nil, Point(stage.x, plot.bottom + 44), isRight: false, &layout)
    name(map.xName, key: map.canChange ? "j" : nil, Point(plot.right, plot.bottom + 44), isRight: true, &layout)
    func point(_ place: Point) -> Point {
      let x = (place.x - map.xRange.lowerBound) / (map.xRange.upperBound - map.xRange.lowerBound)
      let y = (place.y - map.yRange.lowerBound) / (map.yRange.upperBound - map.yRange.lowerBound)
      return Point(plot.x + plot.width * min(max(x, 0), 1), plot.bottom - plot.height * min(max(y, 0), 1))
    }
    let path = map.path.map(point)
    if path.count > 1 {
      layout.add(.polyline(path, width: 4, .role(.white, alpha: 0.7)))
      layout.add(.polyline(path, width: 2, .role(.ink)))
    }
    if let last = path.last {
      layout.add(.circle(last, radius: 9, .role(.white)))
      layout.add(.circle(last, radius: 7, .role(model.isHuman ? .human : .agent)))
    }
  }
}

extension Mark {
  /// The mark in another place.
  func moved(by offset: Point) -> Mark {
    func move(_ point: Point) -> Point { Point(point.x + offset.x, point.y + offset.y) }
    func move(_ place: Rectangle) -> Rectangle {
      Rectangle(place.x + offset.x, place.y + offset.y, place.width, place.height)
    }
    switch self {
    case .rectangle(let place, let paint): return .rectangle(move(place), paint)
    case .outline(let place, let width, let paint): return .outline(move(place), width: width, paint)
    case .polygon(let points, let paint): return .polygon(points.map(move), paint)
    case .polyline(let points, let width, let paint): return .polyline(points.map(move), width: width, paint)
    case .circle(let centre, let radius, let paint): return .circle(move(centre), radius: radius, paint)
    case .ring(let centre, let radius, let width, let paint):
      return .ring(move(centre), radius: radius, width: width, paint)
    case .hairline(let from, let to, let paint): return .hairline(move(from), move(to), paint)
    case .text(var text):
      text.anchor = move(text.anchor)
      return .text(text)
    }
  }

  /// The mark with one role in place of another.
  func repainted(_ old: ColourRole, _ new: ColourRole) -> Mark {
    func change(_ paint: Paint) -> Paint {
      if case .role(old, let alpha) = paint { return .role(new, alpha: alpha) }
      return paint
    }
    switch self {
    case .rectangle(let place, let paint): return .rectangle(place, change(paint))
    case .outline(let place, let width, let paint): return .outline(place, width: width, change(paint))
    case .polygon(let points, let paint): return .polygon(points, change(paint))
    case .polyline(let points, let width, let paint): return .polyline(points, width: width, change(paint))
    case .circle(let centre, let radius, let paint): return .circle(centre, radius: radius, change(paint))
    case .ring(let centre, let radius, let width, let paint):
      return .ring(centre, radius: radius, width: width, change(paint))
    case .hairline(let from, let to, let paint): return .hairline(from, to, change(paint))
    case .text: return self
    }
  }
}
