import Scenes

/// The valley from the side, -1.2 to 0.6 across the stage.
enum MountainScene {
  static func scene(position: Double, goal: Double) -> Scene {
    func place(_ x: Double, lifted: Double = 0) -> Point {
      let slope = 3 * Trigonometry.cosine(3 * x)
      // Off the ground along the normal, in units of the stage.
      let length = (1 + slope * slope * 0.06).squareRoot()
      return Point(
        20 + (x + 1.2) / 1.8 * 536 - lifted * slope * 0.25 / length,
        460 - (Trigonometry.sine(3 * x) + 1) * 150 - lifted / length)
    }
    let ground = (0...90).map { place(-1.2 + 1.8 * Double($0) / 90) }
    var marks: [Mark] = [.polygon(ground + [Point(556, 576), Point(20, 576)], .role(.ice))]
    marks.append(.polyline(ground, width: 2.5, .role(.ink)))
    let foot = place(goal)
    marks.append(.polyline([foot, Point(foot.x, foot.y - 60)], width: 4, .role(.ink)))
    marks.append(
      .polygon(
        [Point(foot.x, foot.y - 60), Point(foot.x + 34, foot.y - 49), Point(foot.x, foot.y - 38)], .role(.goal)))
    marks.append(
      .polyline(
        [
          Point(foot.x, foot.y - 60), Point(foot.x + 34, foot.y - 49), Point(foot.x, foot.y - 38),
        ], width: 2, .role(.goalOutline)))
    let width = 0.075
    let (rear, front) = (place(position - width, lifted: 8), place(position + width, lifted: 8))
    let (top, tail) = (place(position + width, lifted: 30), place(position - width, lifted: 30))
    marks.append(.polygon([rear, front, top, tail], .role(.agent)))
    for wheel in [rear, front] { marks.append(.circle(wheel, radius: 8, .role(.ink))) }
    return Scene(marks: marks)
  }
}
