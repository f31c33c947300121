import Agents
import Environments
import Experiments
import ReinforcementLearning

/// W2: exact planning to a residual of 1e-8, from the general sparse model.
enum PlanningBenchmark {
  static func run(repeats: Int, report: (Measurement) -> Void) throws {
    if let model = try ResolvedEnvironment("FrozenLake8x8-v1").tabular?.transitionModel() {
      measure("frozenlake8x8", model, inner: 100, repeats: repeats, check: { "V[start] \($0[0])" }, report)
    }
    measure(
      "grid512", grid(side: 512), inner: 1, repeats: repeats, check: { "max V \($0.max() ?? 0)" }, report)
  }

  private static func measure(
    _ name: String, _ model: TransitionModel, inner: Int, repeats: Int, check: ([Double]) -> String,
    _ report: (Measurement) -> Void
  ) {
    let problem = PlanningProblem(model, discount: 0.99, tolerance: 1e-8)
    let planner = BlockedValueIteration()
    var plan = planner.plan(problem)
    var wall = Measurement.seconds("W2", "\(name)/wall", repeats: repeats) {
      for _ in 0..<inner { plan = planner.plan(problem) }
    }
    wall.wall = wall.wall.map { $0 / Double(inner) }
    wall.processor = wall.processor.map { $0 / Double(inner) }
    wall.notes =
      "value iteration in blocks, general sparse form: \(plan.sweeps) sweeps, \(plan.backups) backups, "
      + "residual \(plan.residual), proven loss at most \(plan.policyLossBound), \(check(plan.values))"
    report(wall)
    var sweeps = 0
    var rate = Measurement.rate("W2", "\(name)/sweeps", "sweeps/s", work: 1, repeats: repeats) {
      sweeps = 0
      for _ in 0..<inner {
        plan = ValueIteration().plan(problem)
        sweeps += plan.sweeps
      }
    }
    rate.wall = rate.wall.map { $0 * Double(sweeps) }
    rate.processor = rate.processor.map { $0 * Double(sweeps) }
    rate.notes = "synchronous value iteration, general sparse form: \(plan.sweeps) sweeps, \(check(plan.values))"
    report(rate)
  }

  /// The 512 x 512 grid of the workload's definition.
  static func grid(side: Int) -> TransitionModel {
    var source = SplitMix64(seed: 42)
    let count = side * side
    var isEnd = (0..<count).map { _ in source.next() % 100 == 0 }
    isEnd[0] = false
    isEnd[count - 1] = false
    let third = 1.0 / 3
    return TransitionModel(
      stateCount: count, actionCount: 4, initialStates: [WeightedState(state: 0, probability: 1)]
    ) { state, action in
      if isEnd[state] || state == count - 1 { return [Successor(state: state, reward: 0, isTerminal: true)] }
      return [action, (action + 1) % 4, (action + 3) % 4].map { way in
        let (row, column) = (state / side, state % side)
        let next: Int =
          switch way {
          case 0: row * side + max(column - 1, 0)
          case 1: min(row + 1, side - 1) * side + column
          case 2: row * side + min(column + 1, side - 1)
          default: max(row - 1, 0) * side + column
          }
        return Successor(
          state: next, probability: third, reward: next == count - 1 ? 1 : 0,
          isTerminal: isEnd[next] || next == count - 1)
      }
    }
  }
}
