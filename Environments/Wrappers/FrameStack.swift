public import Randomness
public import ReinforcementLearning

/// A world that is seen together with its last few states: boards gain channels, rows gain features, oldest first.
///
/// At the start of an episode the first state fills the stack. Reference: Gymnasium's `FrameStackObservation`.
public struct FrameStack<Inner: FeatureEnvironment>: WrappedEnvironment, FeatureEnvironment {
  public typealias Action = Inner.Action

  /// The last states of the inner world.
  public struct State: Sendable, Hashable, Codable {
    /// Newest last.
    var frames: [Inner.State]
  }

  public let inner: Inner
  /// States seen together.
  public let count: Int
  /// Of a single frame.
  private let frame: FeatureLayout

  /// `inner` seen with its last `count` states.
  ///
  /// - Precondition: `count` is above 0.
  public init(_ inner: Inner, count: Int) {
    self.inner = inner
    self.count = count
    frame = inner.layout
  }

  /// Of a board each cell's channels lie together, those of the oldest frame first.
  private var run: Int { frame.shape.last ?? 1 }

  public var layout: FeatureLayout {
    var layout = frame
    layout.shape[layout.shape.count - 1] *= count
    layout.velocities = layout.velocities.flatMap { feature in
      (0..<count).map { (feature / run * count + $0) * run + feature % run }
    }
    // Of the newest frame.
    layout.axes = frame.axes.compactMap { $0.moved { $0 + (count - 1) * frame.count } }
    layout.figureChannel = frame.figureChannel.map { $0 + (count - 1) * run }
    return layout
  }

  public func innerState(of state: State) -> Inner.State { state.frames[count - 1] }

  public func state<Source: RandomSource>(around inner: Inner.State, using random: inout Source) -> State {
    State(frames: Array(repeating: inner, count: count))
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Inner.Action, using random: inout Source
  ) -> Outcome {
    var next = state.frames[count - 1]
    let outcome = inner.advance(&next, taking: action, using: &random)
    state.frames.removeFirst()
    state.frames.append(next)
    return outcome
  }

  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    let (size, run) = (frame.count, run)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { seen in
      guard let base = seen.baseAddress else { return }
      for (age, past) in state.frames.enumerated() {
        inner.writeFeatures(of: past, into: base)
        for cell in 0..<(size / run) {
          (buffer + (cell * count + age) * run).update(from: base + cell * run, count: run)
        }
      }
    }
  }

  public var profile: EnvironmentProfile { inner.profile.adding(fact: "\(count) frames") }
}
