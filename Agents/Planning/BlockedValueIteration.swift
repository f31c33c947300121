import ReinforcementLearning
import Persistence

/// Value iteration in blocks: sweeps in place, leaving out what cannot have changed.
///
/// States are cut into blocks of consecutive numbers. For each block a bound on its Bellman residual is kept: what the
/// blocks it looks at have changed since it was last backed up, times the greatest weight with which it looks. Rounds
/// go forwards and backwards over the blocks whose bound is not below the tolerance, in place; after a round over all
/// actions come cheaper ones of the policy found. Where values are settled, or nothing has arrived yet, work costs
/// nothing, and when no block is left the residual is proven.
///
/// Source: D. Wingate and K. D. Seppi, "Prioritization Methods for Accelerating MDP Solvers", JMLR 6, 2005.
///
/// Differences from the paper: rounds instead of a priority queue. Visiting always the block with the greatest bound
/// took four times the backups on the 512 x 512 grid, because bounds, being sums, overstate.
public struct BlockedValueIteration: Planner {
  /// States in a block.
  public var blockSize: Int
  /// Rounds of the policy after each round over all actions.
  public var policyRounds: Int

  /// Blocks of `blockSize` states, at least one.
  public init(blockSize: Int = 64, policyRounds: Int = 6) {
    precondition(blockSize > 0, "a block has at least one state, got \(blockSize)")
    self.blockSize = blockSize
    self.policyRounds = policyRounds
  }

  /// Plans until the residual is small enough, or sweeps run out.
  public func plan(_ problem: PlanningProblem) -> Plan {
    var run = PlanningRun(problem)
    let table = run.table
    let blockCount = (table.stateCount + blockSize - 1) / blockSize
    let readers = BlockReaders(table, blockSize: blockSize, blockCount: blockCount)
    var bounds = [Double](repeating: .infinity, count: blockCount)
    var policy = [Int32](repeating: 0, count: table.stateCount)
    var active = Array(0..<blockCount)
    var rowBackups = 0
    var round = 0
    while !active.isEmpty, !problem.supervision.isCancelled,
      rowBackups / (table.stateCount * table.actionCount) < problem.sweepLimit
    {
      let choosing = round % (policyRounds + 1) == 0
      let isReversed = round % 2 == 0
      round += 1
      for place in active.indices {
        let block = active[isReversed ? active.count - 1 - place : place]
        let states = (block * blockSize)..<min((block + 1) * blockSize, table.stateCount)
        let change = table.withSweeper { sweeper in
          run.values.withUnsafeMutableBufferPointer { values in
            policy.withUnsafeMutableBufferPointer { policy in
              sweep(states, choosing: choosing, isReversed: isReversed, sweeper, values, policy)
            }
          }
        }
        rowBackups += states.count * (choosing ? table.actionCount : 1)
        // A round over all actions leaves only what its own later backups changed under its earlier ones.
        if choosing { bounds[block] = 0 }
        if change == 0 { continue }
        for index in readers.range(of: block) {
          bounds[Int(readers.blocks[index])] += readers.weights[index] * change
        }
      }
      if choosing { active = (0..<blockCount).filter { bounds[$0] >= problem.tolerance } }
    }
    run.record(backups: rowBackups)
    return run.finish()
  }

  /// One pass over a block in place; returns the greatest change.
  @inline(__always)
  private func sweep(
    _ states: Range<Int>, choosing: Bool, isReversed: Bool, _ sweeper: BackupTable.Sweeper,
    _ values: UnsafeMutableBufferPointer<Double>, _ policy: UnsafeMutableBufferPointer<Int32>
  ) -> Double {
    guard let values = values.baseAddress, let policy = policy.baseAddress else { return 0 }
    var greatest = 0.0
    for index in 0..<states.count {
      let state = isReversed ? states.upperBound &- 1 &- index : states.lowerBound &+ index
      let backed: Double
      if choosing {
        (backed, policy[state]) = sweeper.choice(of: state, values)
      } else {
        backed = sweeper.value(ofRow: state &* sweeper.actionCount &+ Int(policy[state]), values)
      }
      greatest = max(greatest, abs(backed - values[state]))
      values[state] = backed
    }
    return greatest
  }
}

/// For every block, the blocks whose states can lead into it and the greatest weight with which they do.
private struct BlockReaders {
  private var offsets: [Int] = [0]
  var blocks: [Int32] = []
  var weights: [Double] = []

  init(_ table: BackupTable, blockSize: Int, blockCount: Int) {
    var readers = [[Int32: Double]](repeating: [:], count: blockCount)
    // A reader's bound takes the whole weight of a row, since all its successors may lie in the block that changed.
    for reader in 0..<blockCount {
      var greatest: [Int: Double] = [:]
      var last = -1
      var lastWeight = 0.0
      for state in reader * blockSize..<min((reader + 1) * blockSize, table.stateCount) {
        for row in state * table.actionCount..<(state + 1) * table.actionCount {
          let weight = table.continuation(ofRow: row)
          for entry in Int(table.offsets[row])..<Int(table.offsets[row + 1]) {
            let block = Int(table.successors[entry]) / blockSize
            if block == last, weight <= lastWeight { continue }
            greatest[block] = max(greatest[block] ?? 0, weight)
            (last, lastWeight) = (block, greatest[block] ?? weight)
          }
        }
      }
      for (block, weight) in greatest { readers[block][Int32(reader)] = weight }
    }
    for map in readers {
      for (block, weight) in map.sorted(by: { $0.key < $1.key }) {
        blocks.append(block)
        weights.append(weight)
      }
      offsets.append(blocks.count)
    }
  }

  func range(of block: Int) -> Range<Int> { offsets[block]..<offsets[block + 1] }
}
