import Environments
import Experiments
import Randomness
import ReinforcementLearning
import TestSupport
import Testing

/// Equality with Gymnasium 1.4.0 and MinAtar 1.0.15; the figures come from `Golden/make_arcade.py`.
struct ArcadeTests {
  struct File: Decodable {
    struct Classic: Decodable {
      var environment: String
      var seed: UInt64
      var actions: [Double]
      var observations: [[Float]]
      var rewards: [Double]
      var ends: [Int]
    }
    struct Game: Decodable {
      var id: String
      var seed: UInt32
      var sticky: Double
      var ramping: Bool
      var crc: String
      var total: Double
      var episodes: Int
    }
    var classic: [Classic]
    var arcade: [Game]
  }

  /// 20,000 steps of each game on five seeds: with and without stickiness, with and without ramping.
  @Test func gamesAreThePublishedOnes() throws {
    let games = try Golden.decode(File.self, from: "arcade.json").arcade
    #expect(games.count == 25)
    for golden in games {
      let isRampable = !["Breakout", "Freeway"].contains(golden.id)
      let world = try ResolvedEnvironment(
        "MinAtar/\(golden.id)-v0:sticky_action_prob=\(golden.sticky)"
          + (isRampable ? ",difficulty_ramping=\(golden.ramping)" : "")
      ).world
      let arcade = try #require(world as? any FeatureEnvironment)
      func digest(_ world: some FeatureEnvironment) -> ArcadeDigest {
        ArcadeDigest(of: world, seed: golden.seed, marks: [20_000])
      }
      let found = digest(arcade)
      #expect(found.checksums == [golden.crc], "\(golden.id) seed \(golden.seed)")
      #expect(found.totalReward == golden.total && found.episodeCount == golden.episodes)
    }
  }

  /// Classic control step by step: to the rounding of a Float, or of the package's own single precision.
  @Test func classicControlIsThePublishedOne() throws {
    let runs = try Golden.decode(File.self, from: "arcade.json").classic
    #expect(runs.count == 15)
    for golden in runs {
      let resolved = try ResolvedEnvironment(golden.environment)
      let arrays = try #require(resolved.world as? any FeatureEnvironment)
      func check(_ world: some FeatureEnvironment) {
        var simulation = Simulation(world, stepLimit: resolved.stepLimit, random: PCG64(seed: golden.seed))
        var rows = golden.observations.makeIterator()
        func compare(_ step: Int) {
          guard let expected = rows.next() else {
            Issue.record("too few rows")
            return
          }
          for (got, wanted) in zip(simulation.observation, expected) {
            #expect(abs(got - wanted) <= 2e-6 * max(1, abs(wanted)), "\(golden.environment) \(golden.seed) \(step)")
          }
        }
        compare(0)
        for (index, action) in golden.actions.enumerated() {
          var actions = Actions(rows: 1, space: world.actionSpace)
          if actions.width == 0 { actions.numbers[0] = Int32(action) } else { actions.reals[0] = Float(action) }
          let step = simulation.step(.init(row: 0, of: actions))
          compare(index + 1)
          #expect(abs(step.reward - golden.rewards[index]) < 1e-5)
          #expect((step.isTerminal ? 1 : step.isTruncated ? 2 : 0) == golden.ends[index])
          if step.isLast {
            simulation.reset()
            compare(index + 1)
          }
        }
      }
      check(arrays)
    }
  }

  @Test func minimalActionsAreThoseThatMatter() throws {
    for (id, count) in [("Breakout", 3), ("Freeway", 3), ("Asterix", 5), ("SpaceInvaders", 4), ("Seaquest", 6)] {
      #expect(try ResolvedEnvironment("MinAtar/\(id)-v1").world.actionSpace == .discrete(count))
      #expect(try ResolvedEnvironment("MinAtar/\(id)-v0").world.actionSpace == .discrete(6))
    }
  }
}
