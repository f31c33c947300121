import ReinforcementLearning

/// The values of a given policy.
///
///     V(s) <- sum_a pi(a | s) sum_s' p(s' | s, a) [r + gamma V(s')]
///
/// Source: Sutton and Barto, 2nd edition, equation 4.4, in place.
public struct PolicyEvaluation: Sendable {
  /// Nothing to choose.
  public init() {}

  /// - Parameter policy: pi(a | s), [states][actions].
  /// - Returns: the values, and a bound on their distance from the true ones (infinite without discount).
  public func evaluate(
    _ policy: [[Double]], in problem: PlanningProblem
  ) -> (values: [Double], errorBound: Double, sweeps: Int) {
    let table = BackupTable(problem.model, discount: problem.discount)
    precondition(policy.count == table.stateCount, "\(policy.count) rows of a policy for \(table.stateCount) states")
    var values = [Double](repeating: 0, count: table.stateCount)
    var sweeps = 0
    var change = Double.infinity
    while change >= problem.tolerance, sweeps < problem.sweepLimit {
      change = 0
      sweeps += 1
      table.withSweeper { sweeper in
        values.withUnsafeMutableBufferPointer { values in
          guard let base = values.baseAddress else { return }
          for state in 0..<table.stateCount {
            var sum = 0.0
            for (action, probability) in policy[state].enumerated() where probability > 0 {
              sum += probability * sweeper.value(ofRow: state * table.actionCount + action, base)
            }
            change = max(change, abs(sum - base[state]))
            base[state] = sum
          }
        }
      }
    }
    let bound = problem.discount < 1 ? problem.discount * change / (1 - problem.discount) : .infinity
    return (values, bound, sweeps)
  }
}
