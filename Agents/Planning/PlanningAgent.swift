public import Randomness
public import ReinforcementLearning
import Persistence
public import Settings

/// An agent that knows the model: it plans before its first step and has nothing to learn.
///
///     a = argmax_a sum_s' p(s' | s, a) [r + gamma (1 - terminated) V*(s')]
///
/// Source: ``ValueIteration``.
public struct PlanningAgent: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory

  /// Plans.
  ///
  /// - Throws: ``InputError`` when the world has no exact model.
  public init(_ settings: PlanningSettings, for world: TableOutline) throws {
    guard let model = world.model else {
      throw InputError("value-iteration needs a world with an exact model; q-learning does without")
    }
    let discount = settings.discount
    let problem = PlanningProblem(model, discount: discount, policyLoss: settings.tolerance)
    let plan = ValueIteration().plan(problem)
    var values = Table(rows: model.stateCount, columns: model.actionCount, repeating: 0.0)
    for state in 0..<model.stateCount {
      for action in 0..<model.actionCount {
        values[state, action] = model.backup(state, action, discount: discount, values: plan.values)
      }
      // The planner broke ties toward termination; the table must show the same choice as its greatest value.
      values[state, plan.policy[state]] = values.maximum(inRow: state).nextUp
    }
    memory = TabularMemory(values: values, exploration: .greedy, stepSize: .constant(1), discount: discount)
  }

  /// Counts the visit: there is nothing to learn.
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    memory.visits[step.observation, step.action] += 1
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "value-iteration", title: "Value iteration", summary: "plans with the exact model before its first step",
    source: "Sutton and Barto, 2nd edition, equation 4.10",
    hyperparameters: Settings.declarations, needsModel: true)
}

/// What can be set of a planner.
public struct PlanningSettings: SettingGroup {
  @Setting(.discount) var discount = 0.99
  @Setting(1e-12...1, "greatest loss of the policy, in value") var tolerance = 1e-8

  /// A policy that is as good as the best.
  public init() {}
}
