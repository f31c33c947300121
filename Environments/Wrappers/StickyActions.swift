public import Randomness
public import ReinforcementLearning
public import Scenes

/// A world that now and then executes the action before again (Machado et al., 2018).
///
/// Each step but an episode's first draws one number; below `probability` the last executed action is repeated. Reference:
/// Gymnasium's `StickyAction`.
public struct StickyActions<Inner: ArrayWorld>: ArrayWorld {
  public struct State: Sendable, Hashable, Codable {
    var inner: Inner.State
    var last: Inner.Action?
  }

  public let inner: Inner
  public let probability: Double

  public init(_ inner: Inner, probability: Double) {
    self.inner = inner
    self.probability = probability
  }

  public var featureShape: [Int] { inner.featureShape }
  public var isBinary: Bool { inner.isBinary }
  public var featureBounds: (low: Double, high: Double) { inner.featureBounds }
  public var actionSpace: Space { inner.actionSpace }
  public var rewardBounds: RewardBounds? { inner.rewardBounds }
  public func action(at choice: Int) -> Inner.Action { inner.action(at: choice) }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(inner: inner.initialState(using: &random), last: nil)
  }
  public func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
    inner.restart(&state.inner, using: &random)
    state.last = nil
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Inner.Action, using random: inout Source
  ) -> Outcome {
    var executed = action
    if let last = state.last, random.nextDouble() < probability { executed = last }
    state.last = executed
    return inner.advance(&state.inner, taking: executed, using: &random)
  }

  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    inner.writeFeatures(of: state.inner, into: buffer)
  }

  public var title: String { inner.title }
  public var facts: [String] { inner.facts + ["sticky actions \(probability)"] }
  public var actionLabels: [ActionLabel] { inner.actionLabels }
  public var mapAxes: [MapAxis] { inner.mapAxes }
  public var figureChannel: Int? { inner.figureChannel }
  public func scene(of state: State) -> Scene { inner.scene(of: state.inner) }
}
