public import Randomness
public import ReinforcementLearning
public import Settings

/// Watkins's Q(lambda): Q-learning whose errors reach back as far as the last exploring action.
///
///     delta = r + gamma (1 - terminated) max_a' Q(s', a') - Q(s, a)
///     E(s, a) <- E(s, a) + 1;  Q <- Q + alpha delta E;  E <- gamma lambda E, or 0 if the next action is not greedy
///
/// Source: C. J. C. H. Watkins, 1989; Sutton and Barto, 2nd edition, section 12.10, in its tabular form.
public struct QLambda: TabularAgent {
  public var memory: TabularMemory
  private var traces: EligibilityTraces

  public init(_ settings: TraceSettings, for world: TableOutline) throws {
    memory = TabularMemory(settings.tabular, for: world)
    traces = EligibilityTraces(settings)
  }

  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    // The action taken was exploring: what follows says nothing about the greedy policy before it.
    if memory.values[step.observation, step.action] < memory.values.maximum(inRow: step.observation) { traces.clear() }
    memory.apply(&traces, to: step, next: step.continuation * memory.values.maximum(inRow: step.nextObservation))
    if step.end != nil { traces.clear() }
  }

  public mutating func breakOff() {
    traces.clear()
  }

  public static let descriptor = AgentDescriptor(
    id: "q-lambda", title: "Q(λ)", summary: "Watkins's Q-learning with eligibility traces",
    source: "Sutton and Barto, 2nd edition, section 12.10",
    hyperparameters: Settings.declarations)
}
