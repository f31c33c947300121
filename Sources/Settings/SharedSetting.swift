/// What several groups declare with the same range and the same meaning, stated once:
///
/// ```swift
/// extension SharedSetting where Bound == Double {
///   static var discount: Self { SharedSetting(0...1, "gamma: the weight of a reward one step later") }
/// }
///
/// struct CoinSettings: SettingGroup {
///   @Setting(.discount) var discount = 0.99
/// }
/// ```
public struct SharedSetting<Bound: Comparable & Sendable>: Sendable {
  /// What it may be.
  public let range: ClosedRange<Bound>
  /// One line of meaning.
  public let summary: String

  /// A range, and one line of meaning.
  public init(_ range: ClosedRange<Bound>, _ summary: String) { (self.range, self.summary) = (range, summary) }
}

extension Setting where Value == Double {
  /// A real number with a range and a meaning that other groups share.
  public init(wrappedValue: Double, _ shared: SharedSetting<Double>) {
    self.init(wrappedValue: wrappedValue, shared.range, shared.summary)
  }
}

extension Setting where Value == Int {
  /// A whole number with a range and a meaning that other groups share.
  public init(wrappedValue: Int, _ shared: SharedSetting<Int>) {
    self.init(wrappedValue: wrappedValue, shared.range, shared.summary)
  }
}
