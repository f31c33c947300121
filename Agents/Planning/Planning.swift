public import ReinforcementLearning
public import Persistence

/// A model, a discount and how good the answer must be.
public struct PlanningProblem: Sendable {
  /// p(s', r | s, a)
  public let model: TransitionModel
  /// gamma, in 0...1
  public let discount: Double
  /// The greatest Bellman residual, max |T V - V|, of an acceptable answer.
  public let tolerance: Double
  /// Sweeps over all states after which planning gives up.
  public let sweepLimit: Int
  /// Planning that is cancelled stops where it is, as at the limit of its sweeps.
  public var supervision = Supervision.none

  /// A problem that is solved when the residual is below `tolerance`.
  public init(
    _ model: TransitionModel, discount: Double = 0.99, tolerance: Double = 1e-8, sweepLimit: Int = 1_000_000
  ) {
    precondition((0...1).contains(discount), "a discount lies in 0...1, got \(discount)")
    precondition(tolerance > 0, "a tolerance is positive, got \(tolerance)")
    self.model = model
    self.discount = discount
    self.tolerance = tolerance
    self.sweepLimit = sweepLimit
  }

  /// A problem whose answer must be proven to lose no more than `loss` to the best policy.
  ///
  /// The residual asked for is ten times smaller than the proof needs, so that the values themselves have as many right
  /// digits. Without a discount nothing is proven, and a thousandth of `loss` is asked for.
  public init(
    _ model: TransitionModel, discount: Double, policyLoss loss: Double, sweepLimit: Int = 1_000_000
  ) {
    let residual = discount < 1 && discount > 0 ? loss * min(1, (1 - discount) / (20 * discount)) : loss * 1e-3
    self.init(model, discount: discount, tolerance: max(residual, 1e-15), sweepLimit: sweepLimit)
  }
}

/// What a planner returns: values, a policy, and how far from the best it can be.
public struct Plan: Sendable {
  /// V(s) for every state of the model.
  public var values: [Double]
  /// The greedy action in every state; ties are broken toward termination.
  public var policy: [Int]
  /// Passes over all states, or as many backups as one.
  public var sweeps: Int
  /// Backups of one state with one action.
  public var backups: Int
  /// max over s of |T V - V|, measured in a last sweep.
  public var residual: Double
  /// No state's value under `policy` is further below the optimum than this; infinite when nothing is proven.
  public var policyLossBound: Double

  /// What a planner found.
  public init(
    values: [Double], policy: [Int], sweeps: Int, backups: Int, residual: Double, policyLossBound: Double
  ) {
    self.values = values
    self.policy = policy
    self.sweeps = sweeps
    self.backups = backups
    self.residual = residual
    self.policyLossBound = policyLossBound
  }
}

/// An algorithm that computes a policy from a model.
public protocol Planner: Sendable {
  /// The policy for a problem, with its values and what it cost to find them.
  func plan(_ problem: PlanningProblem) -> Plan
}

/// A model prepared for sweeping: discount folded into the weights, mean rewards summed, duplicate successors merged,
/// terminal successors (worth nothing) left out.
///
/// Sweeps are bound by memory, so where all successors of every row are equally likely, as on slippery ice, one weight
/// a row is kept instead of one an entry: a third of the bytes.
struct BackupTable {
  let stateCount: Int
  let actionCount: Int
  /// [state * actionCount + action]: the row's first entry.
  let offsets: [Int32]
  let successors: [Int32]
  /// discount * p(s' | s, a), one for each entry, or for each row where that is enough.
  let weights: [Double]
  let hasRowWeights: Bool
  /// sum of p r for each row
  let meanRewards: [Double]

