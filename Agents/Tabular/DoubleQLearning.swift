public import Randomness
public import ReinforcementLearning
import Settings

/// Double Q-learning: two tables, one to choose the best next action and the other to value it.
///
///     Q1(s, a) <- Q1(s, a) + alpha [r + gamma (1 - terminated) Q2(s', argmax_a' Q1(s', a')) - Q1(s, a)]
///
/// or with Q1 and Q2 exchanged, by the toss of a coin. The behaviour is greedy in Q1 + Q2.
///
/// Source: H. van Hasselt, "Double Q-learning", 2010; Sutton and Barto, 2nd edition, section 6.7.
public struct DoubleQLearning: TabularAgent {
  /// Holds the mean of the two tables, on which the agent acts.
  public var memory: TabularMemory
  @usableFromInline var first: Table<Double>
  @usableFromInline var second: Table<Double>

  /// Both tables at their start.
  public init(_ settings: TabularSettings, for world: TableOutline) {
    memory = TabularMemory(settings, for: world)
    first = memory.values
    second = memory.values
  }

  /// One of the two tables, by the toss of a coin, moves toward what the other makes of its choice.
  @inlinable
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let isFirst = random.nextDouble() < 0.5
    var next = 0.0
    if !step.isTerminal {
      let (chooser, valuer) = isFirst ? (first, second) : (second, first)
      next = valuer[step.nextObservation, chooser.greedy(inRow: step.nextObservation, using: &random)]
    }
    let target = step.reward + memory.discount * next
    let (observation, action) = (step.observation, step.action)
    let before = isFirst ? first[observation, action] : second[observation, action]
    let count = memory.visits[observation, action] + 1
    memory.visits[observation, action] = count
    // Each table sees every other visit, so its step size falls with half the count.
    let change = memory.stepSize.value(atVisit: (count + 1) / 2) * (target - before)
    if isFirst { first[observation, action] += change } else { second[observation, action] += change }
    memory.values[observation, action] = (first[observation, action] + second[observation, action]) / 2
    memory.lastError = target - before
    memory.lastObservation = observation
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "double-q-learning", title: "Double Q-learning", summary: "Q-learning without the bias of the maximum",
    source: "Sutton and Barto, 2nd edition, section 6.7", hyperparameters: Settings.declarations)
}
