/// NumPy's `SeedSequence`: turns a seed of any size into well-mixed generator states and independent child seeds.
///
/// Reference: M. E. O'Neill's `seed_seq` design as adopted by NumPy 1.17 (`numpy.random.SeedSequence`).
public struct SeedSequence: Hashable, Sendable, Codable {
  /// The seed as 32-bit words, least significant first.
  public let entropy: [UInt32]
  /// The path from the root sequence to this child; empty for a root.
  public let spawnKey: [UInt32]
  /// How many children `spawn` has handed out.
  public private(set) var spawnedChildCount: UInt32

  /// `numpy.random.SeedSequence(seed, spawn_key=spawnKey)`.
  public init(_ seed: UInt64, spawnKey: [UInt32] = []) {
    let low = UInt32(truncatingIfNeeded: seed)
    let high = UInt32(truncatingIfNeeded: seed >> 32)
    self.init(entropy: high == 0 ? [low] : [low, high], spawnKey: spawnKey)
  }

  /// The sequence of a seed of any size.
  ///
  /// - Parameter entropy: the seed as 32-bit words, least significant first.
  public init(entropy: [UInt32], spawnKey: [UInt32] = []) {
    self.entropy = entropy
    self.spawnKey = spawnKey
    spawnedChildCount = 0
  }

  /// The next `count` children: sequences whose streams are independent of each other and of their parent's.
  public mutating func spawn(_ count: Int) -> [SeedSequence] {
    let first = spawnedChildCount
    spawnedChildCount += UInt32(count)
    return (0..<UInt32(count)).map { SeedSequence(entropy: entropy, spawnKey: spawnKey + [first + $0]) }
  }

  /// `count` 32-bit words of generator state: NumPy's `generate_state(count, uint32)`.
  public func state32(_ count: Int) -> [UInt32] {
    let pool = mixedPool()
    var multiplier: UInt32 = 0x8b51_f9dd
    return (0..<count).map { index in
      var word = pool[index % Self.poolSize] ^ multiplier
      multiplier = multiplier &* 0x58f3_8ded
      word = word &* multiplier
      return word ^ (word >> 16)
    }
  }

  /// `count` 64-bit words of generator state: NumPy's `generate_state(count, uint64)`.
  public func state64(_ count: Int) -> [UInt64] {
    let words = state32(2 * count)
    return (0..<count).map { UInt64(words[2 * $0]) | UInt64(words[2 * $0 + 1]) << 32 }
  }

  private static let poolSize = 4

  private func mixedPool() -> [UInt32] {
    var words = entropy
    if !spawnKey.isEmpty {
      words += Array(repeating: 0, count: max(0, Self.poolSize - words.count)) + spawnKey
    }
    var multiplier: UInt32 = 0x43b0_d7e5
    func hash(_ value: UInt32) -> UInt32 {
      var value = value ^ multiplier
      multiplier = multiplier &* 0x931e_8875
      value = value &* multiplier
      return value ^ (value >> 16)
    }
    func mix(_ x: UInt32, _ y: UInt32) -> UInt32 {
      let mixed = (0xca01_f9dd &* x) &- (0x4973_f715 &* y)
      return mixed ^ (mixed >> 16)
    }
    var pool = (0..<Self.poolSize).map { hash($0 < words.count ? words[$0] : 0) }
    for source in 0..<Self.poolSize {
      for destination in 0..<Self.poolSize where source != destination {
        pool[destination] = mix(pool[destination], hash(pool[source]))
      }
    }
    for word in words.dropFirst(Self.poolSize) {
      for destination in 0..<Self.poolSize { pool[destination] = mix(pool[destination], hash(word)) }
    }
    return pool
  }
}
