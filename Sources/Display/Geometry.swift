internal import Scenes

#if canImport(Glibc)
  import Glibc
#endif

/// Plane geometry for filling and smoothing polygons.
enum Geometry {
  /// Signed area, positive when the corners run clockwise on a screen (y downwards).
  static func area(_ points: [Point]) -> Double {
    var sum = 0.0
    for index in points.indices {
      let (here, next) = (points[index], points[(index + 1) % points.count])
      sum += here.x * next.y - next.x * here.y
    }
    return sum / 2
  }

  /// Cosine and sine of a share of a full turn.
  static func direction(_ turn: Double) -> (Double, Double) { (cos(2 * .pi * turn), sin(2 * .pi * turn)) }

  /// Moves every edge outwards by `distance` (inwards if negative); corners keep at most twice that.
  static func offset(_ points: [Point], by distance: Double) -> [Point] {
    let count = points.count
    return points.indices.map { index in
      let before = normal(points[(index + count - 1) % count], points[index])
      let after = normal(points[index], points[(index + 1) % count])
      let sum = Point(before.x + after.x, before.y + after.y)
      let factor = max(0.5, 1 + before.x * after.x + before.y * after.y)
      return Point(points[index].x + distance * sum.x / factor, points[index].y + distance * sum.y / factor)
    }
  }

  /// The outward unit normal of an edge of a clockwise polygon.
  private static func normal(_ start: Point, _ end: Point) -> Point {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-12)
    return Point(dy / length, -dx / length)
  }

  /// Cuts a simple clockwise polygon into triangles of corner indices, ear by ear.
  static func triangles(_ points: [Point]) -> [[Int]] {
    var rest = Array(points.indices)
    var result: [[Int]] = []
    while rest.count > 3 {
      let ear = rest.indices.first { isEar($0, rest, points) } ?? 0
      let count = rest.count
      result.append([rest[(ear + count - 1) % count], rest[ear], rest[(ear + 1) % count]])
      rest.remove(at: ear)
    }
    if rest.count == 3 { result.append(rest) }
    return result
  }

  private static func isEar(_ place: Int, _ rest: [Int], _ points: [Point]) -> Bool {
    let count = rest.count
    let corners = [rest[(place + count - 1) % count], rest[place], rest[(place + 1) % count]]
    let (a, b, c) = (points[corners[0]], points[corners[1]], points[corners[2]])
    if cross(a, b, c) <= 0 { return false }
    return !rest.contains { index in
      !corners.contains(index) && cross(a, b, points[index]) >= 0 && cross(b, c, points[index]) >= 0
        && cross(c, a, points[index]) >= 0
    }
  }

  private static func cross(_ a: Point, _ b: Point, _ c: Point) -> Double {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
  }
}
