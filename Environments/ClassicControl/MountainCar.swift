public import Randomness
public import ReinforcementLearning
public import Scenes

/// A car too weak to climb a hill must swing back first (Moore, 1990).
///
/// **Description.** A valley of height sin(3x); velocity changes by the push and by gravity, -0.0025 cos(3x).
///
/// **Actions.** 0 pushes left, 1 not at all, 2 right; a push is 0.001.
///
/// **Observations.** Position (-1.2 to 0.6) and velocity (-0.07 to 0.07).
///
/// **Start.** Position uniform in [-0.6, -0.4), velocity 0.
///
/// **Reward.** -1 a step.
///
/// **End.** At position 0.5 or beyond. Limit 200 steps.
///
/// **Arguments.** None of its own.
///
/// **Reference.** Gymnasium 1.4.0 `MountainCar-v0`.
public struct MountainCar: FeatureEnvironment {
  /// Where the car is, and how fast it moves in a step.
  public struct State: Hashable, Sendable, Codable {
    /// Within -1.2...0.6, and within -0.07...0.07 a step.
    public var position, velocity: Double

    /// A car at `position` that moves `velocity` a step.
    public init(position: Double, velocity: Double) {
      self.position = position
      self.velocity = velocity
    }
  }

  /// The valley of the publication; there is nothing to set.
  public init() {}

  public var actionSpace: Space { .discrete(3) }
  public var layout: FeatureLayout { Self.layout }
  public var stepping: BatchStepping<State> { .blocks(of: self, advance: Self.advance) }

  /// Position and velocity.
  static var layout: FeatureLayout {
    .row(
      2, in: -1.2...0.6, velocities: [1],
      axes: [MapAxis(.feature(0), "position", -1.2...0.6), MapAxis(.feature(1), "velocity", -0.07...0.07)])
  }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(position: random.uniform(in: -0.6 ..< -0.4), velocity: 0)
  }

  @inline(__always)
  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    buffer[0] = Float(state.position)
    buffer[1] = Float(state.velocity)
  }

  @inline(__always)
  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    Self.advance(&state, taking: action, slope: Trigonometry.cosine(3 * state.position))
  }

  /// A block of rows, their cosines computed together.
  @Sendable
  private static func advance(
    _ states: UnsafeMutableBufferPointer<State>, from first: Int, taking actions: borrowing Actions,
    outcomes: UnsafeMutableBufferPointer<Outcome>
  ) {
    var angles = AngleBlock()
    for row in 0..<states.count { angles[row] = 3 * states[row].position }
    angles.solve(states.count)
    for row in 0..<states.count {
      outcomes[row] = advance(
        &states[row], taking: Int(row: first + row, of: actions), slope: angles.cosine(row))
    }
  }

  /// - Parameter slope: cos(3x).
  @inline(__always)
  private static func advance(_ state: inout State, taking action: Int, slope: Double) -> Outcome {
    var velocity = state.velocity + (Double(action - 1) * 0.001 + slope * -0.0025)
    velocity = min(max(velocity, -0.07), 0.07)
    let position = min(max(state.position + velocity, -1.2), 0.6)
    if position == -1.2, velocity < 0 { velocity = 0 }
    state = State(position: position, velocity: velocity)
    return Outcome(reward: -1, isTerminal: position >= 0.5 && velocity >= 0)
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "MountainCar", actionLabels: [.move(.left), ActionLabel("none"), .move(.right)],
      rewardBounds: RewardBounds(step: -1 ... -1))
  }
  public func scene(of state: State) -> Scene { MountainScene.scene(position: state.position, goal: 0.5) }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "MountainCar-v0", summary: "swing a weak car out of a valley", kind: .motion,
      stepLimit: 200, rewardThreshold: -110, make: { MountainCar() })
  ]
}

