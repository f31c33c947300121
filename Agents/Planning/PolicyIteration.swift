import ReinforcementLearning

/// Policy iteration: evaluate the policy, act greedily on its values, until nothing changes.
///
///     V <- V^pi, then pi(s) <- argmax_a sum_s' p(s' | s, a) [r + gamma V(s')]
///
/// Source: R. A. Howard, "Dynamic Programming and Markov Processes", 1960; Sutton and Barto, 2nd edition, section 4.3.
///
/// With few evaluation sweeps it is modified policy iteration (M. L. Puterman and M. C. Shin, 1978), the fastest of the
/// planners here: improvement is an in-place sweep of value iteration that remembers its choices, and the sweeps
/// between back up one action a state instead of all.
///
/// Differences: evaluation is by in-place sweeps to a tenth of the tolerance, not by solving the linear system.
public struct PolicyIteration: Planner {
  /// Evaluation sweeps between two improvements; nil to evaluate until it is exact.
  public var evaluationSweeps: Int?

  /// - Parameter evaluationSweeps: nil evaluates each policy until it is exact.
  public init(evaluationSweeps: Int? = nil) { self.evaluationSweeps = evaluationSweeps }

  /// Plans until the residual is small enough, or sweeps run out.
  public func plan(_ problem: PlanningProblem) -> Plan {
    var run = PlanningRun(problem)
    var policy = [Int32](repeating: 0, count: problem.model.stateCount)
    while run.hasBudget {
      if let evaluationSweeps {
        run.sweepInPlace(choosing: &policy)
        if run.residual < problem.tolerance { run.measureResidual() }
        if run.residual < problem.tolerance { break }
        run.evaluate(policy, threshold: problem.tolerance / 10, most: evaluationSweeps)
      } else {
        if run.improve(&policy) == 0, run.residual < problem.tolerance { break }
        run.evaluate(policy, threshold: problem.tolerance / 10, most: problem.sweepLimit)
      }
    }
    return run.finish()
  }
}
