internal import Scenes

/// Below a board: the way of the last episode beside those that are worth knowing, each with its name at its end.
struct RouteMap<Measure: TextMeasure> {
  let model: ScreenModel
  let frame: BoardFrame
  let measure: Measure

  /// Cells of the map: what is left of the stage keeps the names.
  private var cell: Double { min(BoardFrame.routeCell, (BoardFrame.stage.width - 140) / Double(frame.columns)) }
  private var top: Double { frame.bottom + BoardFrame.routeTitle }

  func add(to layout: inout Layout) {
    title(&layout)
    for index in model.scene.cells.indices {
      let corner = corner(index)
      let box = Rectangle(corner.x, corner.y, cell - 1, cell - 1)
      switch model.scene.cells[index].kind {
      case .nothing: break
      case .wall: layout.add(.rectangle(box, .role(.wall)))
      case .hazard:
        layout.add(.rectangle(box, .role(.hazard)))
        layout.add(.hairline(Point(box.x, box.y), Point(box.right + 1, box.y), .role(.hazardRim)))
      default: layout.add(.rectangle(box, .role(.ice)))
      }
    }
    for (index, route) in model.scene.routes.enumerated() {
      // Apart from one another and from the agent's way where they share cells.
      let shift = index % 2 == 0 ? -6.0 : 6
      line(route.cells, shift: shift, width: 2, .role(.ink), &layout)
    }
    names(&layout)
    let way = model.path
    line(way, shift: 0, width: 4, .role(model.isHuman ? .human : .agent), &layout)
    if let first = way.first, let last = way.last, way.count > 1 {
      layout.add(.circle(middle(first), radius: 5, .role(model.isHuman ? .human : .agent)))
      layout.add(.circle(middle(last), radius: 7, .role(model.isHuman ? .human : .agent)))
    }
  }

  private func title(_ layout: inout Layout) {
    let baseline = frame.bottom + 40
    let text = model.pathTitle
    layout.text(text, frame.left, baseline, size: 18, face: .bold)
    let x = frame.left + measure.width(of: text, size: 18, face: .bold) + 14
    guard model.path.count > 1 else {
      layout.text("none yet that is short enough to draw", x, baseline, paint: .role(.secondary))
      return
    }
    let steps = model.path.count - 1
    layout.text(
      "\(Decimals.grouped(steps)) steps", x, baseline, face: .bold, paint: .role(model.isHuman ? .human : .agentText))
  }

  /// To the right of the map, at the height where a route runs longest.
  private func names(_ layout: inout Layout) {
    let heights = model.scene.routes.map { route in
      let rows = Dictionary(grouping: route.cells, by: { $0 / frame.columns })
      let longest = rows.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key ?? 0
      return top + (Double(longest) + 0.5) * cell
    }
    let bottom = top + cell * Double(frame.rows)
    let places = EndLabel.spread(heights, gap: 22, within: (top + 8)...(bottom - 8))
    for (route, place) in zip(model.scene.routes, places) {
      layout.text(
        "\(route.name), \(route.cells.count - 1) steps", frame.left + cell * Double(frame.columns) + 12, place + 6)
    }
  }

  private func corner(_ index: Int) -> Point {
    Point(frame.left + Double(index % frame.columns) * cell, top + Double(index / frame.columns) * cell)
  }

  private func middle(_ index: Int) -> Point {
    let corner = corner(index)
    return Point(corner.x + (cell - 1) / 2, corner.y + (cell - 1) / 2)
  }

  /// A line through cells; where it jumps, as back to the start, it breaks off.
  private func line(_ cells: [Int], shift: Double, width: Double, _ paint: Paint, _ layout: inout Layout) {
    var points: [Point] = []
    func end(_ layout: inout Layout) { if points.count > 1 { layout.add(.polyline(points, width: width, paint)) } }
    var previous: Int?
    for index in cells where model.scene.cells.indices.contains(index) {
      if let previous {
        let columns = abs(index % frame.columns - previous % frame.columns)
        let rows = abs(index / frame.columns - previous / frame.columns)
        if columns + rows > 1 {
          end(&layout)
          points = []
        }
      }
      let place = middle(index)
      points.append(Point(place.x + shift, place.y + shift))
      previous = index
    }
    end(&layout)
  }
}
