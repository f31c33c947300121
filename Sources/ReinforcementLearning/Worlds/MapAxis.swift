#if canImport(Glibc)
  import Glibc
#endif

/// A number of the state as an axis of a map: where observations hold it, its name and its range.
public struct MapAxis: Sendable, Hashable {
  /// Where observations hold a number.
  public enum Location: Sendable, Hashable {
    /// The feature of this index is the number itself.
    case feature(Int)
    /// An angle that is observed by its cosine and sine.
    case angle(cosine: Int, sine: Int)
  }

  /// Where observations hold it.
  public var location: Location
  /// What it is called.
  public var name: String
  /// In the number's own unit.
  public var range: ClosedRange<Double>

  /// An axis over `range`.
  public init(_ location: Location, _ name: String, _ range: ClosedRange<Double>) {
    self.location = location
    self.name = name
    self.range = range
  }

  /// The number in an observation.
  public func value(in features: [Float]) -> Double {
    switch location {
    case .feature(let feature): Double(features[feature])
    case .angle(let cosine, let sine): atan2(Double(features[sine]), Double(features[cosine]))
    }
  }

  /// Puts another number into an observation.
  public func set(_ value: Double, in features: inout [Float]) {
    switch location {
    case .feature(let feature): features[feature] = Float(value)
    case .angle(let cosine, let sine):
      features[cosine] = Float(cos(value))
      features[sine] = Float(sin(value))
    }
  }

  /// The same axis in an observation whose features stand elsewhere; nil where one of its features is not seen.
  public func moved(_ place: (Int) -> Int?) -> MapAxis? {
    let moved: Location? =
      switch location {
      case .feature(let feature): place(feature).map(Location.feature)
      case .angle(let cosine, let sine):
        if let cosine = place(cosine), let sine = place(sine) { .angle(cosine: cosine, sine: sine) } else { nil }
      }
    return moved.map { MapAxis($0, name, range) }
  }
}
