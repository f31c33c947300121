public import Randomness
public import ReinforcementLearning
public import Scenes

/// A world in which each action holds for several steps, whose rewards add up. The end of the world ends the repetition, and
/// so does its step limit: a limit counts the world's own steps, not decisions, as Gymnasium's `TimeLimit` inside a
/// wrapper that repeats actions does.
public struct ActionRepeat<Inner: ArrayWorld>: ArrayWorld {
  public struct State: Sendable, Hashable, Codable {
    var inner: Inner.State
    /// Steps of the inner world in this episode.
    var steps: Int
  }

  public let inner: Inner
  public let count: Int
  /// Steps of the inner world after which an episode is cut; nil for never.
  public let stepLimit: Int?

  public init(_ inner: Inner, count: Int, stepLimit: Int? = nil) {
    self.inner = inner
    self.count = count
    self.stepLimit = stepLimit
  }

  public var featureShape: [Int] { inner.featureShape }
  public var isBinary: Bool { inner.isBinary }
  public var featureBounds: (low: Double, high: Double) { inner.featureBounds }
  public var actionSpace: Space { inner.actionSpace }
  public var rewardBounds: RewardBounds? { inner.rewardBounds?.repeated(count) }
  public func action(at choice: Int) -> Inner.Action { inner.action(at: choice) }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(inner: inner.initialState(using: &random), steps: 0)
  }
  public func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
    inner.restart(&state.inner, using: &random)
    state.steps = 0
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Inner.Action, using random: inout Source
  ) -> Outcome {
    var total = Outcome(reward: 0, isTerminal: false)
    for _ in 0..<min(count, stepLimit.map { max(1, $0 - state.steps) } ?? count) where !total.isTerminal {
      let outcome = inner.advance(&state.inner, taking: action, using: &random)
      state.steps += 1
      total.reward += outcome.reward
      total.isTerminal = outcome.isTerminal
    }
    return total
  }

  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    inner.writeFeatures(of: state.inner, into: buffer)
  }

  public var title: String { inner.title }
  public var facts: [String] { inner.facts + ["actions held \(count) steps"] }
  public var actionLabels: [ActionLabel] { inner.actionLabels }
  public var mapAxes: [MapAxis] { inner.mapAxes }
  public var figureChannel: Int? { inner.figureChannel }
  public func scene(of state: State) -> Scene { inner.scene(of: state.inner) }
}
