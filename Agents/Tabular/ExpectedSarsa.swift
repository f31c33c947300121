public import Randomness
public import ReinforcementLearning
public import Settings

/// Expected SARSA: the mean over the next action instead of a sample of it.
///
///     Q(s, a) <- Q(s, a) + alpha [r + gamma (1 - terminated) sum_a' pi(a' | s') Q(s', a') - Q(s, a)]
///
/// Source: H. van Seijen et al., "A Theoretical and Empirical Analysis of Expected Sarsa", 2009; Sutton and Barto, 2nd
/// edition, equation 6.9.
public struct ExpectedSarsa: TabularAgent {
  public var memory: TabularMemory

  public init(_ settings: OnPolicySettings, for world: TableOutline) throws {
    memory = TabularMemory(settings.tabular, for: world)
  }

  @inlinable
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let next = step.isTerminal ? 0 : memory.expectedValue(step.nextObservation)
    memory.update(step.observation, step.action, toward: step.reward + memory.discount * next)
  }

  public static let descriptor = AgentDescriptor(
    id: "expected-sarsa", title: "Expected SARSA", summary: "on-policy control by the mean over the next action",
    source: "Sutton and Barto, 2nd edition, equation 6.9", hyperparameters: Settings.declarations)
}
