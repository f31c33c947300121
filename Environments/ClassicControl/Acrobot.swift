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
/// **Arguments.** None of its own.
///
/// **Reference.** Gymnasium 1.4.0 `Acrobot-v1`.
public struct Acrobot: FeatureEnvironment {
  /// Angles (rad) and angular velocities (rad/s) of the two joints.
  public struct State: Hashable, Sendable, Codable {
    /// Both angles within half a turn, the second relative to the first; their speeds.
    public var first, second, firstSpeed, secondSpeed: Double

    var vector: SIMD4<Double> { SIMD4(first, second, firstSpeed, secondSpeed) }
  }

  /// The arm of the publication; there is nothing to set.
  public init() {}

  public var actionSpace: Space { .discrete(3) }
  public var layout: FeatureLayout {
    .row(
      6, in: -9 * .pi...9 * .pi, velocities: [4, 5],
      axes: [
        MapAxis(.angle(cosine: 0, sine: 1), "upper angle", -.pi ... .pi),
        MapAxis(.feature(4), "upper speed", -4 * .pi...4 * .pi),
        MapAxis(.angle(cosine: 2, sine: 3), "lower angle", -.pi ... .pi),
        MapAxis(.feature(5), "lower speed", -9 * .pi...9 * .pi),
      ])
  }
  public var stepping: BatchStepping<State> {
    .blocks(of: self, advance: Self.advance, write: Self.writeFeatures)
  }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    func draw(_ random: inout Source) -> Double { Double(Float(random.uniform(in: -0.1..<0.1))) }
    let (first, second) = (draw(&random), draw(&random))
    return State(first: first, second: second, firstSpeed: draw(&random), secondSpeed: draw(&random))
  }

  @inline(__always)
  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    buffer[0] = Float(Trigonometry.cosine(state.first))
    buffer[1] = Float(Trigonometry.sine(state.first))
    buffer[2] = Float(Trigonometry.cosine(state.second))
    buffer[3] = Float(Trigonometry.sine(state.second))
    buffer[4] = Float(state.firstSpeed)
    buffer[5] = Float(state.secondSpeed)
  }

  @inline(__always)
  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let torque = Double(action - 1)
    let y = state.vector
    func derivative(_ y: SIMD4<Double>) -> SIMD4<Double> {
      let (sine, cosine) = Trigonometry.sineAndCosine(y[1])
      return Self.derivative(
        y, torque, sine: sine, cosine: cosine, sum: Trigonometry.cosine(Self.sumAngle(y)),
        first: Trigonometry.cosine(Self.firstAngle(y)))
    }
    let k1 = derivative(y)
    let k2 = derivative(y + Self.step / 2 * k1)
    let k3 = derivative(y + Self.step / 2 * k2)
    let k4 = derivative(y + Self.step * k3)
    Self.arrive(&state, at: y + Self.step / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4))
    return Self.outcome(Trigonometry.cosine(state.first), Trigonometry.cosine(state.second + state.first))
  }

  /// A block of rows, their sines and cosines computed together.
  @Sendable
  private static func advance(
    _ states: UnsafeMutableBufferPointer<State>, from first: Int, taking actions: borrowing Actions,
    outcomes: UnsafeMutableBufferPointer<Outcome>
  ) {
    let count = states.count
    var (second, sum, upper) = (AngleBlock(), AngleBlock(), AngleBlock())
    var last = InlineArray<64, SIMD4<Double>>(repeating: .zero)
    var total = last
    // Each stage goes a part of the way along the derivative of the one before.
    for stage in 0..<4 {
      let way = stage == 3 ? Self.step : Self.step / 2
      let weight = stage == 1 || stage == 2 ? 2.0 : 1.0
      func place(_ row: Int) -> SIMD4<Double> {
        stage == 0 ? states[row].vector : states[row].vector + way * last[row]
      }
      for row in 0..<count {
        let y = place(row)
        second[row] = y[1]
        sum[row] = Self.sumAngle(y)
        upper[row] = Self.firstAngle(y)
      }
      second.solve(count)
      sum.solve(count)
      upper.solve(count)
      for row in 0..<count {
        let k = Self.derivative(
          place(row), Double(Int(row: first + row, of: actions) - 1), sine: second.sine(row),
          cosine: second.cosine(row), sum: sum.cosine(row), first: upper.cosine(row))
        last[row] = k
        total[row] = stage == 0 ? k : total[row] + weight * k
      }
    }
    for row in 0..<count {
      Self.arrive(&states[row], at: states[row].vector + Self.step / 6.0 * total[row])
      upper[row] = states[row].first
      sum[row] = states[row].second + states[row].first
    }
    upper.solve(count)
    sum.solve(count)
    for row in 0..<count { outcomes[row] = Self.outcome(upper.cosine(row), sum.cosine(row)) }
  }

  /// What a block of rows sees.
  @Sendable
  private static func writeFeatures(
    of states: UnsafeMutableBufferPointer<State>, into buffer: UnsafeMutablePointer<Float>
  ) {
    var (upper, second) = (AngleBlock(), AngleBlock())
    for row in 0..<states.count {
      upper[row] = states[row].first
      second[row] = states[row].second
    }
    upper.solve(states.count)
    second.solve(states.count)
    for row in 0..<states.count {
      let features = buffer + 6 * row
      features[0] = Float(upper.cosine(row))
      features[1] = Float(upper.sine(row))
      features[2] = Float(second.cosine(row))
      features[3] = Float(second.sine(row))
      features[4] = Float(states[row].firstSpeed)
      features[5] = Float(states[row].secondSpeed)
    }
  }

  /// Seconds.
  private static let step = 0.2

  /// Takes on the numbers that a step leads to: angles within half a turn, speeds within their limits.
  private static func arrive(_ state: inout State, at next: SIMD4<Double>) {
    state = State(
      first: wrapped(next[0]), second: wrapped(next[1]),
      firstSpeed: min(max(next[2], -4 * .pi), 4 * .pi), secondSpeed: min(max(next[3], -9 * .pi), 9 * .pi))
  }

  /// - Parameters:
  ///   - first: the cosine of the first angle.
  ///   - sum: the cosine of both angles' sum.
  private static func outcome(_ first: Double, _ sum: Double) -> Outcome {
    let isUp = -first - sum > 1
    return Outcome(reward: isUp ? 0 : -1, isTerminal: isUp)
  }

  /// The angles, besides the second, whose cosines the derivative needs.
  private static func sumAngle(_ y: SIMD4<Double>) -> Double { y[0] + y[1] - .pi / 2.0 }
  private static func firstAngle(_ y: SIMD4<Double>) -> Double { y[0] - .pi / 2 }

  /// d/dt of both angles and both speeds (Sutton and Barto, 2nd edition, section 11.3 of the first edition's equations).
  ///
  /// - Parameters:
  ///   - sine, cosine: of the second angle.
  ///   - sum, first: the cosines of ``sumAngle(_:)`` and ``firstAngle(_:)``.
  private static func derivative(
    _ y: SIMD4<Double>, _ torque: Double, sine: Double, cosine: Double, sum: Double, first: Double
  ) -> SIMD4<Double> {
    let (firstSpeed, secondSpeed) = (y[2], y[3])
    let d1 = 0.25 + (1.0 + 0.25 + cosine) + 1.0 + 1.0
    let d2 = 0.25 + 0.5 * cosine + 1.0
    let phi2 = 0.5 * 9.8 * sum
    let phi1 =
      -0.5 * LibrarySquare.of(secondSpeed) * sine - 2 * 0.5 * secondSpeed * firstSpeed * sine
      + 1.5 * 9.8 * first + phi2
    let secondPull =
      (torque + d2 / d1 * phi1 - 0.5 * LibrarySquare.of(firstSpeed) * sine - phi2)
      / (0.25 + 1.0 - LibrarySquare.of(d2) / d1)
    let firstPull = -(d2 * secondPull + phi1) / d1
    return SIMD4(firstSpeed, secondSpeed, firstPull, secondPull)
  }

  private static func wrapped(_ angle: Double) -> Double {
    var angle = angle
    while angle > .pi { angle -= 2 * .pi }
    while angle < -.pi { angle += 2 * .pi }
    return angle
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "Acrobot", actionLabels: [.move(.left), ActionLabel("none"), .move(.right)],
      rewardBounds: RewardBounds(step: -1...0))
  }

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

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Acrobot-v1", summary: "swing a two-link arm up by its middle joint", kind: .motion, stepLimit: 500,
      rewardThreshold: -100,
      make: { Acrobot() })
  ]
}
