import Scenes

/// The cart on its rail: 5.6 m across the stage, limits as ticks, the angles at which the pole counts as fallen dashed.
enum CartPoleScene {
  static func scene(of state: CartPole.State) -> Scene {
    let unit = 576 / 5.6
    let rail = 400.0
    let middle = 288 + min(max(state.x, -3), 3) * unit
    func point(_ angle: Double, _ length: Double) -> Point {
      Point(middle + length * Trigonometry.sine(angle), rail - 37 - length * Trigonometry.cosine(angle))
    }
    var marks: [Mark] = [
      .polyline([Point(0, rail), Point(576, rail)], width: 2, .role(.ink))
    ]
    for limit in [-CartPole.railEnd, CartPole.railEnd] {
      let x = 288 + limit * unit
      marks.append(.polyline([Point(x, rail - 12), Point(x, rail + 12)], width: 3, .role(.ink)))
    }
    for angle in [-CartPole.greatestAngle, CartPole.greatestAngle] {
      for dash in stride(from: 0.0, to: 200, by: 20) {
        marks.append(.polyline([point(angle, dash), point(angle, dash + 10)], width: 1.5, .role(.rule)))
      }
    }
    marks.append(.rectangle(Rectangle(middle - 49, rail - 47, 98, 37), .role(.agent)))
    for side in [-28.0, 28] { marks.append(.circle(Point(middle + side, rail - 10), radius: 10, .role(.ink))) }
    marks.append(.polyline([point(state.angle, 0), point(state.angle, 162)], width: 14, .role(.ink)))
    marks.append(.circle(point(state.angle, 0), radius: 5, .role(.ground)))
    return Scene(marks: marks)
  }
}
