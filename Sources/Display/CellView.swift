internal import Scenes

/// One cell of a board with its overlays; coordinates within it count 72 to a side.
struct CellView {
  let cell: Cell
  let overlay: CellOverlay
  let origin: Point
  /// Units of the layout for one of the cell's 72.
  let unit: Double
  let depth: Double?
  let showsValues, showsNumbers, showsPolicy, showsVisits, showsOptimum, showsError: Bool
  let policyStrength: Double
  let visitShare: Double
  let errorShare: Double?

  private func point(_ x: Double, _ y: Double) -> Point { Point(origin.x + x * unit, origin.y + y * unit) }
  private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Rectangle {
    Rectangle(origin.x + x * unit, origin.y + y * unit, width * unit, height * unit)
  }

  /// Whether the cell is coloured by its value.
  private var isColoured: Bool { showsValues && depth != nil && cell.observation != nil && cell.kind != .wall }
  private var ground: Paint { isColoured ? .ramp(depth ?? 0) : .role(.ice) }
  private func mark(alpha: Double = 1) -> Paint {
    isColoured ? .onRamp(depth ?? 0, alpha: alpha) : .role(.ink, alpha: alpha)
  }

  func add(to layout: inout Layout) {
    if cell.kind == .nothing { return }
    layout.add(.rectangle(box(0, 0, 70, 70), ground))
    if !showsValues, cell.kind != .wall { glints(&layout) }
    kind(&layout)
    for wall in cell.walls { thinWall(wall, &layout) }
    if let label = cell.label, unit > 0.4 {
      layout.text(label, point(66, 0).x, point(0, 4).y + 14, alignment: .right, paint: mark(), on: ground)
    }
    if cell.observation == nil { return }
    if showsVisits { visits(&layout) }
    if showsPolicy { policy(&layout) }
    if showsOptimum, let optimum = overlay.optimum { hollowArrow(optimum, &layout) }
    if showsNumbers, let value = overlay.value, unit > 0.5 {
      let size = max(16, min(20, 20 * unit))
      layout.text(
        Decimals.display(value, 2), point(35, 0).x, point(0, 52).y, size: size, face: .bold, alignment: .centre,
        paint: mark(), on: ground)
    }
    if showsError, let share = errorShare { error(share, &layout) }
  }

  private func glints(_ layout: inout Layout) {
    layout.add(.polygon([point(0, 44), point(20, 0), point(30, 0), point(0, 66)], .role(.glint)))
    layout.add(.polygon([point(42, 70), point(70, 12), point(70, 28), point(54, 70)], .role(.glint)))
  }

  private func kind(_ layout: inout Layout) {
    switch cell.kind {
    case .hazard: hole(&layout)
    case .goal: goal(&layout)
    case .start: brackets(&layout)
    case .wall:
      layout.add(.rectangle(box(0, 0, 70, 70), .role(.wall)))
      layout.add(.rectangle(box(0, 0, 70, 8), .role(.wallTop)))
      layout.add(.rectangle(box(0, 64, 70, 6), .role(.wallFoot)))
    case .oneWay(let direction):
      for step in [-14.0, 14] { chevron(direction, offset: step, &layout) }
    case .key(let letter): key(letter, &layout)
    case .door(let letter):
      layout.add(.rectangle(box(8, 6, 54, 58), .role(.wall)))
      layout.add(.outline(box(8, 6, 54, 58), width: 3 * unit, .role(.wallFoot)))
      letterMark(letter, .role(.white), on: .role(.wall), &layout)
    case .place(let letter):
      layout.add(.outline(box(5, 5, 60, 60), width: 3 * unit, mark()))
      if unit > 0.4 {
        layout.text(String(letter), point(14, 0).x, point(0, 12).y + 12, face: .bold, paint: mark(), on: ground)
      }
    case .floor, .nothing: break
    }
  }

  private func letterMark(_ letter: Character, _ paint: Paint, on ground: Paint, _ layout: inout Layout) {
    if unit > 0.4 {
      layout.text(
        String(letter), point(35, 0).x, point(0, 28).y, size: max(16, 20 * unit), face: .bold, alignment: .centre,
        paint: paint, on: ground)
    }
  }

  private func key(_ letter: Character, _ layout: inout Layout) {
    layout.add(.ring(point(24, 35), radius: 11 * unit, width: 5 * unit, .role(.goalOutline)))
    layout.add(.rectangle(box(34, 32, 28, 6), .role(.goalOutline)))
    layout.add(.rectangle(box(52, 38, 5, 9), .role(.goalOutline)))
    layout.add(.ring(point(24, 35), radius: 11 * unit, width: 3 * unit, .role(.goal)))
    if unit > 0.5 {
      layout.text(String(letter), point(58, 0).x, point(0, 22).y, face: .bold, paint: mark(), on: ground)
    }
  }

  private func chevron(_ direction: Direction, offset: Double, _ layout: inout Layout) {
    let (dx, dy) = (Double(direction.columnStep), Double(direction.rowStep))
    let (cx, cy) = (35 + dx * offset, 35 + dy * offset)
    let points = [(-8.0, -9.0), (4, 0), (-8, 9)].map { along, across in
      point(cx + dx * along - dy * across, cy + dy * along + dx * across)
    }
    layout.add(.polyline(points, width: 3 * unit, .role(.wall)))
  }