/// The same valley with a push of any strength.
///
/// **Description.** As ``MountainCar``; a push of force f adds 0.0015 f.
///
/// **Actions.** A force, clipped to -1 ... 1.
///
/// **Observations.** Position and velocity.
///
/// **Start.** Position uniform in [-0.6, -0.4), velocity 0.
///
/// **Reward.** 100 at the goal, less 0.1 times the square of the force asked for in each step.
///
/// **End.** At position 0.45 or beyond. Limit 999 steps.
///
/// **Arguments.** None of its own.
///
/// **Reference.** Gymnasium 1.4.0 `MountainCarContinuous-v0`, which keeps its state in single precision from the first
/// step of an episode on and in double precision before; a force beyond its limits enters the sum in double precision.
public struct MountainCarContinuous: FeatureEnvironment {
  /// Where the car is, and how fast it moves in a step.
  public struct State: Hashable, Sendable, Codable {
    /// A single-precision number, but for the start of an episode.
    public var position: Double
    /// Within -0.07...0.07 a step.
    public var velocity: Float
    /// Whether no step has been taken yet.
    var isFresh: Bool

    /// - Parameter isFresh: whether an episode starts here: its first step is computed in double precision.
    public init(position: Double, velocity: Float, isFresh: Bool = false) {
      self.position = position
      self.velocity = velocity
      self.isFresh = isFresh
    }
  }

  /// The valley of the publication; there is nothing to set.
  public init() {}

  public var layout: FeatureLayout { MountainCar.layout }
  public var actionSpace: Space { .box(low: -1, high: 1, shape: [1]) }
  public func action(at choice: Int) -> Float { Float(choice - 1) }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(position: random.uniform(in: -0.6 ..< -0.4), velocity: 0, isFresh: true)
  }

  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    buffer[0] = Float(state.position)
    buffer[1] = state.velocity
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Float, using random: inout Source
  ) -> Outcome {
    let (position, velocity, hasArrived): (Double, Float, Bool)
    if state.isFresh {
      let push = Self.push(action, pull: 0.0025 * Trigonometry.cosine(3 * state.position))
      let next = Self.moved(position: state.position, velocity: Double(state.velocity), push: push)
      (position, velocity, hasArrived) = (Double(Float(next.position)), Float(next.velocity), next.hasArrived)
    } else {
      let single = Float(state.position)
      let push = Self.push(action, pull: 0.0025 * Trigonometry.cosine(Double(3 * single)))
      let next = Self.moved(position: single, velocity: state.velocity, push: Float(push))
      (position, velocity, hasArrived) = (Double(next.position), next.velocity, next.hasArrived)
    }
    state = State(position: position, velocity: velocity)
    return Outcome(reward: (hasArrived ? 100 : 0) - Double(action) * Double(action) * 0.1, isTerminal: hasArrived)
  }

  /// What a step adds to the velocity: in single precision as long as the force asked for is within its limits.
  private static func push(_ action: Float, pull: Double) -> Double {
    abs(action) <= 1 ? Double(action * 0.0015 - Float(pull)) : (action > 0 ? 1 : -1) * 0.0015 - pull
  }

  private static func moved<Real: BinaryFloatingPoint>(
    position: Real, velocity: Real, push: Real
  ) -> (position: Real, velocity: Real, hasArrived: Bool) {
    let (fastest, leftmost) = (Real(0.07 as Double), Real(-1.2 as Double))
    var velocity = min(max(velocity + push, -fastest), fastest)
    let position = min(max(position + velocity, leftmost), Real(0.6 as Double))
    if position == leftmost, velocity < 0 { velocity = 0 }
    return (position, velocity, position >= Real(0.45 as Double) && velocity >= 0)
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "MountainCarContinuous", actionLabels: [.move(.left), ActionLabel("none"), .move(.right)])
  }
  public func scene(of state: State) -> Scene { MountainScene.scene(position: state.position, goal: 0.45) }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "MountainCarContinuous-v0", summary: "the same with a force of any size", kind: .motion, stepLimit: 999,
      rewardThreshold: 90, make: { MountainCarContinuous() })
  ]
}
