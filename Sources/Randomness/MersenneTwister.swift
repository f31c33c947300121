#if canImport(Glibc)
  import Glibc
#endif

/// MT19937, seeded and read as `numpy.random.RandomState(seed)` does: the stream of MinAtar and of older Gym worlds.
///
/// Reference: M. Matsumoto and T. Nishimura, "Mersenne Twister", 1998.
public struct MersenneTwister: RandomSource, Hashable, Codable {
  private var words: [UInt32]
  private var position: Int
  /// Box-Muller makes normals in pairs; the second waits here.
  private var spareNormal: Double?

  /// Knuth's `init_genrand`, what `RandomState(seed)` runs for a 32-bit seed.
  public init(seed: UInt32) {
    words = [seed]
    words.reserveCapacity(Self.size)
    for index in 1..<Self.size {
      let previous = words[index - 1]
      words.append(1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(index))
    }
    position = Self.size
  }

  private static let size = 624
  private static let offset = 397

  private mutating func refill() {
    for index in 0..<Self.size {
      let mixed = (words[index] & 0x8000_0000) | (words[(index + 1) % Self.size] & 0x7fff_ffff)
      let twist: UInt32 = mixed & 1 == 0 ? 0 : 0x9908_b0df
      words[index] = words[(index + Self.offset) % Self.size] ^ (mixed >> 1) ^ twist
    }
    position = 0
  }

  public mutating func nextUInt32() -> UInt32 {
    if position == Self.size { refill() }
    var word = words[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  public mutating func nextUInt64() -> UInt64 {
    let high = UInt64(nextUInt32())
    return high << 32 | UInt64(nextUInt32())
  }

  public mutating func next53Bits() -> UInt64 {
    let high = UInt64(nextUInt32() >> 5)
    return high << 26 | UInt64(nextUInt32() >> 6)
  }

  /// Masked rejection: draw as many bits as the bound has until the number fits.
  public mutating func nextInteger(through bound: UInt64) -> UInt64 {
    if bound == 0 { return 0 }
    let mask = UInt64.max >> UInt64(bound.leadingZeroBitCount)
    while true {
      let bits = bound <= UInt64(UInt32.max) ? UInt64(nextUInt32()) : nextUInt64()
      if bits & mask <= bound { return bits & mask }
    }
  }

  /// The polar Box-Muller method, `RandomState.standard_normal`.
  public mutating func nextNormal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * nextDouble() - 1
      let y = 2 * nextDouble() - 1
      let squaredRadius = x * x + y * y
      if squaredRadius < 1, squaredRadius != 0 {
        let factor = (-2 * log(squaredRadius) / squaredRadius).squareRoot()
        spareNormal = factor * x
        return factor * y
      }
    }
  }
}