  private func hole(_ layout: inout Layout) {
    let shape = [
      (12.0, 30.0), (20, 15), (36, 11), (53, 16), (61, 31), (58, 48), (45, 60), (27, 59), (14, 47),
    ]
    let cracks: [[(Double, Double)]] = [
      [(20, 15), (14, 9), (8, 4)], [(61, 31), (66, 29), (71, 24)], [(45, 60), (47, 66), (52, 71)],
      [(14, 47), (9, 50), (2, 56)],
    ]
    for crack in cracks {
      layout.add(.polyline(crack.map { point($0.0, $0.1) }, width: 2 * unit, .role(.hazardRim)))
    }
    layout.add(.polygon(shape.map { point(36 + ($0.0 - 36) * 1.14, 36 + ($0.1 - 36) * 1.14) }, .role(.hazardRim)))
    layout.add(.polygon(shape.map { point($0.0, $0.1) }, .role(.hazard)))
    let streaks: [([(Double, Double)], Double)] = [
      ([(20, 38), (28, 33), (40, 35), (46, 31), (46, 34), (40, 38), (28, 36)], 0.55),
      ([(30, 48), (38, 45), (48, 47), (38, 48)], 0.4),
    ]
    for (streak, alpha) in streaks {
      layout.add(.polygon(streak.map { point($0.0, $0.1) }, .role(.hazardRim, alpha: alpha)))
    }
  }

  private func goal(_ layout: inout Layout) {
    let mound = [point(10, 62), point(24, 50), point(44, 47), point(62, 62)]
    layout.add(.polygon(mound, .role(.goalMound)))
    layout.add(.polyline(mound + [mound[0]], width: 1.5 * unit, .role(.hazardRim)))
    layout.add(.rectangle(box(29, 10, 4, 46), .role(.ink)))
    let flag = [point(33, 11), point(60, 20), point(33, 32)]
    layout.add(.polygon(flag, .role(.goal)))
    layout.add(.polyline(flag + [flag[0], flag[1]], width: 2 * unit, .role(.goalOutline)))
  }

  private func brackets(_ layout: inout Layout) {
    for (x, y, right, down) in [(6.0, 6.0, 1.0, 1.0), (64, 6, -1, 1), (6, 64, 1, -1), (64, 64, -1, -1)] {
      layout.add(.rectangle(box(right > 0 ? x : x - 14, down > 0 ? y : y - 3, 14, 3), mark()))
      layout.add(.rectangle(box(right > 0 ? x : x - 3, down > 0 ? y : y - 14, 3, 14), mark()))
    }
  }

  private func thinWall(_ side: Direction, _ layout: inout Layout) {
    switch side {
    case .left: layout.add(.rectangle(box(-3, -1, 5, 72), .role(.wallFoot)))
    case .right: layout.add(.rectangle(box(68, -1, 5, 72), .role(.wallFoot)))
    case .up: layout.add(.rectangle(box(-1, -3, 72, 5), .role(.wallFoot)))
    case .down: layout.add(.rectangle(box(-1, 68, 72, 5), .role(.wallFoot)))
    }
  }

  private func visits(_ layout: inout Layout) {
    layout.add(.rectangle(box(6, 62, 58, 4), mark(alpha: 0.18)))
    if visitShare > 0 { layout.add(.rectangle(box(6, 62, 58 * visitShare, 4), mark(alpha: 0.85))) }
  }

  private func policy(_ layout: inout Layout) {
    let lift = showsNumbers ? 12.0 : 0
    guard let direction = overlay.greedy, overlay.gap >= 1e-12 else {
      if let name = overlay.greedyName, overlay.gap >= 1e-12, unit > 0.6 {
        layout.text(name, point(35, 0).x, point(0, 40 - lift).y, alignment: .centre, paint: mark(), on: ground)
      } else {
        layout.add(.circle(point(35, 33 - lift), radius: 4 * unit, mark()))
      }
      return
    }
    let arrow = Arrow(length: 18 + 26 * policyStrength, shaft: 3 + 3 * policyStrength)
    layout.add(.polygon(arrow.points(direction).map { point(35 + $0.x, 33 - lift + $0.y) }, mark()))
  }

  private func hollowArrow(_ direction: Direction, _ layout: inout Layout) {
    let arrow = Arrow(length: 18, shaft: 4.5)
    let (dx, dy) = (Double(direction.columnStep) * 23, Double(direction.rowStep) * 21)
    // Where numbers stand in the cells there is room for it in a corner only.
    let centre = showsNumbers ? Point(15, 14) : Point(35 + dx, 33 + dy)
    let points = arrow.points(direction).map { point(centre.x + $0.x, centre.y + $0.y) }
    layout.add(.polyline(points + points.prefix(2), width: 1.8 * unit, mark()))
  }

  private func error(_ share: Double, _ layout: inout Layout) {
    layout.errorMark(share, at: point(58, 12), unit: unit, mark())
  }
}

extension Layout {
  /// A TD error as a share of the largest: a dot where it was better than predicted, a ring where it was worse.
  mutating func errorMark(_ share: Double, at centre: Point, unit: Double, _ paint: Paint) {
    let radius = (2 + 7 * abs(share).squareRoot()) * unit
    if share >= 0 {
      add(.circle(centre, radius: radius, paint))
    } else {
      add(.ring(centre, radius: radius, width: 2 * unit, paint))
    }
  }
}

/// An arrow about the origin.
struct Arrow {
  let length: Double
  let shaft: Double

  func points(_ direction: Direction) -> [Point] {
    let half = max(7, 1.7 * shaft)
    let head = min(1.35 * half, length)
    let (tail, neck, tip) = (-length / 2, length / 2 - head, length / 2)
    let outline = [
      (tail, -shaft / 2), (neck, -shaft / 2), (neck, -half), (tip, 0), (neck, half), (neck, shaft / 2),
      (tail, shaft / 2),
    ]
    let (dx, dy) = (Double(direction.columnStep), Double(direction.rowStep))
    return outline.map { along, across in Point(dx * along - dy * across, dy * along + dx * across) }
  }
}
