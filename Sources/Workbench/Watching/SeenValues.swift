/// The scale of a map of values: it only widens, so that a colour means the same from one picture to the next.
final class SeenValues {
  private var domains: [String: ClosedRange<Double>] = [:]

  /// The scale of one map after these extremes, with round ends.
  func domain(_ low: Double, _ high: Double, of map: String) -> ClosedRange<Double> {
    guard low.isFinite, high.isFinite else { return domains[map] ?? 0...1 }
    var domain = Knowledge.nice(low, max(high, low + 1e-6))
    if let before = domains[map] {
      domain = min(before.lowerBound, domain.lowerBound)...max(before.upperBound, domain.upperBound)
    }
    domains[map] = domain
    return domain
  }
}
