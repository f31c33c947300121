import Agents
import Environments
import Experiments
import Randomness
import ReinforcementLearning
import Scenes
import Persistence

/// The conformance certificate: figures of the published packages, and how to compute them here.
enum Certificate {
  struct Check: Sendable {
    /// The environment's id; nil for random streams.
    let environment: String?
    let subject: String
    let name: String
    let expected: String
    /// Largest difference of two numbers that agree; nil for an exact comparison of text.
    var tolerance: Double?
    let compute: @Sendable () throws -> String

    func agrees(_ got: String) -> Bool {
      guard let tolerance, let number = Double(got), let wanted = Double(expected) else { return got == expected }
      return abs(number - wanted) <= tolerance
    }
  }

  static var checks: [Check] { streams + digests + arcade + classic + optima }

  private static let streams = [
    Check(environment: nil, subject: "numpy", name: "seed 42, first random()", expected: "0.7739560485559633") {
      var random = PCG64(seed: 42)
      return "\(random.nextDouble())"
    },
    Check(environment: nil, subject: "numpy-legacy", name: "seed 0, first rand()", expected: "0.5488135039273248") {
      var random = MersenneTwister(seed: 0)
      return "\(random.nextDouble())"
    },
  ]

  /// Gymnasium 1.4.0, `reset(seed=0)`, 20,000 steps: CRC-32, sum of rewards, terminated / truncated episodes.
  private static let digests = [
    digest("FrozenLake-v1", "10c4def0 35 2645/0"),
    digest("FrozenLake8x8-v1", "e843cd63 3 632/0"),
    digest("FrozenLake-v1:is_slippery=false", "1ba9aac4 37 2642/0"),
    digest("CliffWalking-v1", "068b89f2 -211070 4/0"),
    digest("CliffWalkingSlippery-v1", "d5ee37e4 -206219 5/0"),
    digest("Taxi-v4", "3035c35e -78602 5/95"),
    digest("Taxi-v4:is_rainy=true", "7e839251 -79325 1/99"),
    digest("Blackjack-v1", "5cc0dda0 -5713 14502/0"),
  ]

  private static func digest(_ specification: String, _ expected: String) -> Check {
    Check(
      environment: specification.split(separator: ":").first.map(String.init), subject: specification,
      name: "trajectory digest", expected: expected
    ) {
      let resolved = try ResolvedEnvironment(specification)
      let digest = TrajectoryDigest(of: resolved.world, stepLimit: resolved.stepLimit)
      let total = Decimals.text(digest.totalReward, 0)
      return "\(digest.checksum.hexadecimal) \(total) \(digest.terminatedCount)/\(digest.truncatedCount)"
    }
  }

  /// MinAtar 1.0.15, seed 0, all six actions: CRC-32 after 100, 1,000 and 20,000 steps, sum of rewards, episodes.
  private static let arcade = [
    arcade("MinAtar/Asterix-v0", "3090e678/7e7ba5e7/a3c8e981 153 263"),
    arcade("MinAtar/Breakout-v0", "82b6d72b/7ee07e6a/778130b3 918 1770"),
    arcade("MinAtar/Freeway-v0", "de28f3a1/38d81257/21c4cc4b 0 7"),
    arcade("MinAtar/Seaquest-v0", "b05c5b0a/3448b714/0078a3e8 69 656"),
    arcade("MinAtar/SpaceInvaders-v0", "99ef1527/5e44d82a/1f17b166 1109 373"),
  ]

  private static func arcade(_ id: String, _ expected: String) -> Check {
    Check(environment: id, subject: id, name: "trajectory digest", expected: expected) {
      guard let world = try ResolvedEnvironment(id).world as? any FeatureEnvironment else {
        return "not an arcade game"
      }
      func digest(_ world: some FeatureEnvironment) -> ArcadeDigest { ArcadeDigest(of: world) }
      let found = digest(world)
      return "\(found.checksums.joined(separator: "/")) \(Decimals.text(found.totalReward, 0)) \(found.episodeCount)"
    }
  }

