/// A stream of random numbers, passed explicitly to whatever needs one.
///
/// Two conformances exist, each equal to its NumPy namesake draw for draw: ``PCG64`` (`numpy.random.default_rng`) and
/// ``MersenneTwister`` (`numpy.random.RandomState`). Bounded integers and normals are requirements because the two
/// libraries turn the same bits into them differently.
public protocol RandomSource: Sendable {
  /// The next 64 uniformly random bits.
  mutating func nextUInt64() -> UInt64

  /// The next 32 uniformly random bits; a 64-bit generator hands out the low half first and keeps the high half.
  mutating func nextUInt32() -> UInt32

  /// The 53 random bits n behind ``nextDouble()``, which is n 2^-53: for comparing draws in integers.
  mutating func next53Bits() -> UInt64

  /// A uniform integer in `0...bound`, without bias. Draws nothing when `bound` is 0.
  mutating func nextInteger(through bound: UInt64) -> UInt64

  /// A draw from the standard normal distribution.
  mutating func nextNormal() -> Double
}

extension RandomSource {
  /// A uniform number in [0, 1) with 53 random bits: NumPy's `random()`.
  @inlinable @inline(__always)
  public mutating func nextDouble() -> Double { Double(Int64(bitPattern: next53Bits())) * 0x1p-53 }

  /// A uniform number in `[range.lowerBound, range.upperBound)`: NumPy's `uniform(low, high)`.
  @inlinable
  public mutating func uniform(in range: Range<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextDouble()
  }

  /// A uniform integer in `range`, which must not be empty: NumPy's `integers(low, high)`.
  @inlinable
  public mutating func integer(in range: Range<Int>) -> Int {
    precondition(!range.isEmpty, "integer(in:) needs a non-empty range, got \(range)")
    let bound = UInt64(bitPattern: Int64(range.upperBound &- 1 &- range.lowerBound))
    return range.lowerBound &+ Int(truncatingIfNeeded: nextInteger(through: bound))
  }

  /// A uniform integer in `0...bound` by masked rejection on 32-bit words: NumPy's `random_interval`, which both its
  /// generators shuffle with. Draws nothing when `bound` is 0.
  @inlinable
  public mutating func interval(through bound: UInt32) -> UInt32 {
    if bound == 0 { return 0 }
    let mask = UInt32.max >> UInt32(bound.leadingZeroBitCount)
    while true {
      let bits = nextUInt32() & mask
      if bits <= bound { return bits }
    }
  }

  /// A draw from the normal distribution with the given mean and standard deviation.
  @inlinable
  public mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    mean + standardDeviation * nextNormal()
  }
}
