internal import Randomness
internal import ReinforcementLearning

/// What has been seen to follow each pair: counts of successors and sums of rewards.
struct ExperienceModel: Sendable, Codable {
  struct Outcome: Sendable, Codable {
    var next: Int
    var isTerminal: Bool
    var count: Int
    var rewardSum: Double
  }

  /// [observation * actionCount + action]
  private(set) var outcomes: [[Outcome]]
  private(set) var totals: [Int]
  /// Pairs tried at least once, in the order of their first try.
  private(set) var triedPairs: [Int] = []
  let actionCount: Int

  init(_ world: TableOutline) {
    actionCount = world.actionCount
    outcomes = Array(repeating: [], count: world.observationCount * world.actionCount)
    totals = Array(repeating: 0, count: outcomes.count)
  }

  mutating func record(_ step: Transition<Int, Int>) {
    let pair = step.observation * actionCount + step.action
    if totals[pair] == 0 { triedPairs.append(pair) }
    totals[pair] += 1
    let place = outcomes[pair].firstIndex { $0.next == step.nextObservation && $0.isTerminal == step.isTerminal }
    if let place {
      outcomes[pair][place].count += 1
      outcomes[pair][place].rewardSum += step.reward
    } else {
      outcomes[pair].append(
        Outcome(next: step.nextObservation, isTerminal: step.isTerminal, count: 1, rewardSum: step.reward))
    }
  }

  /// A pair tried before and one of its outcomes, drawn as often as it was seen.
  func sample<Source: RandomSource>(using random: inout Source) -> (pair: Int, outcome: Outcome) {
    let pair = triedPairs[random.integer(in: 0..<triedPairs.count)]
    var draw = random.integer(in: 0..<totals[pair])
    for outcome in outcomes[pair] {
      draw -= outcome.count
      if draw < 0 { return (pair, outcome) }
    }
    return (pair, outcomes[pair][0])
  }

  /// The most likely model; a pair never tried leads back to itself for `unknownReward`.
  func transitionModel(unknownReward: Double) -> TransitionModel {
    TransitionModel(
      stateCount: outcomes.count / actionCount, actionCount: actionCount, initialStates: []
    ) { state, action in
      let pair = state * actionCount + action
      if totals[pair] == 0 { return [Successor(state: state, reward: unknownReward, isTerminal: true)] }
      return outcomes[pair].map { outcome in
        Successor(
          state: outcome.next, probability: Double(outcome.count) / Double(totals[pair]),
          reward: outcome.rewardSum / Double(outcome.count), isTerminal: outcome.isTerminal)
      }
    }
  }
}
