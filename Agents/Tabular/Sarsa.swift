public import Randomness
public import ReinforcementLearning
import Settings

/// SARSA: on-policy temporal-difference control.
///
///     Q(s, a) <- Q(s, a) + alpha [r + gamma (1 - terminated) Q(s', a') - Q(s, a)]
///
/// where a' is the action that is then taken.
///
/// Source: G. A. Rummery and M. Niranjan, 1994; Sutton and Barto, 2nd edition, equation 6.7.
///
/// Differences from the book: an episode cut short bootstraps from an a' that is drawn and not taken.
public struct Sarsa: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory
  @usableFromInline var nextAction = NextAction()

  /// Every value at its start.
  public init(_ settings: OnPolicySettings, for world: TableOutline) {
    memory = TabularMemory(settings.tabular, for: world)
  }

  /// The a' that was drawn while learning, or a new one.
  @inlinable
  public mutating func action<Source: RandomSource>(for observation: Int, using random: inout Source) -> Int {
    nextAction.take(for: observation, memory: &memory, using: &random)
  }

  /// Draws a', and moves Q(s, a) toward r + gamma Q(s', a').
  @inlinable
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let next = nextAction.value(after: step, memory: &memory, using: &random)
    memory.update(step.observation, step.action, toward: step.reward + memory.discount * next)
  }

  /// What was drawn for this step is not taken; it has been counted.
  public mutating func giveWay() { nextAction.giveWay(&memory) }

  /// Forgets the action that was drawn for the next step.
  public mutating func breakOff() {
    nextAction = NextAction()
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "sarsa", title: "SARSA", summary: "on-policy temporal-difference control",
    source: "Sutton and Barto, 2nd edition, equation 6.7", hyperparameters: Settings.declarations)
}
