public import Randomness
public import ReinforcementLearning
import Settings

/// SARSA(lambda): SARSA whose errors reach back along the path.
///
///     delta = r + gamma (1 - terminated) Q(s', a') - Q(s, a)
///     E(s, a) <- E(s, a) + 1;  Q <- Q + alpha delta E;  E <- gamma lambda E
///
/// where each pair has the step size alpha that its own visits leave it.
///
/// Source: Sutton and Barto, 2nd edition, section 12.7, in its tabular form (1st edition, figure 7.11).
public struct SarsaLambda: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory
  private var traces: EligibilityTraces
  private var nextAction = NextAction()

  /// Every value at its start, no trace.
  public init(_ settings: TraceSettings, for world: TableOutline) {
    memory = TabularMemory(settings.tabular, for: world)
    traces = EligibilityTraces(settings)
  }

  /// The a' that was drawn while learning, or a new one.
  public mutating func action<Source: RandomSource>(for observation: Int, using random: inout Source) -> Int {
    nextAction.take(for: observation, memory: &memory, using: &random)
  }

  /// The error reaches every pair in proportion to its trace.
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let next = nextAction.value(after: step, memory: &memory, using: &random)
    memory.apply(&traces, to: step, next: next)
    if step.end != nil { traces.clear() }
  }

  /// What was drawn for this step is not taken; it has been counted.
  public mutating func giveWay() { nextAction.giveWay(&memory) }

  /// Forgets the traces, and the action that was drawn for the next step.
  public mutating func breakOff() {
    nextAction = NextAction()
    traces.clear()
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "sarsa-lambda", title: "SARSA(λ)", summary: "SARSA with eligibility traces",
    source: "Sutton and Barto, 2nd edition, section 12.7",
    hyperparameters: Settings.declarations)
}
