import Agents
import ArgumentParser
import Environments
import Experiments
import ReinforcementLearning
import Persistence

struct SolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve", abstract: "Plan with an environment's exact model.",
    discussion: """
      Without --json the value map and the policy's arrows are drawn.

      Example: tarn solve FrozenLake-v1:map_name=8x8 --discount 0.99
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case valueIteration = "value-iteration"
    case inPlace = "in-place-value-iteration"
    case prioritised = "prioritised-value-iteration"
    case blocked = "blocked-value-iteration"
    case policyIteration = "policy-iteration"
    case modifiedPolicyIteration = "modified-policy-iteration"
    case timeDependent = "time-dependent"
  }

  @Argument(help: "The environment, ID or ID:key=value,key=value.", completion: .environments) var environment: String
  @Option(help: "The planner: \(Method.allCases.map(\.rawValue).joined(separator: ", ")).")
  var method: Method = .valueIteration
  @Option(
    parsing: .unconditional,
    help: "gamma, from 0 to 1; time-dependent planning needs none and takes 1 unless told otherwise.",
    transform: Typed.share)
  var discount: Double?
  @Option(
    parsing: .unconditional, help: "Greatest loss of the policy, in value, that the answer may have.",
    transform: Typed.positive)
  var tolerance = 1e-8
  @Option(
    parsing: .unconditional, help: "Sweeps over all states after which planning gives up.", transform: Typed.count)
  var maximumSweeps = 1_000_000
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    Signals.endAtOnce()
    let resolved = try Phase.show("setting up") { try ResolvedEnvironment(environment) }
    guard let world = resolved.tabular, let model = Phase.show("building the model", { world.transitionModel() }) else {
      throw InputError("\(resolved.specification) has no exact model to plan with; train an agent on it instead")
    }
    let gamma = discount ?? (method == .timeDependent ? 1 : 0.99)
    var problem = PlanningProblem(model, discount: gamma, policyLoss: tolerance, sweepLimit: maximumSweeps)
    problem.supervision = Phase.supervision
    let start = Clock.wall
    let planner = try planner(stepLimit: resolved.stepLimit)
    let plan = Phase.show("planning") { planner.plan(problem) }
    let seconds = Clock.wall - start
    report(plan, model, world, discount: gamma, seconds: seconds, of: resolved.specification)
    if plan.residual > problem.tolerance {
      throw WorkError(
        "planning stopped after \(plan.sweeps) sweeps with the residual \(plan.residual), above \(problem.tolerance); give "
          + "more --maximum-sweeps or a greater --tolerance")
    }
  }

  private func report(
    _ plan: Plan, _ model: TransitionModel, _ world: any TabularEnvironment, discount gamma: Double, seconds: Double,
    of specification: String
  ) {
    guard json else {
      return ValueMap.draw(plan, model, world, discount: gamma, method: method.rawValue, seconds: seconds)
    }
    Output.result(
      JSON.members([
        "environment": .string(specification), "method": .string(method.rawValue), "discount": .real(gamma),
        "tolerance": .real(tolerance), "sweeps": .integer(plan.sweeps), "backups": .integer(plan.backups),
        "residual": .real(plan.residual), "policy_loss_bound": .finite(plan.policyLossBound),
        "seconds": .real(seconds), "start_value": .real(model.startValue(plan.values)), "values": .reals(plan.values),
        "policy": .array(plan.policy.map { .integer($0) }),
      ]).text)
  }

  private func planner(stepLimit: Int?) throws -> any Planner {
    switch method {
    case .valueIteration: ValueIteration()
    case .inPlace: ValueIteration(order: .inPlace)
    case .prioritised: PrioritisedValueIteration()
    case .blocked: BlockedValueIteration()
    case .policyIteration: PolicyIteration()
    case .modifiedPolicyIteration: PolicyIteration(evaluationSweeps: 20)
    case .timeDependent: TimeDependentPlanning(stepLimit: stepLimit ?? Evaluator.defaultStepLimit)
    }
  }
}
