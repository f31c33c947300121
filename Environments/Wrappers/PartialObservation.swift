public import Randomness
public import ReinforcementLearning
public import Scenes

/// A world of which only some features are seen: without velocities an agent must remember.
public struct PartialObservation<Inner: ArrayWorld>: ArrayWorld {
  public let inner: Inner
  /// Features seen, in order.
  public let kept: [Int]

  /// - Precondition: `hidden` leaves something to see, and observations are rows.
  public init(_ inner: Inner, hiding hidden: [Int]) {
    self.inner = inner
    kept = (0..<inner.featureCount).filter { !hidden.contains($0) }
    precondition(!kept.isEmpty && inner.featureShape.count == 1, "nothing of \(inner.title) would be seen")
  }

  public var featureShape: [Int] { [kept.count] }
  public var isBinary: Bool { inner.isBinary }
  public var featureBounds: (low: Double, high: Double) { inner.featureBounds }
  public var actionSpace: Space { inner.actionSpace }
  public var rewardBounds: RewardBounds? { inner.rewardBounds }
  public func action(at choice: Int) -> Inner.Action { inner.action(at: choice) }

  public func initialState<Source: RandomSource>(using random: inout Source) -> Inner.State {
    inner.initialState(using: &random)
  }
  public func restart<Source: RandomSource>(_ state: inout Inner.State, using random: inout Source) {
    inner.restart(&state, using: &random)
  }
  public func advance<Source: RandomSource>(
    _ state: inout Inner.State, taking action: Inner.Action, using random: inout Source
  ) -> Outcome { inner.advance(&state, taking: action, using: &random) }

  public func writeFeatures(of state: Inner.State, into buffer: UnsafeMutablePointer<Float>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: inner.featureCount) { all in
      guard let base = all.baseAddress else { return }
      inner.writeFeatures(of: state, into: base)
      for (place, feature) in kept.enumerated() { buffer[place] = base[feature] }
    }
  }

  public var title: String { inner.title }
  public var facts: [String] { inner.facts + ["velocities hidden"] }
  public var actionLabels: [ActionLabel] { inner.actionLabels }
  public var mapAxes: [MapAxis] { inner.mapAxes.compactMap { $0.moved { kept.firstIndex(of: $0) } } }
  public func scene(of state: Inner.State) -> Scene { inner.scene(of: state) }
}
