import Randomness
public import ReinforcementLearning
public import Persistence

/// What a long walk through a world adds up to: equal digests mean equal trajectories.
///
/// Actions come from x0 = 1, x = (1103515245 x + 12345) mod 2^31, a = (x >> 16) mod actions. The checksum is CRC-32 over
/// observations as little-endian Int32 (a Float's bits): the reset observation, then each step's, and after an episode
/// ends the reset observation.
public struct TrajectoryDigest: Sendable, Hashable {
  /// CRC-32 of all observations.
  public private(set) var checksum = CRC32()
  /// The sum of all rewards.
  public private(set) var totalReward = 0.0
  /// Episodes that the world ended.
  public private(set) var terminatedCount = 0
  /// Episodes that the step limit cut.
  public private(set) var truncatedCount = 0

  /// Walks so many steps through a world whose random stream is `numpy.random.default_rng(seed)`.
  public init(of world: some Environment, stepLimit: Int?, seed: UInt64 = 0, steps: Int = 20_000) {
    var simulation = Simulation(world, stepLimit: stepLimit, random: PCG64(seed: seed))
    feed(simulation.observation.spaceValue)
    var generator: UInt64 = 1
    let actionCount = world.actionLabels.count
    for _ in 0..<steps {
      generator = (1_103_515_245 &* generator &+ 12345) & 0x7fff_ffff
      let step = simulation.step(world.action(at: Int(generator >> 16) % actionCount))
      feed(simulation.observation.spaceValue)
      totalReward += step.reward
      if step.isLast {
        if step.isTerminal { terminatedCount += 1 } else { truncatedCount += 1 }
        simulation.reset()
        feed(simulation.observation.spaceValue)
      }
    }
  }

  private mutating func feed(_ value: SpaceValue) {
    switch value {
    case .integer(let value): checksum.update(Int32(value))
    case .integers(let values): for value in values { checksum.update(Int32(value)) }
    case .reals(let values): for value in values { checksum.update(Int32(bitPattern: value.bitPattern)) }
    }
  }
}
