public import Randomness
public import ReinforcementLearning
public import Scenes

/// A world in which each action holds for several steps, whose rewards add up. The end of the world ends the repetition.
public struct ActionRepeat<Inner: ArrayWorld>: ArrayWorld {
  public let inner: Inner
  public let count: Int

  public init(_ inner: Inner, count: Int) {
    self.inner = inner
    self.count = count
  }

  public var featureShape: [Int] { inner.featureShape }
  public var isBinary: Bool { inner.isBinary }
  public var featureBounds: (low: Double, high: Double) { inner.featureBounds }
  public var actionSpace: Space { inner.actionSpace }
  public var rewardBounds: RewardBounds? { inner.rewardBounds?.repeated(count) }
  public func action(at choice: Int) -> Inner.Action { inner.action(at: choice) }

  public func initialState<Source: RandomSource>(using random: inout Source) -> Inner.State {
    inner.initialState(using: &random)
  }
  public func restart<Source: RandomSource>(_ state: inout Inner.State, using random: inout Source) {
    inner.restart(&state, using: &random)
  }

  public func advance<Source: RandomSource>(
    _ state: inout Inner.State, taking action: Inner.Action, using random: inout Source
  ) -> Outcome {
    var total = Outcome(reward: 0, isTerminal: false)
    for _ in 0..<count where !total.isTerminal {
      let outcome = inner.advance(&state, taking: action, using: &random)
      total.reward += outcome.reward
      total.isTerminal = outcome.isTerminal
    }
    return total
  }

  public func writeFeatures(of state: Inner.State, into buffer: UnsafeMutablePointer<Float>) {
    inner.writeFeatures(of: state, into: buffer)
  }

  public var title: String { inner.title }
  public var facts: [String] { inner.facts + ["actions held \(count) steps"] }
  public var actionLabels: [ActionLabel] { inner.actionLabels }
  public var mapAxes: [MapAxis] { inner.mapAxes }
  public var figureChannel: Int? { inner.figureChannel }
  public func scene(of state: Inner.State) -> Scene { inner.scene(of: state) }
}