  /// Gymnasium 1.4.0, `reset(seed=0)` and ten actions: the last observation, to the rounding of a Float.
  private static let classic = [
    observation(
      "CartPole-v1", [0, 0, 1, 1, 1, 1, 0, 1, 0, 0], "0.021319041 -0.01653206 -0.084635675 -0.19208844"),
    observation("MountainCar-v0", [2, 1, 0, 1, 1, 2, 0, 0, 0, 0], "-0.49580342 -0.0064736386"),
  ]

  private static func observation(_ id: String, _ actions: [Int], _ expected: String) -> Check {
    Check(environment: id, subject: id, name: "observation after ten steps", expected: expected) {
      func play(_ world: some Environment) -> String {
        var simulation = Simulation(world, random: PCG64(seed: 0))
        for action in actions { _ = simulation.step(world.action(at: action)) }
        guard case .reals(let values) = simulation.observation.spaceValue else { return "no reals" }
        return values.map { "\($0)" }.joined(separator: " ")
      }
      return play(try ResolvedEnvironment(id).world)
    }
  }

  private static let optima =
    [
      startValue("FrozenLake-v1", 0.99, 0.542025932, 1e-9), startValue("FrozenLake-v1", 0.999, 0.785533, 1e-6),
      startValue("FrozenLake-v1", 0.95, 0.180472, 1e-6), startValue("FrozenLake-v1", 0.9, 0.068891, 1e-6),
      startValue("FrozenLake8x8-v1", 0.99, 0.4146403618, 1e-10),
      startValue("FrozenLake8x8-v1", 0.999, 0.892635, 1e-6), startValue("FrozenLake8x8-v1", 0.95, 0.048250, 1e-6),
      startValue("FrozenLake8x8-v1", 0.9, 0.006411, 1e-6),
    ]
    + [("FrozenLake-v1", 0.740165, 0.744190, 0.013940), ("FrozenLake8x8-v1", 0.862955, 0.913220, 0.001901)].flatMap {
      id, greedy, best, random in
      [
        evaluation(id, "return of the greedy policy for 0.99", greedy, 1e-6) { model, limit in
          let plan = PolicyIteration(evaluationSweeps: 20).plan(
            PlanningProblem(model, discount: 0.99, policyLoss: 1e-8))
          return model.policyReturn(plan.policy, limit: limit)
        },
        evaluation(id, "best return within the limit", best, 1e-6) { $0.optimalReturn(limit: $1) },
        evaluation(id, "return of random play", random, 1e-6) { $0.randomReturn(limit: $1) },
      ]
    }
    + [
      startValue("CliffWalking-v1", 1, -13, 1e-9), startValue("CliffWalking-v1", 0.99, -12.247898, 1e-6),
      startValue("CliffWalkingSlippery-v1", 1, -64.709176, 1e-6),
      startValue("CliffWalkingSlippery-v1", 0.99, -46.352672, 1e-6),
      startValue("Taxi-v4", 1, 7.93, 1e-6), startValue("Taxi-v4:is_rainy=true", 1, 3.954575, 1e-6),
      startValue("Blackjack-v1", 1, -0.04311311, 1e-8), startValue("Blackjack-v1:sab=false", 1, -0.04655598, 1e-8),
      startValue("Blackjack-v1:sab=false,natural=true", 1, -0.02572918, 1e-8),
    ]

  private static func startValue(_ id: String, _ discount: Double, _ value: Double, _ tolerance: Double) -> Check {
    evaluation(id, "value of the start, discount \(discount)", value, tolerance) { model, _ in
      model.startValue(ValueIteration().plan(PlanningProblem(model, discount: discount, policyLoss: 1e-8)).values)
    }
  }

  private static func evaluation(
    _ id: String, _ name: String, _ value: Double, _ tolerance: Double,
    _ compute: @escaping @Sendable (TransitionModel, Int) -> Double
  ) -> Check {
    Check(
      environment: id.split(separator: ":").first.map(String.init), subject: id, name: name, expected: "\(value)",
      tolerance: tolerance
    ) {
      let resolved = try ResolvedEnvironment(id)
      guard let model = resolved.tabular?.transitionModel() else { return "no model" }
      return Decimals.text(compute(model, resolved.stepLimit ?? Evaluator.defaultStepLimit), 12)
    }
  }
}
