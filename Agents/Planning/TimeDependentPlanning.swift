import ReinforcementLearning
import Persistence

/// Planning under a step limit: the best action depends on the time left.
///
///     V_k(s) = max_a sum_s' p(s' | s, a) [r + gamma V_{k-1}(s')],  V_0 = 0
///
/// where k is the number of steps left. The bound on the loss is what ties and rounding can cost, and no discount is needed.
///
/// Source: M. L. Puterman, "Markov Decision Processes", section 4.5 (backward induction).
public struct TimeDependentPlanning: Planner {
  /// Steps in an episode.
  public let stepLimit: Int

  /// - Parameter stepLimit: above 0.
  public init(stepLimit: Int) {
    precondition(stepLimit > 0, "a step limit is positive, got \(stepLimit)")
    self.stepLimit = stepLimit
  }

  /// By how much the value of an action may lie below the best one's and still count as equal to it.
  private static let tieWidth = 1e-12

  /// Values and policy of the first step, with all of the time left.
  public func plan(_ problem: PlanningProblem) -> Plan {
    var run = PlanningRun(problem)
    var policy: [Int] = []
    var bound = 0.0
    for step in 0..<stepLimit {
      let rounding = run.rounding()
      if step == stepLimit - 1 || problem.supervision.isCancelled {
        policy = TieBreaking.policy(run.table, values: run.values, width: Self.tieWidth).actions
      }
      run.sweepSynchronously()
      problem.supervision.report("planning, step \(step)", share: Double(step) / Double(stepLimit))
      // What a step may lose, each policy of ``policies(_:)`` choosing within its ties, is carried to those before it.
      let greatest = run.values.reduce(0) { max($0, abs($1)) }
      bound = problem.discount * bound + TieBreaking.slack(Self.tieWidth, at: greatest) + 4 * rounding
      if !policy.isEmpty { break }
    }
    return Plan(
      values: run.values, policy: policy, sweeps: run.sweeps, backups: run.backups, residual: 0,
      policyLossBound: bound)
  }

  /// The action for each number of steps left: `[k - 1][state]` with k steps to go.
  public func policies(_ problem: PlanningProblem) -> [[Int]] {
    var run = PlanningRun(problem)
    return (0..<stepLimit).map { _ in
      defer { run.sweepSynchronously() }
      return TieBreaking.policy(run.table, values: run.values, width: Self.tieWidth).actions
    }
  }
}
