public import ReinforcementLearning
public import Scenes
import Settings

/// The small world in which maximising over noisy estimates misleads Q-learning.
///
/// **Description.** From A, left leads to B and right to the end. From B everything leads to the end.
///
/// **Actions.** `actions` of them. In A even ones go left and odd ones right; in B all mean the same.
///
/// **Observations.** 0 is A, 1 is B, 2 the end.
///
/// **Start.** A.
///
/// **Reward.** 0 from A; from B normal with mean `mean` and standard deviation 1.
///
/// **End.** As described. Left is worth `mean`, so right is better, but the greatest of many noisy estimates is not.
///
/// **Arguments.** `actions`, `mean`.
///
/// **Reference.** Sutton and Barto, 2nd edition, example 6.7.
///
/// Difference: the book gives A two actions; here it has as many as B, half of them left, so that one table fits.
public struct MaximisationBias: NormalRewards {
  /// Actions in each state.
  public let choiceCount: Int
  /// The mean reward from B.
  public let mean: Double

  /// The world with `choiceCount` actions in each state and a mean reward of `mean` from B.
  public init(choiceCount: Int = 10, mean: Double = -0.1) {
    self.choiceCount = choiceCount
    self.mean = mean
  }

  public var model: Chain { Chain(choiceCount: choiceCount, mean: mean) }
  public func rewardDeviation(of state: Int, taking action: Int) -> Double { state == 1 ? 1 : 0 }

  /// The world with its mean rewards.
  public struct Chain: FiniteMDP {
    let choiceCount: Int
    let mean: Double

    public var stateCount: Int { 3 }
    public var actionCount: Int { choiceCount }
    public var initialStates: [WeightedState] { [WeightedState(state: 0, probability: 1)] }

    public func successors(of state: Int, taking action: Int) -> [Successor] {
      switch state {
      case 0:
        action % 2 == 0
          ? [Successor(state: 1, reward: 0, isTerminal: false)] : [Successor(state: 2, reward: 0, isTerminal: true)]
      case 1: [Successor(state: 2, reward: mean, isTerminal: true)]
      default: [Successor(state: 2, reward: 0, isTerminal: true)]
      }
    }
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "Maximisation bias", facts: ["mean \(mean)"],
      actionLabels: (0..<choiceCount).map {
        ActionLabel($0 % 2 == 0 ? "left \($0 / 2)" : "right \($0 / 2)", $0 % 2 == 0 ? .left : .right)
      })
  }

  public func scene(of state: Int) -> Scene {
    Scene(
      columns: 3, rows: 1,
      cells: [Cell(.floor, observation: 1, label: "B"), Cell(.start, observation: 0, label: "A"), Cell(.goal)],
      figures: [Figure(.agent, cell: state == 0 ? 1 : state == 1 ? 0 : 2)])
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Tarn/MaximisationBias-v0", summary: "where the maximum of noisy estimates misleads, example 6.7",
      kind: .table, arguments: MaximisationBiasArguments(),
      make: { MaximisationBias(choiceCount: $0.actions, mean: $0.mean) })
  ]
}

/// The arguments of ``MaximisationBias``.
struct MaximisationBiasArguments: EnvironmentArguments {
  @Setting(2...1000, "actions in each state") var actions = 10
  @Setting(-1e6...1e6, "mean reward from B") var mean = -0.1
}
