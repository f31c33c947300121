import Environments
import Experiments
import Randomness
import ReinforcementLearning
import TestSupport
import Testing

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
      func walk(_ world: some World) {
        var simulation = Simulation(world, stepLimit: resolved.descriptor.stepLimit, random: PCG64(seed: golden.seed))
        var checksum = CRC32()
        func feed() {
          switch simulation.observation.spaceValue {
          case .integer(let value): checksum.update(Int32(value))
          case .integers(let values): for value in values { checksum.update(Int32(value)) }
          case .reals: Issue.record("no toy world has real observations")
          }
        }
        feed()
        var (generator, total, terminated, truncated) = (UInt64(1), 0.0, 0, 0)
        for _ in 0..<5000 {
          generator = (1_103_515_245 &* generator &+ 12345) & 0x7fff_ffff
          let step = simulation.step(Int(generator >> 16) % world.actionCount)
          feed()
          total += step.reward
          if step.isLast {
            if step.isTerminal { terminated += 1 } else { truncated += 1 }
            simulation.reset()
            feed()
          }
        }
        #expect(checksum.hexadecimal == golden.crc, "\(golden.spec) seed \(golden.seed)")
        #expect(total == golden.total && terminated == golden.terminated && truncated == golden.truncated)
      }
      walk(resolved.world)
    }
  }

  @Test func models() throws {
    for golden in try Golden.decode(File.self, from: "worlds.json").models {
      let model = try #require(try ResolvedEnvironment(golden.spec).world.transitionModel())
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
