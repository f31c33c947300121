public import Randomness
public import ReinforcementLearning
public import Scenes

/// A rigid pendulum to be swung up and held there by a weak motor.
///
/// **Description.** 1 m, 1 kg, gravity 10 m/s^2, time steps of 0.05 s, angular velocity before angle.
///
/// **Actions.** A torque, clipped to -2 ... 2 Nm.
///
/// **Observations.** Cosine and sine of the angle (0 is upright), angular velocity (within 8 rad/s).
///
/// **Start.** Angle uniform in [-pi, pi), angular velocity in [-1, 1).
///
/// **Reward.** -(angle^2 + 0.1 velocity^2 + 0.001 torque^2), the angle taken between -pi and pi.
///
/// **End.** Never. Limit 200 steps.
///
/// **Arguments.** None of its own.
///
/// **Reference.** Gymnasium 1.4.0 `Pendulum-v1`.
public struct Pendulum: FeatureEnvironment {
  /// Where the pendulum is, and how fast it turns.
  public struct State: Hashable, Sendable, Codable {
    /// rad and rad/s
    public var angle, speed: Double
  }

  /// The pendulum of the publication; there is nothing to set.
  public init() {}

  public var layout: FeatureLayout {
    .row(
      3, in: -8...8, velocities: [2],
      axes: [MapAxis(.angle(cosine: 0, sine: 1), "angle", -.pi ... .pi), MapAxis(.feature(2), "speed", -8...8)])
  }
  public var actionSpace: Space { .box(low: -2, high: 2, shape: [1]) }
  public func action(at choice: Int) -> Float { Float(2 * (choice - 1)) }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    let angle = random.uniform(in: -Double.pi..<Double.pi)
    return State(angle: angle, speed: random.uniform(in: -1..<1))
  }

  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    buffer[0] = Float(Trigonometry.cosine(state.angle))
    buffer[1] = Float(Trigonometry.sine(state.angle))
    buffer[2] = Float(state.speed)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Float, using random: inout Source
  ) -> Outcome {
    let torque = min(max(action, -2), 2)
    let turn = state.angle + .pi
    let angle = turn - (turn / (2 * .pi)).rounded(.down) * (2 * .pi) - .pi
    let cost = LibrarySquare.of(angle) + 0.1 * LibrarySquare.of(state.speed) + Double(0.001 * (torque * torque))
    let speed = state.speed + (15.0 * Trigonometry.sine(state.angle) + Double(3.0 * torque)) * 0.05
    state.speed = min(max(speed, -8), 8)
    state.angle += state.speed * 0.05
    return Outcome(reward: -cost, isTerminal: false)
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "Pendulum", actionLabels: [.move(.left), ActionLabel("none"), .move(.right)],
      rewardBounds: RewardBounds(step: -(.pi * .pi + 0.1 * 64 + 0.001 * 4)...0))
  }

  public func scene(of state: State) -> Scene {
    let pivot = Point(288, 288)
    let end = Point(
      288 - 190 * Trigonometry.sine(state.angle), 288 - 190 * Trigonometry.cosine(state.angle))
    return Scene(marks: [
      .ring(pivot, radius: 200, width: 1, .role(.hair)),
      .polygon([Point(280, 70), Point(296, 70), Point(288, 84)], .role(.goalOutline)),
      .polyline([pivot, end], width: 20, .role(.agent)), .circle(end, radius: 10, .role(.agent)),
      .circle(pivot, radius: 12, .role(.ink)),
    ])
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Pendulum-v1", summary: "swing a pendulum up and hold it", kind: .motion, stepLimit: 200, make: { Pendulum() }
    )
  ]
}
