public import Randomness
public import ReinforcementLearning
import Settings

/// Watkins's Q(lambda): Q-learning whose errors reach back as far as the last exploring action.
///
///     delta = r + gamma (1 - terminated) max_a' Q(s', a') - Q(s, a)
///     E(s, a) <- E(s, a) + 1;  Q <- Q + alpha delta E;  E <- gamma lambda E, or 0 if the next action is not greedy
///
/// Source: C. J. C. H. Watkins, 1989; Sutton and Barto, 2nd edition, section 12.10, in its tabular form.
public struct QLambda: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory
  private var traces: EligibilityTraces

  /// Every value at its start, no trace.
  public init(_ settings: TraceSettings, for world: TableOutline) {
    memory = TabularMemory(settings.tabular, for: world)
    traces = EligibilityTraces(settings)
  }

  /// The error reaches every pair since the last exploring action in proportion to its trace.
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    // The action taken was exploring: what follows says nothing about the greedy policy before it.
    if memory.values[step.observation, step.action] < memory.values.maximum(inRow: step.observation) { traces.clear() }
    memory.apply(&traces, to: step, next: step.continuation * memory.values.maximum(inRow: step.nextObservation))
    if step.end != nil { traces.clear() }
  }

  /// Forgets the traces.
  public mutating func breakOff() {
    traces.clear()
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "q-lambda", title: "Q(λ)", summary: "Watkins's Q-learning with eligibility traces",
    source: "Sutton and Barto, 2nd edition, section 12.10",
    hyperparameters: Settings.declarations)
}
