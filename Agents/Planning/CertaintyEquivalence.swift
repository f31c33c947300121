public import Randomness
public import ReinforcementLearning
public import Settings
public import Persistence

/// Certainty equivalence: learn the model, and act as if it were true.
///
///     p(s' | s, a) = N(s, a, s') / N(s, a),  r(s, a, s') = mean reward seen;  Q <- value iteration on them
///
/// Source: P. R. Kumar and P. Varaiya, "Stochastic Systems", 1986; L. P. Kaelbling, M. L. Littman and A. W. Moore,
/// "Reinforcement Learning: A Survey", 1996, section 5.1.
///
/// Differences: plans every `planEvery` steps rather than after each; a pair never tried counts as ending the episode
/// with `unknownReward`, so that a high one makes the agent try everything.
public struct CertaintyEquivalence: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory
  private var model: ExperienceModel
  private let planEvery: Int
  private let unknownReward: Double
  /// 0 where planning is due.
  private var stepsUntilPlan: Int
  /// What may cancel planning.
  public var supervision = Supervision.none

  private enum CodingKeys: CodingKey { case memory, model, planEvery, unknownReward, stepsUntilPlan }

  /// Nothing known.
  public init(_ settings: CertaintyEquivalenceSettings, for world: TableOutline) {
    memory = TabularMemory(
      values: Table(rows: world.observationCount, columns: world.actionCount, repeating: 0),
      exploration: Exploration(settings.exploration), stepSize: .constant(1), discount: settings.discount)
    model = ExperienceModel(world)
    planEvery = settings.planEvery
    unknownReward = settings.unknownReward
    stepsUntilPlan = planEvery
  }

  /// Counts the outcome, and plans anew when it is time.
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    model.record(step)
    memory.visits[step.observation, step.action] += 1
    stepsUntilPlan -= 1
    if isUpdateDue { finishUpdate() }
  }

  /// Whether it is time to plan.
  public var isUpdateDue: Bool { stepsUntilPlan <= 0 }

  /// Plans to the end, or not at all: what is cancelled on the way leaves the values as they were.
  public mutating func finishUpdate() {
    let learned = model.transitionModel(unknownReward: unknownReward)
    var problem = PlanningProblem(learned, discount: memory.discount, tolerance: 1e-8, sweepLimit: 10_000)
    problem.supervision = supervision
    let plan = PolicyIteration(evaluationSweeps: 20).plan(problem)
    if supervision.isCancelled { return }
    stepsUntilPlan = planEvery
    for state in 0..<learned.stateCount {
      for action in 0..<learned.actionCount {
        memory.values[state, action] = learned.backup(
          state, action, discount: memory.discount, values: plan.values)
      }
    }
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "certainty-equivalence", title: "Certainty equivalence", summary: "learns the model and plans with it",
    source: "Kaelbling, Littman and Moore, 1996, section 5.1",
    hyperparameters: Settings.declarations)
}

/// What can be set of certainty equivalence.
public struct CertaintyEquivalenceSettings: SettingGroup {
  @Setting(.discount) var discount = 0.99
  var exploration = ExplorationSettings()
  @Setting(1..., "real steps between two plans") var planEvery = 1000
  @Setting(-1e9...1e9, "what a pair never tried is taken to be worth") var unknownReward = 0.0

  /// A plan every thousand steps.
  public init() {}
}
