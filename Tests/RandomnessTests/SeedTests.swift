import Foundation
import Randomness
import TestSupport
import Testing

struct SeedTests {
  @Test func purposesHaveStreamsOfTheirOwn() {
    let seed = Seed(7)
    let streams = [
      seed, seed.derived(for: .environment), seed.derived(for: .agent), seed.derived(for: .agent, 1),
      seed.derived(for: .agent).derived(for: .environment), Seed(8).derived(for: .agent),
    ]
    let firsts = streams.map { seed -> UInt64 in
      var random = seed.generator()
      return random.nextUInt64()
    }
    #expect(Set(firsts).count == firsts.count)
    #expect(seed.derived(for: .agent) == Seed(7).derived(for: .agent))
  }

  @Test func aRootSeedIsNumPys() {
    var (random, reference) = (Seed(42).generator(), PCG64(seed: 42))
    #expect(random.nextDouble() == 0.7739560485559633)
    #expect(reference.nextDouble() == 0.7739560485559633)
  }

  @Test func statesAreValuesAndCodable() throws {
    var random = PCG64(seed: 3)
    _ = random.nextUInt32()  // leaves half a word behind
    var copy = try JSONDecoder().decode(PCG64.self, from: JSONEncoder().encode(random))
    #expect(copy == random)
    #expect((0..<10).map { _ in random.nextUInt32() } == (0..<10).map { _ in copy.nextUInt32() })
    var legacy = MersenneTwister(seed: 3)
    _ = legacy.nextNormal()
    var other = try JSONDecoder().decode(MersenneTwister.self, from: JSONEncoder().encode(legacy))
    #expect((0..<700).map { _ in legacy.nextNormal() } == (0..<700).map { _ in other.nextNormal() })
  }

  @Test func damagedStatesAreRefused() {
    let text = Data(#"{"state":"xyz","increment":"1"}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(PCG64.self, from: text) }
  }

  /// Randomness is a parameter: no source may reach for a generator of the system's.
  @Test func nothingUsesTheSystemGenerator() throws {
    let forbidden = [
      "SystemRandomNumberGenerator", ".random(in", ".randomElement()", ".shuffled()", "arc4random", "drand48",
      "getrandom", "/dev/urandom", "/dev/random", "Bool.random", "UUID()",
    ]
    var count = 0
    for folder in ["Sources", "Environments", "Agents", "Assets"] {
      for file in Golden.sources(in: folder) {
        count += 1
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in forbidden { #expect(!text.contains(word), "\(file.lastPathComponent) uses \(word)") }
      }
    }
    #expect(count > 50)
  }
}
