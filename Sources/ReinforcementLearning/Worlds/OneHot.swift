/// A world with numbered observations seen as rows with a single one: what a linear network learns a table from.
public struct OneHot<Inner: TabularEnvironment>: WrappedEnvironment, FeatureEnvironment {
  public typealias State = Inner.State
  public typealias Action = Int

  public let inner: Inner
  private let count: Int

  /// `inner` seen as rows with a single one.
  public init(_ inner: Inner) {
    self.inner = inner
    count = inner.observationCount
  }

  public var layout: FeatureLayout { FeatureLayout(shape: [count], isBinary: true, low: 0, high: 1) }

  public func writeFeatures(of state: Inner.State, into buffer: UnsafeMutablePointer<Float>) {
    buffer.update(repeating: 0, count: count)
    buffer[inner.observationIndex(of: state)] = 1
  }
}