  init(_ model: TransitionModel, discount: Double) {
    stateCount = model.stateCount
    actionCount = model.actionCount
    let rowCount = stateCount * actionCount
    var offsets = [Int32](repeating: 0, count: rowCount + 1)
    var meanRewards = [Double](repeating: 0, count: rowCount)
    var rowWeights = [Double](repeating: 0, count: rowCount)
    var successors: [Int32] = []
    var weights: [Double] = []
    successors.reserveCapacity(model.nextStates.count)
    // Filled once a row turns out to have more than one weight.
    var isUniform = true
    for row in 0..<rowCount {
      let first = successors.count
      var reward = 0.0
      for entry in Int(model.offsets[row])..<Int(model.offsets[row + 1]) {
        reward += model.probabilities[entry] * model.rewards[entry]
        if model.terminations[entry] { continue }
        let next = model.nextStates[entry]
        let weight = discount * model.probabilities[entry]
        if isUniform {
          if successors.count == first {
            rowWeights[row] = weight
          } else if weight != rowWeights[row] {
            isUniform = false
            weights.reserveCapacity(model.nextStates.count)
            for earlier in 0..<row {
              for _ in offsets[earlier]..<offsets[earlier + 1] { weights.append(rowWeights[earlier]) }
            }
            for _ in first..<successors.count { weights.append(rowWeights[row]) }
          }
        }
        successors.append(next)
        if !isUniform { weights.append(weight) }
      }
      meanRewards[row] = reward
      offsets[row + 1] = Int32(successors.count)
    }
    self.offsets = offsets
    self.successors = successors
    self.weights = isUniform ? rowWeights : weights
    self.meanRewards = meanRewards
    hasRowWeights = isUniform
  }

  /// The table's arrays as pointers, for the length of a sweep.
  struct Sweeper {
    let actionCount: Int
    let offsets: UnsafePointer<Int32>
    let successors: UnsafePointer<Int32>
    let weights: UnsafePointer<Double>
    let rewards: UnsafePointer<Double>
    let hasRowWeights: Bool

    /// Backed-up value of one row.
    @inline(__always)
    func value(ofRow row: Int, _ values: UnsafePointer<Double>) -> Double {
      let (first, end) = (Int(offsets[row]), Int(offsets[row &+ 1]))
      if hasRowWeights {
        var sum = 0.0
        for entry in first..<end { sum += values[Int(successors[entry])] }
        return rewards[row] + weights[row] * sum
      }
      var sum = rewards[row]
      for entry in first..<end { sum += weights[entry] * values[Int(successors[entry])] }
      return sum
    }

    /// The greatest backed-up value of a state.
    @inline(__always)
    func best(of state: Int, _ values: UnsafePointer<Double>) -> Double {
      var best = -Double.infinity
      for row in (state &* actionCount)..<(state &* actionCount &+ actionCount) {
        let candidate = value(ofRow: row, values)
        best = candidate > best ? candidate : best
      }
      return best
    }

    /// The greatest backed-up value of a state, and the first action that has it.
    @inline(__always)
    func choice(of state: Int, _ values: UnsafePointer<Double>) -> (value: Double, action: Int32) {
      var best = -Double.infinity
      var chosen: Int32 = 0
      for action in 0..<actionCount {
        let candidate = value(ofRow: state &* actionCount &+ action, values)
        chosen = candidate > best ? Int32(truncatingIfNeeded: action) : chosen
        best = candidate > best ? candidate : best
      }
      return (best, chosen)
    }
  }

  @inline(__always)
  func withSweeper<Result>(_ body: (Sweeper) -> Result) -> Result {
    offsets.withUnsafeBufferPointer { offsets in
      successors.withUnsafeBufferPointer { successors in
        weights.withUnsafeBufferPointer { weights in
          meanRewards.withUnsafeBufferPointer { rewards in
            // Every array but `successors` has an element; an empty one is never read.
            guard let offsets = offsets.baseAddress, let weights = weights.baseAddress ?? rewards.baseAddress,
              let rewards = rewards.baseAddress
            else { preconditionFailure("a model has at least one state and one action") }
            let entries = successors.baseAddress ?? offsets
            return body(
              Sweeper(
                actionCount: actionCount, offsets: offsets, successors: entries, weights: weights, rewards: rewards,
                hasRowWeights: hasRowWeights))
          }
        }
      }
    }
  }

  /// The weights of a row, summed: discount times the probability of going on.
  func continuation(ofRow row: Int) -> Double {
    let entries = Int(offsets[row])..<Int(offsets[row + 1])
    return hasRowWeights ? Double(entries.count) * weights[row] : weights[entries].reduce(0, +)
  }

  func weight(ofEntry entry: Int, row: Int) -> Double { weights[hasRowWeights ? row : entry] }
}
