public import Randomness
public import ReinforcementLearning
public import Scenes

/// A pole on a cart, to be kept upright by pushing the cart (Barto, Sutton and Anderson, 1983).
///
/// **Description.** A cart on a rail with a pole hinged to it; gravity 9.8 m/s^2, cart 1 kg, pole 0.1 kg and 1 m long, a push
/// of 10 N, time steps of 0.02 s, explicit Euler with the velocities from before the step.
///
/// **Actions.** 0 pushes left, 1 pushes right.
///
/// **Observations.** Cart position (m), cart velocity (m/s), pole angle (rad), pole angular velocity (rad/s).
///
/// **Start.** Each number uniform in [-0.05, 0.05).
///
/// **Reward.** 1 a step, the last one included.
///
/// **End.** The cart further than 2.4 m from the middle, the pole further than 12 degrees from upright. Limit 500 steps.
///
/// **Arguments.** None of its own.
///
/// **Reference.** Gymnasium 1.4.0 `CartPole-v1`.
public struct CartPole: FeatureEnvironment {
  /// Where the cart and the pole are, and how fast they move.
  public struct State: Hashable, Sendable, Codable {
    /// Metres and radians, and both a second.
    public var x, velocity, angle, angularVelocity: Double

    /// A cart at `x` metres with a pole at `angle` radians from upright, both per second for velocities.
    @inlinable
    public init(x: Double, velocity: Double, angle: Double, angularVelocity: Double) {
      self.x = x
      self.velocity = velocity
      self.angle = angle
      self.angularVelocity = angularVelocity
    }
  }

  static let railEnd = 2.4
  static let greatestAngle = 12 * 2 * Double.pi / 360

  /// The cart of the publication; there is nothing to set.
  public init() {}

  public var actionSpace: Space { .discrete(2) }
  public var layout: FeatureLayout {
    .row(
      4, velocities: [1, 3],
      axes: [
        MapAxis(.feature(2), "angle", -0.21...0.21), MapAxis(.feature(3), "angular velocity", -2...2),
        MapAxis(.feature(0), "position", -2.4...2.4), MapAxis(.feature(1), "velocity", -2.5...2.5),
      ])
  }
  public var stepping: BatchStepping<State> { .blocks(of: self, advance: Self.advance) }

  @inlinable
  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    let range = -0.05..<0.05
    let (x, velocity) = (random.uniform(in: range), random.uniform(in: range))
    return State(x: x, velocity: velocity, angle: random.uniform(in: range), angularVelocity: random.uniform(in: range))
  }

  @inlinable @inline(__always)
  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    buffer[0] = Float(state.x)
    buffer[1] = Float(state.velocity)
    buffer[2] = Float(state.angle)
    buffer[3] = Float(state.angularVelocity)
  }

  @inlinable @inline(__always)
  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let (sine, cosine) = Trigonometry.sineAndCosine(state.angle)
    return Self.advance(&state, taking: action, sine: sine, cosine: cosine)
  }

  /// A block of rows, their sines and cosines computed together.
  @Sendable
  private static func advance(
    _ states: UnsafeMutableBufferPointer<State>, from first: Int, taking actions: borrowing Actions,
    outcomes: UnsafeMutableBufferPointer<Outcome>
  ) {
    var angles = AngleBlock()
    for row in 0..<states.count { angles[row] = states[row].angle }
    angles.solve(states.count)
    for row in 0..<states.count {
      outcomes[row] = advance(
        &states[row], taking: Int(row: first + row, of: actions), sine: angles.sine(row), cosine: angles.cosine(row))
    }
  }

  @inlinable @inline(__always)
  static func advance(_ state: inout State, taking action: Int, sine: Double, cosine: Double) -> Outcome {
    let force = action == 1 ? 10.0 : -10.0
    let speed = state.angularVelocity
    let push = (force + 0.05 * (speed * speed) * sine) / 1.1
    let angular = (9.8 * sine - cosine * push) / (0.5 * (4.0 / 3.0 - 0.1 * (cosine * cosine) / 1.1))
    let linear = push - 0.05 * angular * cosine / 1.1
    state.x += 0.02 * state.velocity
    state.velocity += 0.02 * linear
    state.angle += 0.02 * state.angularVelocity
    state.angularVelocity += 0.02 * angular
    let hasEnded =
      state.x < -2.4 || state.x > 2.4 || state.angle < -0.20943951023931953 || state.angle > 0.20943951023931953
    return Outcome(reward: 1, isTerminal: hasEnded)
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "CartPole", actionLabels: [.move(.left), .move(.right)], rewardBounds: RewardBounds(step: 1...1))
  }

  public func scene(of state: State) -> Scene { CartPoleScene.scene(of: state) }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "CartPole-v1", summary: "balance a pole on a cart", kind: .motion,
      stepLimit: 500, rewardThreshold: 475, make: { CartPole() })
  ]
}
