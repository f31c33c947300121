public import Randomness
public import ReinforcementLearning
public import Settings

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
  public var memory: TabularMemory
  @usableFromInline var nextAction = NextAction()

  public init(_ settings: OnPolicySettings, for world: TableOutline) throws {
    memory = TabularMemory(settings.tabular, for: world)
  }

  @inlinable
  public mutating func action<Source: RandomSource>(for observation: Int, using random: inout Source) -> Int {
    nextAction.take(for: observation, memory: &memory, using: &random)
  }

  @inlinable
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let next = nextAction.value(after: step, memory: &memory, using: &random)
    memory.update(step.observation, step.action, toward: step.reward + memory.discount * next)
  }

  public mutating func giveWay() { nextAction.giveWay(&memory) }

  public mutating func breakOff() {
    nextAction = NextAction()
  }

  public static let descriptor = AgentDescriptor(
    id: "sarsa", title: "SARSA", summary: "on-policy temporal-difference control",
    source: "Sutton and Barto, 2nd edition, equation 6.7", hyperparameters: Settings.declarations)
}
