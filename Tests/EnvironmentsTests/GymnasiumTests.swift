import Environments
import Experiments
import Randomness
import ReinforcementLearning
import TestSupport
import Testing
import Persistence

/// Equality with Gymnasium 1.4.0; the figures come from `Golden/make_worlds.py`.
struct GymnasiumTests {
  struct File: Decodable {
    struct Digest: Decodable, Sendable, CustomTestStringConvertible {
      var spec: String
      var seed: UInt64
      var crc: String
      var total: Double
      var terminated, truncated: Int
      var testDescription: String { "\(spec) seed \(seed)" }
    }
    struct Model: Decodable {
      var spec, crc: String
      var transitions: Int
    }
    struct RandomMap: Decodable {
      var size: Int
      var p: Double
      var seed: UInt64
      var map: String
    }
    var digests: [Digest]
    var models: [Model]
    var random_maps: [RandomMap]
  }

  @Test func trajectories() throws {
    let digests = try Golden.decode(File.self, from: "worlds.json").digests
    #expect(digests.count >= 60)
    for golden in digests {
      let resolved = try ResolvedEnvironment(golden.spec)
      let digest = TrajectoryDigest(
        of: resolved.world, stepLimit: resolved.stepLimit, seed: golden.seed, steps: 5000)
      #expect(digest.checksum.hexadecimal == golden.crc, "\(golden.spec) seed \(golden.seed)")
      #expect(digest.totalReward == golden.total)
      #expect(digest.terminatedCount == golden.terminated && digest.truncatedCount == golden.truncated)
    }
  }

  @Test func models() throws {
    for golden in try Golden.decode(File.self, from: "worlds.json").models {
      let model = try #require(try ResolvedEnvironment(golden.spec).tabular?.transitionModel())
      var checksum = CRC32()
      var count = 0
      func feed<Value>(_ value: Value) { withUnsafeBytes(of: value) { checksum.update($0) } }
      for state in 0..<model.stateCount {
        for action in 0..<model.actionCount {
          for entry in model.entries(of: state, taking: action) {
            // Python's struct aligns the double that follows three integers.
            checksum.update(Int32(state))
            checksum.update(Int32(action))
            checksum.update(model.nextStates[entry])
            feed(model.probabilities[entry])
            checksum.update([model.terminations[entry] ? 1 : 0])
            feed(model.rewards[entry])
            count += 1
          }
        }
      }
      #expect(count == golden.transitions && checksum.hexadecimal == golden.crc, "\(golden.spec)")
    }
  }

  @Test func randomMaps() throws {
    for golden in try Golden.decode(File.self, from: "worlds.json").random_maps {
      let map = try FrozenLake.randomMap(size: golden.size, frozen: golden.p, seed: golden.seed)
      #expect(map.rows.map { String($0) }.joined(separator: "/") == golden.map)
    }
  }
}
