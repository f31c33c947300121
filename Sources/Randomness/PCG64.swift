/// Permuted congruential generator XSL-RR 128/64: the generator behind `numpy.random.default_rng`.
///
/// Reference: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random
/// Number Generation", 2014. Equal to NumPy's `PCG64` bit for bit, the buffered 32-bit half included.
public struct PCG64: RandomSource, Hashable {
  @usableFromInline var state: UInt128
  @usableFromInline var increment: UInt128
  @usableFromInline var bufferedHalf: UInt32
  @usableFromInline var hasBufferedHalf: Bool

  @usableFromInline static let multiplier: UInt128 = 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645

  /// `numpy.random.PCG64(sequence)`: state and increment are the sequence's first four 64-bit words.
  public init(_ sequence: SeedSequence) {
    let words = sequence.state64(4)
    state = 0
    increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
    bufferedHalf = 0
    hasBufferedHalf = false
    step()
    state &+= UInt128(words[0]) << 64 | UInt128(words[1])
    step()
  }

  /// `numpy.random.default_rng(seed)`.
  public init(seed: UInt64) { self.init(SeedSequence(seed)) }

  @inlinable @inline(__always)
  mutating func step() { state = state &* 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645 &+ increment }

  @inlinable @inline(__always)
  public mutating func nextUInt64() -> UInt64 {
    step()
    let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let rotation = UInt64(truncatingIfNeeded: state >> 122)
    return (folded &>> rotation) | (folded &<< (0 &- rotation))
  }

  @inlinable
  public mutating func nextUInt32() -> UInt32 {
    if hasBufferedHalf {
      hasBufferedHalf = false
      return bufferedHalf
    }
    let bits = nextUInt64()
    hasBufferedHalf = true
    bufferedHalf = UInt32(truncatingIfNeeded: bits >> 32)
    return UInt32(truncatingIfNeeded: bits)
  }

  @inlinable @inline(__always)
  public mutating func next53Bits() -> UInt64 { nextUInt64() >> 11 }

  /// Lemire's multiplication method with rejection, on 32-bit halves where the bound fits.
  ///
  /// Reference: D. Lemire, "Fast Random Integer Generation in an Interval", 2019.
  @inlinable
  public mutating func nextInteger(through bound: UInt64) -> UInt64 {
    if bound == 0 { return 0 }
    if bound == .max { return nextUInt64() }
    if bound == UInt64(UInt32.max) { return UInt64(nextUInt32()) }
    if bound < UInt64(UInt32.max) {
      let count = UInt32(bound) + 1
      var product = UInt64(nextUInt32()) * UInt64(count)
      if UInt32(truncatingIfNeeded: product) < count {
        let threshold = (0 &- count) % count
        while UInt32(truncatingIfNeeded: product) < threshold { product = UInt64(nextUInt32()) * UInt64(count) }
      }
      return product >> 32
    }
    let count = bound + 1
    var product = nextUInt64().multipliedFullWidth(by: count)
    if product.low < count {
      let threshold = (0 &- count) % count
      while product.low < threshold { product = nextUInt64().multipliedFullWidth(by: count) }
    }
    return product.high
  }

  public mutating func nextNormal() -> Double { Ziggurat.normal(using: &self) }
}

extension PCG64: Codable {
  private enum CodingKeys: String, CodingKey { case state, increment, half }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func hexadecimal(_ key: CodingKeys) throws -> UInt128 {
      guard let value = UInt128(try container.decode(String.self, forKey: key), radix: 16) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "a generator's state is a hexadecimal number")
      }
      return value
    }
    state = try hexadecimal(.state)
    increment = try hexadecimal(.increment)
    let half = try container.decodeIfPresent(UInt32.self, forKey: .half)
    bufferedHalf = half ?? 0
    hasBufferedHalf = half != nil
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(String(state, radix: 16), forKey: .state)
    try container.encode(String(increment, radix: 16), forKey: .increment)
    if hasBufferedHalf { try container.encode(bufferedHalf, forKey: .half) }
  }
}
