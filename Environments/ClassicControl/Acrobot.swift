public import Randomness
public import ReinforcementLearning
public import Scenes

/// Two links hang from a pivot; only the joint between them is driven (Sutton, 1996).
///
/// **Description.** Both links are 1 m long, 1 kg heavy, with inertia 1 and the centre in the middle; gravity 9.8 m/s^2. The
/// equations of motion of Sutton and Barto's book, one Runge-Kutta step of fourth order every 0.2 s.
///
/// **Actions.** 0, 1, 2: a torque of -1, 0, 1 Nm at the joint.
///
/// **Observations.** Cosine and sine of the first angle (0 hangs down), of the second (relative to the first), and both
/// angular velocities (within 4 pi and 9 pi).
///
/// **Start.** Each number uniform in [-0.1, 0.1), rounded to single precision.
///
/// **Reward.** -1 a step, 0 for the last one.
///
/// **End.** When the tip is more than 1 m above the pivot. Limit 500 steps.
///
/// **Reference.** Gymnasium 1.4.0 `Acrobot-v1`.
public struct Acrobot: ArrayWorld {
  /// Angles (rad) and angular velocities (rad/s) of the two joints.
  public struct State: Hashable, Sendable, Codable {
    public var first, second, firstSpeed, secondSpeed: Double
  }

  public init() {}

  public var featureShape: [Int] { [6] }
  public var isBinary: Bool { false }
  public var velocityFeatures: [Int] { [4, 5] }
  public var featureBounds: (low: Double, high: Double) { (-9 * .pi, 9 * .pi) }
  public var actionSpace: Space { .discrete(3) }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    func draw(_ random: inout Source) -> Double { Double(Float(random.uniform(in: -0.1..<0.1))) }
    let (first, second) = (draw(&random), draw(&random))
    return State(first: first, second: second, firstSpeed: draw(&random), secondSpeed: draw(&random))
  }

  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    buffer[0] = Float(Trigonometry.cosine(state.first))
    buffer[1] = Float(Trigonometry.sine(state.first))
    buffer[2] = Float(Trigonometry.cosine(state.second))
    buffer[3] = Float(Trigonometry.sine(state.second))
    buffer[4] = Float(state.firstSpeed)
    buffer[5] = Float(state.secondSpeed)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let torque = Double(action - 1)
    let y = SIMD4(state.first, state.second, state.firstSpeed, state.secondSpeed)
    let step = 0.2
    let k1 = Self.derivative(y, torque)
    let k2 = Self.derivative(y + step / 2 * k1, torque)
    let k3 = Self.derivative(y + step / 2 * k2, torque)
    let k4 = Self.derivative(y + step * k3, torque)
    let next = y + step / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4)
    state = State(
      first: Self.wrapped(next[0]), second: Self.wrapped(next[1]),
      firstSpeed: min(max(next[2], -4 * .pi), 4 * .pi), secondSpeed: min(max(next[3], -9 * .pi), 9 * .pi))
    let isUp = -Trigonometry.cosine(state.first) - Trigonometry.cosine(state.second + state.first) > 1
    return Outcome(reward: isUp ? 0 : -1, isTerminal: isUp)
  }

  /// d/dt of both angles and both speeds (Sutton and Barto, 2nd edition, section 11.3 of the first edition's equations).
  private static func derivative(_ y: SIMD4<Double>, _ torque: Double) -> SIMD4<Double> {
    let (sine, cosine) = Trigonometry.sineAndCosine(y[1])
    let (firstSpeed, secondSpeed) = (y[2], y[3])
    let d1 = 0.25 + (1.0 + 0.25 + cosine) + 1.0 + 1.0
    let d2 = 0.25 + 0.5 * cosine + 1.0
    let phi2 = 0.5 * 9.8 * Trigonometry.cosine(y[0] + y[1] - .pi / 2.0)
    let phi1 =
      -0.5 * (secondSpeed * secondSpeed) * sine - 2 * 0.5 * secondSpeed * firstSpeed * sine
      + 1.5 * 9.8 * Trigonometry.cosine(y[0] - .pi / 2) + phi2
    let second =
      (torque + d2 / d1 * phi1 - 0.5 * (firstSpeed * firstSpeed) * sine - phi2) / (0.25 + 1.0 - d2 * d2 / d1)
    let first = -(d2 * second + phi1) / d1
    return SIMD4(firstSpeed, secondSpeed, first, second)
  }

  private static func wrapped(_ angle: Double) -> Double {
    var angle = angle
    while angle > .pi { angle -= 2 * .pi }
    while angle < -.pi { angle += 2 * .pi }
    return angle
  }

  public var title: String { "Acrobot" }
  public var facts: [String] { [] }
  public var actionLabels: [ActionLabel] { [.move(.left), ActionLabel("none"), .move(.right)] }

  public func scene(of state: State) -> Scene {
    let pivot = Point(288, 288)
    func tip(_ from: Point, _ angle: Double) -> Point {
      Point(from.x + 120 * Trigonometry.sine(angle), from.y + 120 * Trigonometry.cosine(angle))
    }
    let joint = tip(pivot, state.first)
    let end = tip(joint, state.first + state.second)
    return Scene(marks: [
      .polyline([Point(40, 168), Point(536, 168)], width: 2, .role(.goalOutline)),
      .polyline([pivot, joint], width: 16, .role(.ink)), .polyline([joint, end], width: 16, .role(.agent)),
      .circle(pivot, radius: 10, .role(.secondary)), .circle(joint, radius: 10, .role(.agent)),
      .circle(end, radius: 8, .role(.agent)),
    ])
  }

  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Acrobot-v1", summary: "swing a two-link arm up by its middle joint", stepLimit: 500, rewardThreshold: -100,
      make: { _ in Acrobot() })
  ]
}
