internal import ReinforcementLearning

/// The work of planning under way: values, and the sweeps all planners are made of.
struct PlanningRun {
  let problem: PlanningProblem
  let table: BackupTable
  var values: [Double]
  private var spare: [Double] = []
  var sweeps = 0
  var backups = 0
  /// The greatest change of the last sweep.
  var residual = Double.infinity
  private var isReversed = true

  init(_ problem: PlanningProblem) {
    self.problem = problem
    table = BackupTable(problem.model, discount: problem.discount)
    values = Array(repeating: 0, count: problem.model.stateCount)
  }

  var hasBudget: Bool { sweeps < problem.sweepLimit }

  private mutating func count(backups added: Int) {
    backups += added
    sweeps += 1
  }

  /// V' = T V, all states from the old values.
  mutating func sweepSynchronously() {
    if spare.isEmpty { spare = values }
    var greatest = 0.0
    values.withUnsafeBufferPointer { old in
      guard let base = old.baseAddress else { return }
      spare.withUnsafeMutableBufferPointer { new in
        for state in 0..<table.stateCount {
          let backed = table.best(of: state, base)
          greatest = max(greatest, abs(backed - base[state]))
          new[state] = backed
        }
      }
    }
    swap(&values, &spare)
    residual = greatest
    count(backups: table.stateCount * table.actionCount)
  }

  /// Every state from the newest values, backwards and forwards in turn, so that values travel either way in one pass.
  mutating func sweepInPlace() {
    var greatest = 0.0
    let states = table.stateCount
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for index in 0..<states {
        let state = isReversed ? states &- 1 &- index : index
        let backed = table.best(of: state, base)
        greatest = max(greatest, abs(backed - base[state]))
        base[state] = backed
      }
    }
    isReversed.toggle()
    residual = greatest
    count(backups: states * table.actionCount)
  }

  /// In-place sweeps of `V(s) <- backup(s, policy(s))` until one changes less than `threshold` or `most` are done.
  mutating func evaluate(_ policy: [Int32], threshold: Double, most: Int) {
    let states = table.stateCount
    for _ in 0..<most where hasBudget {
      var greatest = 0.0
      values.withUnsafeMutableBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for index in 0..<states {
          let state = isReversed ? states &- 1 &- index : index
          let backed = table.value(ofRow: state &* table.actionCount &+ Int(policy[state]), base)
          greatest = max(greatest, abs(backed - base[state]))
          base[state] = backed
        }
      }
      isReversed.toggle()
      count(backups: states)
      if greatest < threshold { break }
    }
  }

  /// Improves `policy` greedily, changing an action only for a strictly better one, and returns how many changed;
  /// `residual` becomes max |T V - V|.
  mutating func improve(_ policy: inout [Int32]) -> Int {
    var changed = 0
    var greatest = 0.0
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for state in 0..<table.stateCount {
        let first = state &* table.actionCount
        var action = Int(policy[state])
        let kept = table.value(ofRow: first &+ action, base)
        var best = kept
        for candidate in 0..<table.actionCount {
          let value = table.value(ofRow: first &+ candidate, base)
          // Rounding must not make two equal actions take turns for ever.
          if value > best, value - kept > 1e-13 * max(1, abs(kept)) {
            best = value
            action = candidate
          }
        }
        greatest = max(greatest, abs(best - base[state]))
        if action != Int(policy[state]) {
          policy[state] = Int32(action)
          changed += 1
        }
      }
    }
    residual = greatest
    count(backups: table.stateCount * table.actionCount)
    return changed
  }

  /// Measures the residual once more, reads off the policy and bounds its loss.
  ///
  /// With d = T V - V and discount < 1: V* <= T V + gamma / (1 - gamma) max(0, max d), and the greedy policy's value is
  /// at least T V + gamma / (1 - gamma) min(0, min d) (J. MacQueen, 1966; M. L. Puterman, "Markov Decision Processes",
  /// theorem 6.6.2, with 0 because worlds may end). Choosing within a tie of width w costs at most w / (1 - gamma) more.
  mutating func finish() -> Plan {
    var (low, high) = (0.0, 0.0)
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for state in 0..<table.stateCount {
        let difference = table.best(of: state, base) - base[state]
        low = min(low, difference)
        high = max(high, difference)
      }
    }
    let tieWidth = min(1e-10, problem.tolerance)
    let discount = problem.discount
    let bound = discount < 1 ? (discount * (high - low) + tieWidth) / (1 - discount) : .infinity
    return Plan(
      values: values, policy: TieBreaking.policy(table, values: values, width: tieWidth), sweeps: sweeps,
      backups: backups, residual: max(high, -low), policyLossBound: bound)
  }
}
