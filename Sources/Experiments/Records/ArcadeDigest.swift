import Persistence
import Randomness
public import ReinforcementLearning

/// A long walk through an arcade game as one checksum: CRC-32 over the initial state as bytes, then each
/// step's state, reward and end as bytes; after an end the first state of the next episode.
///
/// Actions come from x0 = 1, x = (1103515245 x + 12345) mod 2^31, a = (x >> 16) mod 6; the stream is the Mersenne Twister.
public struct ArcadeDigest: Sendable, Hashable {
  /// CRC-32 after each of the step counts asked for.
  public private(set) var checksums: [String] = []
  /// The sum of all rewards.
  public private(set) var totalReward = 0.0
  /// Episodes that ended.
  public private(set) var episodeCount = 0

  /// Walks through a world of six actions and features of whole numbers, as far as the last of the step counts in
  /// `marks`.
  public init(of world: some FeatureEnvironment, seed: UInt32 = 0, marks: [Int] = [100, 1_000, 20_000]) {
    var simulation = Simulation(world, random: MersenneTwister(seed: seed))
    var checksum = CRC32()
    var features = [Float](repeating: 0, count: world.featureCount)
    func feed() {
      features.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { world.writeFeatures(of: simulation.state, into: base) }
      }
      checksum.update(features.map { UInt8($0) })
    }
    feed()
    var generator: UInt64 = 1
    for number in 1...(marks.max() ?? 1) {
      generator = (1_103_515_245 &* generator &+ 12345) & 0x7fff_ffff
      let step = simulation.step(world.action(at: Int(generator >> 16) % 6))
      feed()
      checksum.update([UInt8(step.reward), step.isTerminal ? 1 : 0])
      totalReward += step.reward
      if step.isTerminal {
        episodeCount += 1
        simulation.reset()
        feed()
      }
      if marks.contains(number) { checksums.append(checksum.hexadecimal) }
    }
  }
}
