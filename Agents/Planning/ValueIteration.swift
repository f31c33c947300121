import ReinforcementLearning

/// Value iteration: Bellman's optimality equation as an assignment.
///
///     V(s) <- max_a sum_s' p(s' | s, a) [r + gamma (1 - terminated) V(s')]
///
/// Source: R. Bellman, "Dynamic Programming", 1957; Sutton and Barto, 2nd edition, equation 4.10. The bound on the loss
/// of the greedy policy, 2 gamma residual / (1 - gamma), is from R. J. Williams and L. C. Baird, 1993.
public struct ValueIteration: Planner {
  /// Which values a sweep reads.
  public enum Order: Sendable {
    /// Every state from the values of the sweep before.
    case synchronous
    /// Every state from the newest values, alternating direction.
    case inPlace
  }

  /// Which values a sweep reads.
  public var order: Order

  /// Synchronous sweeps, as the equation has them, unless asked otherwise.
  public init(order: Order = .synchronous) { self.order = order }

  /// Plans until the residual is small enough, or sweeps run out.
  public func plan(_ problem: PlanningProblem) -> Plan {
    var run = PlanningRun(problem)
    var policy = [Int32](repeating: 0, count: problem.model.stateCount)
    while run.residual >= problem.tolerance, run.hasBudget {
      switch order {
      case .synchronous: run.sweepSynchronously()
      case .inPlace:
        run.sweepInPlace(choosing: &policy)
        // What an in-place sweep changed is not yet the residual.
        if run.residual < problem.tolerance { run.measureResidual() }
      }
    }
    return run.finish()
  }
}
