public import ReinforcementLearning
public import Scenes
import Settings

/// A chain of states walked along until one falls off either end.
///
/// **Description.** `states` cells in a row, an end on each side.
///
/// **Actions.** 0 left, 1 right. With probability `randomness` the step goes either way with equal chance; at the
/// default of 1 the actions do nothing, which is the prediction task of the book.
///
/// **Observations.** The cell; the two ends are 0 and `states + 1`.
///
/// **Start.** The middle.
///
/// **Reward.** `left_reward` off the left end, `right_reward` off the right end, otherwise 0.
///
/// **End.** Off either end.
///
/// **Arguments.** `states`, `randomness`, `left_reward`, `right_reward`.
///
/// **Reference.** Sutton and Barto, 2nd edition, examples 6.2 and 7.1: 19 states, rewards -1 and 1, values of the
/// uniform policy i / 10 - 1.
public struct RandomWalk: FiniteMDP {
  /// Cells between the ends.
  public let length: Int
  /// The probability that a step goes either way with equal chance.
  public let randomness: Double
  /// Paid off the left end.
  public let leftReward: Double
  /// Paid off the right end.
  public let rightReward: Double

  /// A walk of `length` cells.
  ///
  /// - Precondition: `length` is above 0, `randomness` between 0 and 1.
  public init(length: Int = 19, randomness: Double = 1, leftReward: Double = -1, rightReward: Double = 1) {
    precondition(length > 0, "a random walk needs at least one state, got \(length)")
    self.length = length
    self.randomness = randomness
    self.leftReward = leftReward
    self.rightReward = rightReward
  }

  public var stateCount: Int { length + 2 }
  public var actionCount: Int { 2 }
  public var initialStates: [WeightedState] { [WeightedState(state: (length + 1) / 2, probability: 1)] }

  public func successors(of state: Int, taking action: Int) -> [Successor] {
    if state == 0 || state == length + 1 { return [Successor(state: state, reward: 0, isTerminal: true)] }
    let rightward = action == 1 ? 1 - randomness / 2 : randomness / 2
    return [(state - 1, 1 - rightward), (state + 1, rightward)].filter { $0.1 > 0 }.map { next, probability in
      let reward = next == 0 ? leftReward : next == length + 1 ? rightReward : 0
      return Successor(
        state: next, probability: probability, reward: reward, isTerminal: next == 0 || next == length + 1)
    }
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "Random walk", facts: ["\(length) states"], actionLabels: [.move(.left), .move(.right)],
      rewardBounds: .steps(of: 0, ending: min(leftReward, rightReward)...max(leftReward, rightReward)))
  }

  public func scene(of state: Int) -> Scene {
    Scene(
      columns: stateCount, rows: 1,
      cells: (0..<stateCount).map { index in
        if index == 0 { return Cell(leftReward > 0 ? .goal : .hazard) }
        if index == length + 1 { return Cell(rightReward > 0 ? .goal : .hazard) }
        return Cell(index == (length + 1) / 2 ? .start : .floor, observation: index)
      },
      figures: [Figure(.agent, cell: state)])
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Tarn/RandomWalk-v0", summary: "a chain of states with a reward at each end", kind: .table,
      arguments: RandomWalkArguments(),
      make: {
        RandomWalk(
          length: $0.states, randomness: $0.randomness, leftReward: $0.leftReward, rightReward: $0.rightReward)
      })
  ]
}

/// The arguments of ``RandomWalk``.
struct RandomWalkArguments: EnvironmentArguments {
  @Setting(1...100_000, "cells between the ends") var states = 19
  @Setting(0...1, "probability that a step goes either way with equal chance") var randomness = 1.0
  @Setting(-1e6...1e6, "reward off the left end") var leftReward = -1.0
  @Setting(-1e6...1e6, "reward off the right end") var rightReward = 1.0
}
