internal import Scenes

/// The walker in a cloak.
struct AgentFigure {
  let origin: Point
  let unit: Double
  let role: ColourRole

  private static let boots: [[(Double, Double)]] = [
    [(23, 57), (34, 57), (34, 65), (18, 65)], [(38, 57), (49, 57), (54, 65), (38, 65)],
  ]
  private static let cloak: [(Double, Double)] = [
    (36, 6), (44, 14), (50, 27), (51, 34), (57, 58), (15, 58), (21, 34), (22, 27), (28, 14),
  ]

  private func point(_ place: (Double, Double)) -> Point { Point(origin.x + place.0 * unit, origin.y + place.1 * unit) }

  func add(to layout: inout Layout) {
    for outline in Self.boots + [Self.cloak] {
      let points = outline.map(point)
      layout.add(.polygon(points, .role(.white)))
      layout.add(.polyline(points + points.prefix(2), width: 7 * unit, .role(.white)))
    }
    for boot in Self.boots { layout.add(.polygon(boot.map(point), .role(.boot))) }
    layout.add(.polygon(Self.cloak.map(point), .role(role)))
    let fold = Paint.mix(role, .boot, share: 0.35)
    layout.add(.polygon([(51, 34), (57, 58), (44, 58), (42, 36)].map(point), fold))
    layout.add(.circle(point((36, 28)), radius: 10 * unit, .role(.face)))
    layout.add(.polygon([(25, 25), (36, 14), (36, 9), (28, 19)].map(point), fold))
    layout.add(.polygon([(36, 14), (47, 25), (44, 19), (36, 9)].map(point), fold))
    for x in [31.5, 37.5] {
      let corner = point((x, 27))
      layout.add(.rectangle(Rectangle(corner.x, corner.y, 3 * unit, 4 * unit), .role(.boot)))
    }
    layout.add(.polygon([(23, 38), (49, 38), (50, 43), (22, 43)].map(point), .role(.white)))
  }
}

/// What stands beside the agent in some worlds.
enum SmallFigures {
  static func passenger(at origin: Point, unit: Double, _ layout: inout Layout) {
    let body = [(50.0, 46.0), (62, 46), (65, 66), (47, 66)].map {
      Point(origin.x + $0.0 * unit, origin.y + $0.1 * unit)
    }
    let head = Point(origin.x + 56 * unit, origin.y + 40 * unit)
    layout.add(.polyline(body + body.prefix(2), width: 5 * unit, .role(.white)))
    layout.add(.circle(head, radius: 8 * unit, .role(.white)))
    layout.add(.polygon(body, .role(.series2)))
    layout.add(.circle(head, radius: 6 * unit, .role(.face)))
  }

  static func destination(at origin: Point, unit: Double, _ layout: inout Layout) {
    func point(_ x: Double, _ y: Double) -> Point { Point(origin.x + x * unit, origin.y + y * unit) }
    layout.add(.rectangle(Rectangle(point(10, 0).x, point(0, 38).y, 3 * unit, 28 * unit), .role(.ink)))
    let flag = [point(13, 38), point(32, 45), point(13, 53)]
    layout.add(.polygon(flag, .role(.goal)))
    layout.add(.polyline(flag + flag.prefix(2), width: 2 * unit, .role(.goalOutline)))
  }
}
