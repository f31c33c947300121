public import Randomness
public import ReinforcementLearning
import Settings

/// Expected SARSA: the mean over the next action instead of a sample of it.
///
///     Q(s, a) <- Q(s, a) + alpha [r + gamma (1 - terminated) sum_a' pi(a' | s') Q(s', a') - Q(s, a)]
///
/// Source: H. van Seijen et al., "A Theoretical and Empirical Analysis of Expected Sarsa", 2009; Sutton and Barto, 2nd
/// edition, equation 6.9.
public struct ExpectedSarsa: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory

  /// Every value at its start.
  public init(_ settings: OnPolicySettings, for world: TableOutline) {
    memory = TabularMemory(settings.tabular, for: world)
  }

  /// Q(s, a) moves toward r + gamma sum_a' pi(a' | s') Q(s', a').
  @inlinable
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let next = step.isTerminal ? 0 : memory.expectedValue(step.nextObservation)
    memory.update(step.observation, step.action, toward: step.reward + memory.discount * next)
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "expected-sarsa", title: "Expected SARSA", summary: "on-policy control by the mean over the next action",
    source: "Sutton and Barto, 2nd edition, equation 6.9", hyperparameters: Settings.declarations)
}
