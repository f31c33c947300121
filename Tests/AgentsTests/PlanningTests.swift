import Agents
import Environments
import ReinforcementLearning
import Testing
import Settings

struct PlanningTests {
  static let planners: [(name: String, planner: any Planner)] = [
    ("synchronous", ValueIteration()), ("in place", ValueIteration(order: .inPlace)),
    ("prioritised", PrioritisedValueIteration()), ("policy iteration", PolicyIteration()),
    ("modified", PolicyIteration(evaluationSweeps: 5)), ("blocks", BlockedValueIteration(blockSize: 10)),
  ]

  private func model(_ specification: String) throws -> TransitionModel {
    try #require(try ResolvedEnvironment(specification).tabular?.transitionModel())
  }

  @Test(arguments: [
    ("FrozenLake-v1", 0.99, 0.542025932), ("FrozenLake8x8-v1", 0.99, 0.4146403618),
    ("CliffWalking-v1", 0.99, -12.247898),
    ("CliffWalkingSlippery-v1", 0.99, -46.352672), ("Taxi-v4", 0.99, Double.nan), ("Tarn/RandomWalk-v0", 0.9, .nan),
    ("Tarn/Gridworld-v0:map_name=keys", 0.95, .nan), ("Blackjack-v1", 0.99, .nan),
  ])
  func allPlannersAgreeWithinTheirBounds(specification: String, discount: Double, value: Double) throws {
    let model = try model(specification)
    let problem = PlanningProblem(model, discount: discount, policyLoss: 1e-8)
    let reference = ValueIteration().plan(problem)
    if !value.isNaN { #expect(abs(model.startValue(reference.values) - value) < 1e-6) }
    for (name, planner) in Self.planners {
      let plan = planner.plan(problem)
      #expect(plan.residual <= problem.tolerance, "\(name)")
      #expect(plan.policyLossBound <= 1e-8, "\(name): \(plan.policyLossBound)")
      for state in 0..<model.stateCount { #expect(abs(plan.values[state] - reference.values[state]) < 1e-8) }
      // The bound holds for the policy that is returned, evaluated on its own.
      let choice = plan.policy.map { action in (0..<model.actionCount).map { $0 == action ? 1.0 : 0 } }
      let exact = PolicyEvaluation().evaluate(choice, in: PlanningProblem(model, discount: discount, tolerance: 1e-13))
      for state in 0..<model.stateCount {
        #expect(reference.values[state] - exact.values[state] <= plan.policyLossBound + 2e-8, "\(name)")
      }
    }
  }

  @Test func boundsHoldForCoarseAnswersToo() throws {
    let model = try model("FrozenLake8x8-v1")
    let best = ValueIteration().plan(PlanningProblem(model, discount: 0.99, policyLoss: 1e-9))
    for tolerance in [1e-2, 1e-3, 1e-4] {
      let plan = ValueIteration().plan(PlanningProblem(model, discount: 0.99, tolerance: tolerance))
      let choice = plan.policy.map { action in (0..<4).map { $0 == action ? 1.0 : 0 } }
      let exact = PolicyEvaluation().evaluate(choice, in: PlanningProblem(model, discount: 0.99, tolerance: 1e-12))
      let loss = (0..<64).map { best.values[$0] - exact.values[$0] }.max() ?? 0
      #expect(loss <= plan.policyLossBound)
      #expect(plan.policyLossBound.isFinite)
    }
  }

  @Test(arguments: [("FrozenLake-v1", 100, 0.740165, 0.744190), ("FrozenLake8x8-v1", 200, 0.862955, 0.913220)])
  func policiesUnderTheStepLimit(specification: String, limit: Int, greedy: Double, best: Double) throws {
    let model = try model(specification)
    let plan = ValueIteration().plan(PlanningProblem(model, discount: 0.99, policyLoss: 1e-8))
    #expect(abs(model.policyReturn(plan.policy, limit: limit) - greedy) < 1e-6)
    #expect(abs(model.optimalReturn(limit: limit) - best) < 1e-6)
    let planning = TimeDependentPlanning(stepLimit: limit)
    let problem = PlanningProblem(model, discount: 1)
    #expect(abs(model.startValue(planning.plan(problem).values) - best) < 1e-6)
    // Following the time-dependent policy step by step brings what it promises.
    let policies = planning.policies(problem)
    var values = [Double](repeating: 0, count: model.stateCount)
    for left in 1...limit {
      values = (0..<model.stateCount).map {
        model.backup($0, policies[left - 1][$0], discount: 1, values: values)
      }
    }
    #expect(abs(model.startValue(values) - best) < 1e-6)
  }

  /// Without a discount, walking in circles looks as good as arriving; the policy must arrive all the same.
  @Test func tiesLeadOutOfTheWorld() throws {
    let model = try model("FrozenLake8x8-v1")
    let plan = ValueIteration().plan(PlanningProblem(model, discount: 1, policyLoss: 1e-7))
    #expect(abs(plan.values[0] - 1) < 1e-4)
    #expect(model.policyReturn(plan.policy, limit: 100_000) > 0.999)
    #expect(plan.policyLossBound == .infinity)
  }

  /// Values in the tens of thousands: the bound covers what is lost, whether by a tie, by rounding or by stopping early.
  @Test(arguments: [2e-7, 1e-6, 0.003, 0.0])
  func boundsHoldForLargeValues(lead: Double) throws {
    let far = (99_000 + lead) / (0.99 * 0.99)
    // The goal is one step away, the other ending three.
    let model = TransitionModel(
      stateCount: 5, actionCount: 2, initialStates: [WeightedState(state: 1, probability: 1)]
    ) { state, action in
      let next = action == 0 ? max(state - 1, 0) : min(state + 1, 4)
      let reward = state == 1 && action == 0 ? 99_000 : state == 3 && action == 1 ? far : 0
      let isOver = state == 0 || state == 4 || next == 0 || next == 4
      return [Successor(state: next, reward: reward, isTerminal: isOver)]
    }
    let best = max(99_000, 0.99 * (0.99 * far))
    let planners: [any Planner] = [
      ValueIteration(), ValueIteration(order: .inPlace), PolicyIteration(), PolicyIteration(evaluationSweeps: 20),
      PrioritisedValueIteration(), BlockedValueIteration(), TimeDependentPlanning(stepLimit: 10),
    ]
    for planner in planners {
      let plan = planner.plan(PlanningProblem(model, discount: 0.99, policyLoss: 1e-8))
      let loss = best - (plan.policy[1] == 0 ? 99_000 : 0.99 * (0.99 * far))
      #expect(loss <= plan.policyLossBound, "\(planner): lost \(loss), promised \(plan.policyLossBound)")
      #expect(plan.policyLossBound < 1e-5)
      if lead >= 1e-6 { #expect(plan.policy[1] == 1, "\(planner)") }
    }
  }

  /// The agent of that name iterates values.
  @Test func theAgentPlansByValueIteration() throws {
    let model = try model("FrozenLake-v1")
    let settings = try SettingValues(PlanningAgent.descriptor.hyperparameters, of: "value-iteration")
    let outline = TableOutline(observationCount: 16, actionCount: 4, model: model, stepLimit: 100)
    let agent = try PlanningAgent(settings, for: outline)
    let plan = ValueIteration().plan(PlanningProblem(model, discount: 0.99, policyLoss: 1e-8))
    for state in 0..<16 {
      #expect(agent.memory.values.argmax(inRow: state) == plan.policy[state])
      for action in 0..<4 where action != plan.policy[state] {
        let backup = model.backup(state, action, discount: 0.99, values: plan.values)
        #expect(agent.memory.values[state, action] == backup)
      }
    }
  }

  @Test func randomWalkValues() throws {
    let model = try model("Tarn/RandomWalk-v0")
    let uniform = [[Double]](repeating: [0.5, 0.5], count: model.stateCount)
    let (values, _, _) = PolicyEvaluation().evaluate(
      uniform, in: PlanningProblem(model, discount: 1, tolerance: 1e-12))
    for state in 1...19 { #expect(abs(values[state] - (Double(state) / 10 - 1)) < 1e-8) }
  }

  @Test(arguments: [("sab=true", -0.04311311), ("sab=false", -0.04655598), ("sab=false,natural=true", -0.02572918)])
  func blackjackOptima(rules: String, value: Double) throws {
    let model = try model("Blackjack-v1:\(rules)")
    let plan = ValueIteration().plan(PlanningProblem(model, discount: 1))
    #expect(abs(model.startValue(plan.values) - value) < 1e-8)
  }
}
