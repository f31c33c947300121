public import Persistence

/// Exact expected returns under a step limit, by backward induction over the model.
extension TransitionModel {
  /// The expected undiscounted return of a policy within `limit` steps, from the initial states.
  ///
  /// - Parameter policy: the action in each state of the model.
  public func policyReturn(_ policy: [Int], limit: Int) -> Double { policyReturn(policy, within: limit).value }

  /// The same, and whether it has settled: whether more steps than `limit` would change nothing, because every episode has
  /// ended by then or goes on for nothing.
  ///
  /// - Parameter supervision: the result of a cancelled evaluation means nothing.
  public func policyReturn(
    _ policy: [Int], within limit: Int, supervision: Supervision = .none
  ) -> (value: Double, isSettled: Bool) {
    precondition(policy.count == stateCount, "\(policy.count) actions for \(stateCount) states")
    let rows = policy.enumerated().map { $0.offset * actionCount + $0.element }
    return inducedReturn(limit: limit, supervision) { state, values in
      self.undiscounted(row: rows[state], values)
    }
  }

  /// The expected undiscounted return of acting uniformly at random within `limit` steps.
  public func randomReturn(limit: Int) -> Double {
    inducedReturn(limit: limit) { state, values in
      (0..<self.actionCount).reduce(0) { $0 + self.undiscounted(row: state * self.actionCount + $1, values) }
        / Double(self.actionCount)
    }.value
  }

  /// The greatest expected undiscounted return any policy, also one that watches the clock, reaches in `limit` steps.
  public func optimalReturn(limit: Int, supervision: Supervision = .none) -> Double {
    inducedReturn(limit: limit, supervision) { state, values in
      (0..<self.actionCount).reduce(-.infinity) {
        max($0, self.undiscounted(row: state * self.actionCount + $1, values))
      }
    }.value
  }

  private func undiscounted(row: Int, _ values: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for entry in Int(offsets[row])..<Int(offsets[row + 1]) {
      sum += probabilities[entry] * (rewards[entry] + (terminations[entry] ? 0 : values[Int(nextStates[entry])]))
    }
    return sum
  }

  /// V_0 of `V_k(s) = backup(s, V_{k+1})`, `V_limit = 0`, averaged over the initial states. Stops early once a sweep
  /// changes nothing: every earlier one would repeat it.
  private func inducedReturn(
    limit: Int, _ supervision: Supervision = .none, backup: (Int, UnsafePointer<Double>) -> Double
  ) -> (value: Double, isSettled: Bool) {
    var values = [Double](repeating: 0, count: stateCount)
    var next = values
    for step in 0..<limit where !supervision.isCancelled {
      supervision.report("exact evaluation, step \(step) of \(limit)", share: Double(step) / Double(limit))
      let changed = values.withUnsafeBufferPointer { values -> Bool in
        guard let base = values.baseAddress else { return false }
        var changed = false
        for state in 0..<stateCount {
          next[state] = backup(state, base)
          if next[state] != base[state] { changed = true }
        }
        return changed
      }
      if !changed { return (startValue(values), true) }
      swap(&values, &next)
    }
    return (startValue(values), false)
  }
}
