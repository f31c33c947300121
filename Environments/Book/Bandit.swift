import Randomness
public import ReinforcementLearning
public import Scenes
import Settings

/// The multi-armed bandit of the ten-armed testbed.
///
/// **Description.** Each arm has a true value drawn once from a standard normal by `bandit_seed`.
///
/// **Actions.** One for each arm.
///
/// **Observations.** 0 before the pull, 1 after it.
///
/// **Start.** 0.
///
/// **Reward.** Normal around the arm's true value with standard deviation `deviation`.
///
/// **End.** After each pull: an episode is one pull, so an action's value is its arm's.
///
/// **Arguments.** `arms`, `bandit_seed`, `deviation`.
///
/// **Reference.** Sutton and Barto, 2nd edition, section 2.3.
public struct Bandit: NormalRewards {
  /// The mean reward of each arm.
  public let armValues: [Double]
  /// The standard deviation of every reward.
  public let deviation: Double

  /// A bandit whose true values are drawn from a standard normal by `seed`.
  ///
  /// - Precondition: there is at least one arm.
  public init(armCount: Int = 10, seed: UInt64 = 0, deviation: Double = 1) {
    precondition(armCount > 0, "a bandit needs at least one arm, got \(armCount)")
    var random = PCG64(seed: seed)
    self.init(armValues: (0..<armCount).map { _ in random.nextNormal() }, deviation: deviation)
  }

  /// A bandit with these true values.
  public init(armValues: [Double], deviation: Double = 1) {
    self.armValues = armValues
    self.deviation = deviation
  }

  public var model: Pull { Pull(armValues: armValues) }
  public func rewardDeviation(of state: Int, taking action: Int) -> Double { state == 0 ? deviation : 0 }

  /// The bandit with its mean rewards.
  public struct Pull: FiniteMDP {
    let armValues: [Double]

    public var stateCount: Int { 2 }
    public var actionCount: Int { armValues.count }
    public var initialStates: [WeightedState] { [WeightedState(state: 0, probability: 1)] }

    public func successors(of state: Int, taking action: Int) -> [Successor] {
      [Successor(state: 1, reward: state == 0 ? armValues[action] : 0, isTerminal: true)]
    }
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "Bandit", facts: ["\(armValues.count) arms"],
      actionLabels: armValues.indices.map { ActionLabel("arm \($0)") })
  }

  public func scene(of state: Int) -> Scene {
    var scene = Scene(
      columns: armValues.count, rows: 1, cells: Array(repeating: Cell(.nothing), count: armValues.count),
      figures: [Figure(.agent, cell: 0)])
    scene.stage = .arms(armValues.enumerated().map { Arm("\($0.offset)", mean: $0.element, deviation: deviation) })
    return scene
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Tarn/Bandit-v0", summary: "the ten-armed testbed: one pull is one episode", kind: .table,
      arguments: BanditArguments(),
      make: { Bandit(armCount: $0.arms, seed: UInt64($0.banditSeed), deviation: $0.deviation) })
  ]
}

/// The arguments of ``Bandit``.
struct BanditArguments: EnvironmentArguments {
  @Setting(1...10_000, "number of arms") var arms = 10
  @Setting(0..., "seed of the true values") var banditSeed = 0
  @Setting(0...1e6, "standard deviation of the rewards") var deviation = 1.0
}
