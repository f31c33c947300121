internal import Scenes

/// What a cell is: ground, holes, goals, walls, keys and doors.
extension CellView {
  func glints(_ layout: inout Layout) {
    layout.add(.polygon([point(0, 44), point(20, 0), point(30, 0), point(0, 66)], .role(.glint)))
    layout.add(.polygon([point(42, 70), point(70, 12), point(70, 28), point(54, 70)], .role(.glint)))
  }

  func kind(_ layout: inout Layout) {
    switch cell.kind {
    case .hazard: hole(&layout)
    case .goal: goal(&layout)
    case .start: brackets(&layout)
    case .wall:
      layout.add(.rectangle(box(0, 0, 70, 70), .role(.wall)))
      layout.add(.rectangle(box(0, 0, 70, 8), .role(.wallTop)))
      layout.add(.rectangle(box(0, 64, 70, 6), .role(.wallFoot)))
    case .oneWay(let direction):
      // In the corners, so that the arrow of the policy has the middle.
      for along in [-16.0, 16] { for across in [-25.0, 25] { chevron(direction, along, across, &layout) } }
    case .key(let letter): key(letter, &layout)
    case .door(let letter):
      layout.add(.rectangle(box(8, 6, 54, 58), .role(.wall)))
      layout.add(.outline(box(8, 6, 54, 58), width: 3 * unit, .role(.wallFoot)))
      letterMark(letter, .role(.white), on: .role(.wall), &layout)
    case .openDoor(let letter):
      layout.add(.rectangle(box(0, 0, 6, 70), .role(.wall)))
      layout.add(.rectangle(box(64, 0, 6, 70), .role(.wall)))
      cornerLetter(letter, inset: 10, &layout)
    case .place(let letter): cornerLetter(letter, inset: 5, &layout)
    case .floor, .nothing: break
    }
  }

  /// A name in the upper left corner.
  private func cornerLetter(_ letter: Character, inset: Double, _ layout: inout Layout) {
    guard unit > 0.4 else { return }
    let corner = point(inset, 3)
    layout.text(String(letter), corner.x, corner.y + 14, face: .bold, paint: mark(), on: ground)
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

  private func chevron(_ direction: Direction, _ along: Double, _ across: Double, _ layout: inout Layout) {
    let (dx, dy) = (Double(direction.columnStep), Double(direction.rowStep))
    let points = [(-4.0, -6.0), (3, 0), (-4, 6)].map { forward, sideways in
      let (forward, sideways) = (along + forward, across + sideways)
      return point(35 + dx * forward - dy * sideways, 35 + dy * forward + dx * sideways)
    }
    layout.add(.polyline(points, width: 2.5 * unit, mark(alpha: 0.75)))
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

  func thinWall(_ side: Direction, _ layout: inout Layout) {
    switch side {
    case .left: layout.add(.rectangle(box(-3, -1, 5, 72), .role(.wallFoot)))
    case .right: layout.add(.rectangle(box(68, -1, 5, 72), .role(.wallFoot)))
    case .up: layout.add(.rectangle(box(-1, -3, 72, 5), .role(.wallFoot)))
    case .down: layout.add(.rectangle(box(-1, 68, 72, 5), .role(.wallFoot)))
    }
  }
}
