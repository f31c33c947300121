internal import ReinforcementLearning
import Persistence

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
  private var firstResidual = 0.0

  init(_ problem: PlanningProblem) {
    self.problem = problem
    table = BackupTable(problem.model, discount: problem.discount)
    values = Array(repeating: 0, count: problem.model.stateCount)
  }

  var hasBudget: Bool { sweeps < problem.sweepLimit && !problem.supervision.isCancelled }

  /// Says how far planning is: the residual falls by about the same factor in every sweep.
  private func report() {
    if firstResidual <= problem.tolerance || residual <= 0 || !residual.isFinite { return }
    let (now, all) = (
      PlanningRun.digits(firstResidual / residual), PlanningRun.digits(firstResidual / problem.tolerance)
    )
    problem.supervision.report("planning, sweep \(sweeps)", share: now / all)
  }

  /// Binary digits of a ratio above 1; 0 below.
  private static func digits(_ ratio: Double) -> Double {
    ratio <= 1 ? 0 : Double(ratio.exponent) + ratio.significand - 1
  }

  /// Counts work done elsewhere: backups of single actions.
  mutating func record(backups added: Int) {
    backups += added
    sweeps = backups / max(1, table.stateCount * table.actionCount)
  }

  private mutating func count(backups added: Int) {
    backups += added
    sweeps += 1
    if sweeps == 1 { firstResidual = residual }
    report()
  }

  /// V' = T V, all states from the old values.
  mutating func sweepSynchronously() {
    if spare.isEmpty { spare = values }
    let states = table.stateCount
    residual = table.withSweeper { sweeper in
      values.withUnsafeBufferPointer { old in
        spare.withUnsafeMutableBufferPointer { new in
          guard let old = old.baseAddress else { return 0 }
          var greatest = 0.0
          for state in 0..<states {
            let backed = sweeper.best(of: state, old)
            greatest = max(greatest, abs(backed - old[state]))
            new[state] = backed
          }
          return greatest
        }
      }
    }
    swap(&values, &spare)
    count(backups: states * table.actionCount)
  }

  /// Every state from the newest values, backwards and forwards in turn, so that values travel either way in one pass.
  ///
  /// - Parameter policy: receives the greedy actions.
  mutating func sweepInPlace(choosing policy: inout [Int32]) {
    let (states, isReversed) = (table.stateCount, isReversed)
    residual = table.withSweeper { sweeper in
      values.withUnsafeMutableBufferPointer { values in
        policy.withUnsafeMutableBufferPointer { policy in
          guard let values = values.baseAddress else { return 0 }
          var greatest = 0.0
          for index in 0..<states {
            let state = isReversed ? states &- 1 &- index : index
            let (backed, action) = sweeper.choice(of: state, values)
            greatest = max(greatest, abs(backed - values[state]))
            values[state] = backed
            policy[state] = action
          }
          return greatest
        }
      }
    }
    self.isReversed.toggle()
    count(backups: states * table.actionCount)
  }

  /// In-place sweeps of `V(s) <- backup(s, policy(s))` until one changes less than `threshold` or `most` are done.
  mutating func evaluate(_ policy: [Int32], threshold: Double, most: Int) {
    let states = table.stateCount
    for _ in 0..<most where hasBudget {
      let isReversed = isReversed
      let change = table.withSweeper { sweeper in
        values.withUnsafeMutableBufferPointer { values in
          policy.withUnsafeBufferPointer { policy in
            guard let values = values.baseAddress else { return 0.0 }
            var greatest = 0.0
            for index in 0..<states {
              let state = isReversed ? states &- 1 &- index : index
              let backed = sweeper.value(ofRow: state &* sweeper.actionCount &+ Int(policy[state]), values)
              greatest = max(greatest, abs(backed - values[state]))
              values[state] = backed
            }
            return greatest
          }
        }
      }
      self.isReversed.toggle()
      count(backups: states)
      if change < threshold { break }
    }
  }

  /// Improves `policy` greedily, changing an action only for a strictly better one, and returns how many changed;
  /// `residual` becomes max |T V - V|.
  mutating func improve(_ policy: inout [Int32]) -> Int {
    var changed = 0
    var greatest = 0.0
    table.withSweeper { sweeper in
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for state in 0..<table.stateCount {
          let kept = sweeper.value(ofRow: state &* table.actionCount &+ Int(policy[state]), base)
          let (best, action) = sweeper.choice(of: state, base)
          greatest = max(greatest, abs(best - base[state]))
          // Rounding must not make two equal actions take turns for ever.
          if best - kept > 1e-13 * max(1, abs(kept)) {
            policy[state] = action
            changed += 1
          }
        }
      }
    }
    residual = greatest
    count(backups: table.stateCount * table.actionCount)
    return changed
  }

  /// max |T V - V| now, without changing anything.
  mutating func measureResidual() {
    let (low, high) = differences()
    residual = max(high, -low)
    count(backups: table.stateCount * table.actionCount)
  }

  /// The least and the greatest of T V - V, and 0.
  private func differences() -> (Double, Double) {
    table.withSweeper { sweeper in
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return (0, 0) }
        var (low, high) = (0.0, 0.0)
        for state in 0..<table.stateCount {
          let difference = sweeper.best(of: state, base) - base[state]
          low = min(low, difference)
          high = max(high, difference)
        }
        return (low, high)
      }
    }
  }

  /// The most by which rounding can falsify one backup: a row of n successors adds n products and a reward, each at most
  /// u = 2^-53 of its size off.
  func rounding() -> Double {
    let greatestValue = values.reduce(0) { max($0, abs($1)) }
    let greatestReward = table.meanRewards.reduce(0) { max($0, abs($1)) }
    let longest = zip(table.offsets.dropFirst(), table.offsets).reduce(0) { max($0, Int($1.0 - $1.1)) }
    return Double(longest + 2) * 0x1p-53 * (greatestReward + greatestValue)
  }

  /// Measures the residual once more, reads off the policy and bounds its loss.
  ///
  /// With d = T V - V and discount < 1: V* <= T V + gamma / (1 - gamma) max(0, max d), and the greedy policy's value is
  /// at least T V + gamma / (1 - gamma) min(0, min d) (J. MacQueen, 1966; M. L. Puterman, "Markov Decision Processes",
  /// theorem 6.6.2, with 0 because worlds may end). An action that lies g below the best costs at most g / (1 - gamma)
  /// more, and so do the roundings of the backups compared.
  mutating func finish() -> Plan {
    let (low, high) = differences()
    let discount = problem.discount
    let (policy, gap) = TieBreaking.policy(table, values: values, width: min(1e-10, problem.tolerance))
    let bound =
      discount < 1 ? (discount * (high - low) + gap + 4 * rounding()) / (1 - discount) : .infinity
    return Plan(
      values: values, policy: policy, sweeps: sweeps, backups: backups, residual: max(high, -low),
      policyLossBound: bound)
  }
}
