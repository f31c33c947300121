public import Randomness
public import ReinforcementLearning
public import Settings

/// Dyna-Q: Q-learning that also learns from steps it imagines.
///
///     after each real step: remember it, then `planningSteps` times draw a remembered pair and one of its outcomes,
///     and apply Q-learning's update to it
///
/// Source: R. S. Sutton, 1990; Sutton and Barto, 2nd edition, section 8.2.
///
/// Differences from the book: outcomes are remembered with their counts, so that the model is right for worlds with
/// chance; imagined steps do not count as visits.
public struct DynaQ: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory
  private var model: ExperienceModel
  private let planningSteps: Int

  /// Every value at its start, nothing to imagine.
  public init(_ settings: DynaQSettings, for world: TableOutline) {
    memory = TabularMemory(settings.tabular, for: world)
    model = ExperienceModel(world)
    planningSteps = settings.planningSteps
  }

  /// Q-learning's update for the step, and for as many imagined ones as are asked for.
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let next = step.continuation * memory.values.maximum(inRow: step.nextObservation)
    memory.update(step.observation, step.action, toward: step.reward + memory.discount * next)
    model.record(step)
    for _ in 0..<planningSteps {
      let (pair, outcome) = model.sample(using: &random)
      let next = outcome.isTerminal ? 0 : memory.values.maximum(inRow: outcome.next)
      let target = outcome.rewardSum / Double(outcome.count) + memory.discount * next
      let stepSize = memory.stepSize.value(atVisit: memory.visits.elements[pair])
      memory.values.elements[pair] += stepSize * (target - memory.values.elements[pair])
    }
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "dyna-q", title: "Dyna-Q", summary: "Q-learning that also learns from imagined steps",
    source: "Sutton and Barto, 2nd edition, section 8.2",
    hyperparameters: Settings.declarations)
}

/// What can be set of Dyna-Q.
public struct DynaQSettings: SettingGroup {
  var tabular = TabularSettings()
  @Setting(0...10_000, "imagined steps after each real one") var planningSteps = 5

  /// Imagined steps let estimates settle earlier than real ones alone.
  public init() { tabular.stepSizeHalfLife = 20 }
}
