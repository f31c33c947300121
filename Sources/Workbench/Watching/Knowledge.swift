import Agents
import Environments
import Experiments
import ReinforcementLearning

/// What is known exactly about a world: optimal values by observation, and the returns that are possible.
struct Knowledge: Sendable {
  /// Q*(s, a) for the learner's discount, [observations][actions]; nil without a model.
  let optimalValues: [[Double]]?
  /// The extremes of V*, rounded outwards and widened to include 0.
  let valueDomain: ClosedRange<Double>?
  let optimalReturn: Double?
  /// Whether a return is 1 for reaching the goal and 0 for not.
  let isSuccess: Bool
  /// The axis of returns.
  let returnRange: ClosedRange<Double>?

  init(_ environment: ResolvedEnvironment, evaluator: Evaluator, discount: Double) {
    optimalReturn = evaluator.optimalReturn
    // Far below the optimum nothing is worth telling apart; the curve is clamped there.
    let limit = environment.stepLimit ?? Evaluator.defaultStepLimit
    guard let optimum = evaluator.optimalReturn, let world = environment.tabular,
      let model = Self.isPlanned(world)
        ? world.transitionModel() : world.reachableModel(within: limit, mostTransitions: .max)?.model
    else {
      (optimalValues, valueDomain, returnRange, isSuccess) = (nil, nil, nil, false)
      return
    }
    let harmless = min(0, Double(limit) * (model.rewards.filter { $0 < 0 }.max() ?? 0))
    let random = model.randomReturn(limit: limit)
    let low = min(0, max(harmless, random, optimum - 10 * max(abs(optimum), 1)))
    isSuccess = model.rewards.indices.allSatisfy {
      model.rewards[$0] == 0 || model.rewards[$0] == 1 && model.terminations[$0]
    }
    returnRange = isSuccess ? 0...1 : Self.nice(low, max(optimum, 0))
    guard Self.isPlanned(world) else {
      (optimalValues, valueDomain) = (nil, nil)
      return
    }
    let plan = PolicyIteration(evaluationSweeps: 20).plan(
      PlanningProblem(model, discount: discount, policyLoss: 1e-8, sweepLimit: 20_000))
    var values = [[Double]](
      repeating: Array(repeating: 0, count: model.actionCount), count: world.observationCount)
    var isKnown = [Bool](repeating: false, count: values.count)
    for state in 0..<model.stateCount {
      let observation = world.observationIndex(ofModelState: state)
      if isKnown[observation] { continue }
      isKnown[observation] = true
      values[observation] = (0..<model.actionCount).map {
        model.backup(state, $0, discount: discount, values: plan.values)
      }
    }
    optimalValues = values
    valueDomain = Self.nice(min(0, plan.values.min() ?? 0), max(0, plan.values.max() ?? 1))
  }

  /// Pairs of states and actions up to which the optimum is planned before a screen opens: a map of 256 x 256.
  private static let mostPairs = 1 << 18

  private static func isPlanned(_ world: any TabularEnvironment) -> Bool {
    world.observationCount * world.actionCount <= mostPairs
  }

  /// A range rounded outwards to round numbers.
  static func nice(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let width = max(high - low, 1e-9)
    var scale = 1.0
    while scale > width { scale /= 10 }
    while scale * 10 <= width { scale *= 10 }
    // Steps of 0.2, 0.5, 1 or 2 of the range's power of ten: at most seven from end to end.
    let coarse = [0.2, 0.5, 1, 2].map { $0 * scale }.first { width / $0 <= 6 } ?? scale
    let lower = (low / coarse + 1e-9).rounded(.down) * coarse
    let upper = (high / coarse - 1e-9).rounded(.up) * coarse
    return lower...max(upper, lower + coarse)
  }
}
