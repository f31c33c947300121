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

/// A taxi, with its passenger's head and shoulders above the roof when one is on board.
struct TaxiFigure {
  let origin: Point
  let unit: Double
  let role: ColourRole
  let isOccupied: Bool

  private static let body: [(Double, Double)] = [
    (6, 52), (6, 40), (10, 36), (20, 34), (28, 23), (50, 23), (57, 34), (64, 37), (66, 42), (66, 52),
  ]

  private func point(_ x: Double, _ y: Double) -> Point { Point(origin.x + x * unit, origin.y + y * unit) }
  private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Rectangle {
    Rectangle(origin.x + x * unit, origin.y + y * unit, width * unit, height * unit)
  }

  func add(to layout: inout Layout) {
    let body = Self.body.map { point($0.0, $0.1) }
    let wheels = [point(20, 53), point(52, 53)]
    let sign = box(32, 15, 14, 9)
    layout.add(.polyline(body + body.prefix(2), width: 6 * unit, .role(.white)))
    for wheel in wheels { layout.add(.circle(wheel, radius: 11 * unit, .role(.white))) }
    if isOccupied {
      SmallFigures.person(at: Point(origin.x - 17 * unit, origin.y - 25 * unit), unit: unit, &layout)
    } else {
      layout.add(.rectangle(box(30, 13, 18, 12), .role(.white)))
      layout.add(.rectangle(sign, .role(.goal)))
      layout.add(.outline(sign, width: 1.5 * unit, .role(.goalOutline)))
    }
    layout.add(.polygon(body, .role(role)))
    layout.add(.polygon([point(24, 34), point(30, 26), point(37, 26), point(37, 34)], .role(.face)))
    layout.add(.polygon([point(40, 34), point(40, 26), point(48, 26), point(53, 34)], .role(.face)))
    layout.add(.rectangle(box(6, 42, 60, 3), .role(.boot)))
    for wheel in wheels {
      layout.add(.circle(wheel, radius: 8 * unit, .role(.boot)))
      layout.add(.circle(wheel, radius: 3 * unit, .role(.white)))
    }
  }
}

/// What stands beside the agent in some worlds.
enum SmallFigures {
  /// In the lower right corner of a cell, clear of numbers in its middle.
  static func passenger(at origin: Point, unit: Double, _ layout: inout Layout) {
    let small = 0.8 * unit
    person(at: Point(origin.x + 68 * unit - 66 * small, origin.y + 68 * unit - 66 * small), unit: small, &layout)
  }

  static func person(at origin: Point, unit: Double, _ layout: inout Layout) {
    let body = [(50.0, 46.0), (62, 46), (65, 66), (47, 66)].map {
      Point(origin.x + $0.0 * unit, origin.y + $0.1 * unit)
    }
    let head = Point(origin.x + 56 * unit, origin.y + 40 * unit)
    layout.add(.polyline(body + body.prefix(2), width: 5 * unit, .role(.white)))
    layout.add(.circle(head, radius: 8 * unit, .role(.white)))
    layout.add(.polygon(body, .role(.series2)))
    layout.add(.circle(head, radius: 6 * unit, .role(.face)))
  }

  /// A flag in the lower left corner.
  static func destination(at origin: Point, unit: Double, _ layout: inout Layout) {
    func point(_ x: Double, _ y: Double) -> Point { Point(origin.x + x * unit, origin.y + y * unit) }
    layout.add(.rectangle(Rectangle(point(5, 0).x, point(0, 44).y, 3 * unit, 24 * unit), .role(.ink)))
    let flag = [point(8, 44), point(24, 50), point(8, 57)]
    layout.add(.polygon(flag, .role(.goal)))
    layout.add(.polyline(flag + flag.prefix(2), width: 2 * unit, .role(.goalOutline)))
  }
}
