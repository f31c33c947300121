public import ReinforcementLearning

/// Planning under a step limit: the best action depends on the time left.
///
///     V_k(s) = max_a sum_s' p(s' | s, a) [r + gamma V_{k-1}(s')],  V_0 = 0
///
/// where k is the number of steps left. Exact: the bound on the loss is rounding alone, and no discount is needed.
///
/// Source: M. L. Puterman, "Markov Decision Processes", section 4.5 (backward induction).
public struct TimeDependentPlanning: Planner {
  public let stepLimit: Int

  public init(stepLimit: Int) {
    precondition(stepLimit > 0, "a step limit is positive, got \(stepLimit)")
    self.stepLimit = stepLimit
  }

  /// Values and policy of the first step, with all of the time left.
  public func plan(_ problem: PlanningProblem) -> Plan {
    var run = PlanningRun(problem)
    for step in 1..<stepLimit where !problem.supervision.isCancelled {
      run.sweepSynchronously()
      problem.supervision.report("planning, step \(step)", share: Double(step) / Double(stepLimit))
    }
    let policy = TieBreaking.policy(run.table, values: run.values, width: 1e-12)
    run.sweepSynchronously()
    return Plan(
      values: run.values, policy: policy, sweeps: run.sweeps, backups: run.backups, residual: 0, policyLossBound: 0)
  }

  /// The action for each number of steps left: `[k - 1][state]` with k steps to go.
  public func policies(_ problem: PlanningProblem) -> [[Int]] {
    var run = PlanningRun(problem)
    return (0..<stepLimit).map { _ in
      defer { run.sweepSynchronously() }
      return TieBreaking.policy(run.table, values: run.values, width: 1e-12)
    }
  }
}
