/// A seed as recorded data: an integer and the purposes it was derived for.
///
/// Every stream of a run comes from one `Seed` by `derived(for:)`, so that no two purposes share a stream and adding a
/// consumer never shifts another's numbers. `Seed(7).generator()` equals `numpy.random.default_rng(7)`.
public struct Seed: Hashable, Sendable, Codable {
  /// The integer that a person gave.
  public let value: UInt64
  /// The purposes and indices it was derived for, as the words of a spawn key; empty for the seed itself.
  public let path: [UInt32]

  /// The seed that nothing is derived from yet.
  public init(_ value: UInt64) {
    self.init(value: value, path: [])
  }

  private init(value: UInt64, path: [UInt32]) {
    self.value = value
    self.path = path
  }

  /// The seed for one purpose, and for the `index`-th of several alike (replicates, workers, episodes).
  public func derived(for purpose: SeedPurpose, _ index: Int = 0) -> Seed {
    // FNV-1a: any fixed hash serves here, SeedSequence does the mixing.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let index = UInt64(bitPattern: Int64(index))
    let words = [hash, index].flatMap { [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)] }
    return Seed(value: value, path: path + words)
  }

  /// The sequence NumPy would build from this seed's integer, with the derivation as its spawn key.
  public var sequence: SeedSequence { SeedSequence(value, spawnKey: path) }

  /// A generator at the beginning of this seed's stream.
  public func generator() -> PCG64 { PCG64(sequence) }
}
