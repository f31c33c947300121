public import Randomness
public import ReinforcementLearning
public import Scenes

/// A world that is seen together with its last few states: boards gain channels, rows gain features, oldest first.
///
/// At the start of an episode the first state fills the stack. Reference: Gymnasium's `FrameStackObservation`.
public struct FrameStack<Inner: ArrayWorld>: ArrayWorld {
  public struct State: Sendable, Hashable, Codable {
    /// Newest last.
    var frames: [Inner.State]
  }

  public let inner: Inner
  public let count: Int

  public init(_ inner: Inner, count: Int) {
    self.inner = inner
    self.count = count
  }

  public var featureShape: [Int] {
    var shape = inner.featureShape
    shape[shape.count - 1] *= count
    return shape
  }
  public var isBinary: Bool { inner.isBinary }
  public var featureBounds: (low: Double, high: Double) { inner.featureBounds }
  public var actionSpace: Space { inner.actionSpace }
  public var rewardBounds: RewardBounds? { inner.rewardBounds }
  public func action(at choice: Int) -> Inner.Action { inner.action(at: choice) }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(frames: Array(repeating: inner.initialState(using: &random), count: count))
  }

  public func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
    var first = state.frames[count - 1]
    inner.restart(&first, using: &random)
    state.frames = Array(repeating: first, count: count)
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
    let size = inner.featureCount
    // Of a board each cell's channels lie together, those of the oldest frame first.
    let run = inner.featureShape.last ?? size
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { frame in
      guard let base = frame.baseAddress else { return }
      for (place, past) in state.frames.enumerated() {
        inner.writeFeatures(of: past, into: base)
        for cell in 0..<(size / run) {
          (buffer + (cell * count + place) * run).update(from: base + cell * run, count: run)
        }
      }
    }
  }

  public var title: String { inner.title }
  public var facts: [String] { inner.facts + ["\(count) frames"] }
  public var actionLabels: [ActionLabel] { inner.actionLabels }
  /// Of the newest frame.
  public var mapAxes: [MapAxis] { inner.mapAxes.compactMap { $0.moved { $0 + (count - 1) * inner.featureCount } } }
  public var figureChannel: Int? { inner.figureChannel.map { $0 + (count - 1) * (inner.featureShape.last ?? 1) } }
  public func scene(of state: State) -> Scene { inner.scene(of: state.frames[count - 1]) }
}
