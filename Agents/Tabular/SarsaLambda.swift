public import Randomness
public import ReinforcementLearning
public import Settings

/// SARSA(lambda): SARSA whose errors reach back along the path.
///
///     delta = r + gamma (1 - terminated) Q(s', a') - Q(s, a)
///     E(s, a) <- E(s, a) + 1;  Q <- Q + alpha delta E;  E <- gamma lambda E
///
/// where each pair has the step size alpha that its own visits leave it.
///
/// Source: Sutton and Barto, 2nd edition, section 12.7, in its tabular form (1st edition, figure 7.11).
public struct SarsaLambda: TabularAgent {
  public var memory: TabularMemory
  private var traces: EligibilityTraces
  private var nextAction = NextAction()

  public init(_ settings: TraceSettings, for world: TableOutline) throws {
    memory = TabularMemory(settings.tabular, for: world)
    traces = EligibilityTraces(settings)
  }

  public mutating func action<Source: RandomSource>(for observation: Int, using random: inout Source) -> Int {
    nextAction.take(for: observation, memory: &memory, using: &random)
  }

  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let next = nextAction.value(after: step, memory: &memory, using: &random)
    memory.apply(&traces, to: step, next: next)
    if step.end != nil { traces.clear() }
  }

  public mutating func giveWay() { nextAction.giveWay(&memory) }

  public mutating func breakOff() {
    nextAction = NextAction()
    traces.clear()
  }

  public static let descriptor = AgentDescriptor(
    id: "sarsa-lambda", title: "SARSA(λ)", summary: "SARSA with eligibility traces",
    source: "Sutton and Barto, 2nd edition, section 12.7",
    hyperparameters: Settings.declarations)
}
