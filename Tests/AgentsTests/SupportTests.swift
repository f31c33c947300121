import Agents
import Environments
import Experiments
import Persistence
import Randomness
import ReinforcementLearning
import Testing
import Settings

/// The returns over which Rainbow keeps a distribution.
struct SupportTests {
  private static let small: [String: SettingValue] = [
    "hidden": .text("16,16"), "batchSize": .integer(16), "bufferSize": .integer(2000), "learningStarts": .integer(200),
    "trainEvery": .integer(1), "filters": .integer(2),
  ]

  @Test func returnsFollowFromRewards() {
    let each = RewardBounds(step: -1...0)
    #expect(each.returns(discount: 0.75, stepLimit: 500) == -4...0)
    #expect(each.returns(discount: 1, stepLimit: 500) == -500...0)
    #expect(each.returns(discount: 1, stepLimit: nil) == nil)
    #expect(each.repeated(4).returns(discount: 0.75, stepLimit: nil) == -16...0)
    let prize = RewardBounds.steps(of: 0, ending: -2...5)
    #expect(prize.returns(discount: 1, stepLimit: nil) == -2...5)
    #expect(prize.repeated(3).returns(discount: 0.99, stepLimit: nil) == -2...5)
    #expect(RewardBounds.steps(of: -1, ending: 0...10).returns(discount: 0.5, stepLimit: nil) == -2...10)
    #expect(RewardBounds(step: 0...0).returns(discount: 0.5, stepLimit: nil) == nil)
  }

  /// The ends are told by a setting that contradicts them.
  @Test(arguments: [
    ("Acrobot-v1", "0.0"), ("CartPole-v1", "100.0"), ("CartPole-v1:action_repeat=4", "400.0"),
    ("CartPole-v1:hide_velocity=true,frame_stack=2,repeat_action_probability=0.1", "100.0"),
    ("MountainCar-v0", "0.0"), ("MinAtar/Breakout-v1", "10.0"), ("Tarn/Pong-v0", "5.0"), ("FrozenLake-v1", "1.0"),
    ("FrozenLake-v1:reward_schedule=(2,-3,0)", "2.0"), ("Taxi-v4", "20.0"), ("Tarn/Bandit-v0", "10.0"),
  ])
  func theSupportIsWhatTheWorldCanPay(world: String, greatest: String) throws {
    func message(_ settings: [String: SettingValue]) -> String {
      do {
        _ = try NetworkAgentTests.session("rainbow", world, Self.small.merging(settings) { $1 })
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(message(["valueMin": .real(1e6)]).hasPrefix("valueMin 1000000.0 must be below valueMax \(greatest) "))
    #expect(message(["valueMin": .text("auto"), "valueMax": .text("auto")]) == "accepted")
    #expect(message(["valueMin": .text("low")]).contains("'valueMin' cannot be 'low'; it takes auto, or a number"))
  }

  /// Whatever is done to a world, it pays what it says it can.
  @Test func worldsPayWithinTheirBounds() throws {
    let wrapped = EnvironmentCatalogue.all.flatMap { descriptor in
      [descriptor.id]
        + (descriptor.arguments.contains { $0.name == "action_repeat" } ? ["\(descriptor.id):action_repeat=3"] : [])
    }
    var known = 0
    for id in wrapped + [
      "FrozenLake-v1:reward_schedule=(1,-2,-0.5)", "Tarn/Gridworld-v0:step_cost=-0.25,hole_reward=-3",
    ] {
      let resolved = try ResolvedEnvironment(id)
      let world = try resolved.features
      guard let bounds = world.rewardBounds else { continue }
      known += 1
      func play(_ world: some FeatureEnvironment) {
        var batch = FeatureBatch(world, count: 4, stepLimit: 100, seed: Seed(1))
        var actions = Actions(rows: 4, space: world.actionSpace)
        var experience = Transitions<Float>(count: 4, featureCount: world.featureCount)
        var log = EpisodeLog()
        var random = PCG64(seed: 7)
        batch.observe(into: &experience)
        for _ in 0..<500 {
          for row in 0..<4 {
            if let count = world.actionSpace.count { actions.numbers[row] = Int32(random.integer(in: 0..<count)) }
            for place in 0..<actions.width {
              actions.reals[row * actions.width + place] = Float(random.uniform(in: -2..<2))
            }
          }
          batch.step(actions, into: &experience, log: &log)
          for reward in experience.rewards {
            #expect(Double(reward) >= bounds.step.lowerBound - 1e-5 && Double(reward) <= bounds.step.upperBound + 1e-5)
          }
          for record in log.drain() where bounds.episode.upperBound.isFinite {
            #expect(record.return <= bounds.episode.upperBound + 1e-5)
          }
        }
      }
      play(world)
    }
    #expect(known >= 15)
  }

  /// A support that clips what is learned is told, one that does not is not.
  @Test(arguments: [("auto", "auto", false), ("0", "100", true)])
  func clippingIsTold(low: String, high: String, isTold: Bool) throws {
    var session = try NetworkAgentTests.session(
      "rainbow", "Acrobot-v1",
      Self.small.merging(["valueMin": .text(low), "valueMax": .text(high), "learningRate": .real(2e-3)]) { $1 })
    while session.log.stepCount < 1500 {
      _ = session.advance(by: 1)
      _ = session.log.drain()
    }
    let concerns = session.inspection.concerns
    #expect(concerns.isEmpty != isTold)
    for concern in concerns { #expect(concern.what.hasSuffix("% of returns lie outside 0 to 100.")) }
  }
}
