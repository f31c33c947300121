public import ReinforcementLearning

/// A world of which only some features are seen: without velocities an agent must remember.
public struct PartialObservation<Inner: FeatureEnvironment>: WrappedEnvironment, FeatureEnvironment {
  public typealias State = Inner.State
  public typealias Action = Inner.Action

  public let inner: Inner
  /// Features seen, in order.
  public let kept: [Int]
  private let whole: FeatureLayout

  /// - Precondition: `hidden` leaves something to see, and observations are rows.
  public init(_ inner: Inner, hiding hidden: [Int]) {
    self.inner = inner
    whole = inner.layout
    kept = (0..<whole.count).filter { !hidden.contains($0) }
    precondition(!kept.isEmpty && whole.shape.count == 1, "nothing of \(inner.title) would be seen")
  }

  public var layout: FeatureLayout {
    var layout = whole
    layout.shape = [kept.count]
    layout.velocities = whole.velocities.compactMap { kept.firstIndex(of: $0) }
    layout.axes = whole.axes.compactMap { $0.moved { kept.firstIndex(of: $0) } }
    layout.figureChannel = nil
    return layout
  }

  public func writeFeatures(of state: Inner.State, into buffer: UnsafeMutablePointer<Float>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: whole.count) { all in
      guard let base = all.baseAddress else { return }
      inner.writeFeatures(of: state, into: base)
      for (place, feature) in kept.enumerated() { buffer[place] = base[feature] }
    }
  }

  public var profile: EnvironmentProfile { inner.profile.adding(fact: "velocities hidden") }
}
