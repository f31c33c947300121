internal import Scenes

/// The stage of worlds that are not boards of cells: pixel tiles, free pictures, maps of values.
struct StageView<Measure: TextMeasure> {
  let model: ScreenModel
  let extent: Extent
  let measure: Measure
  private var stage: Rectangle { BoardFrame.stage }

  func add(to layout: inout Layout) {
    if let map = model.deep?.map {
      return ValueMapView(map: map, isHuman: model.isHuman, measure: measure).add(to: &layout)
    }
    switch model.scene.stage {
    case .board: BoardView(model: model, extent: extent, measure: measure).add(to: &layout)
    case .arms(let arms): ArmsView(arms: arms, model: model, measure: measure).add(to: &layout)
    case .decisions(let table): DecisionsView(table: table, model: model, measure: measure).add(to: &layout)
    case .arcade(let tiles): ArcadeView(model: model, tiles: tiles, stage: stage, extent: extent).add(to: &layout)
    case .picture(let marks):
      let agent: ColourRole = model.isHuman ? .human : .agent
      for mark in marks { layout.add(mark.moved(by: Point(stage.x, stage.y)).repainted(.agent, agent)) }
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
