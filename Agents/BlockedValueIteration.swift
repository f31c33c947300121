public import ReinforcementLearning

/// Value iteration in blocks: works where values are most wrong, in pieces that fit the cache.
///
/// States are cut into blocks of consecutive numbers. The block with the greatest bound on its Bellman residual is
/// swept in place until most of that is gone; its change, times the greatest weight with which another block looks at
/// it, is added to that block's bound. Values thus settle near the rewards first and spread from there, and states
/// that nothing reaches cost nothing. Within a block, sweeps of value iteration alternate with cheaper ones of the
/// policy found.
///
/// Source: D. Wingate and K. D. Seppi, "Prioritization Methods for Accelerating MDP Solvers", JMLR 6, 2005.
///
/// Differences from the paper: bounds are sums, never recomputed, so that an empty queue proves the residual.
public struct BlockedValueIteration: Planner {
  public var blockSize: Int
  /// Sweeps of the policy after each sweep over all actions, within a block.
  public var policySweeps: Int

  public init(blockSize: Int = 4096, policySweeps: Int = 3) {
    precondition(blockSize > 0, "a block has at least one state, got \(blockSize)")
    self.blockSize = blockSize
    self.policySweeps = policySweeps
  }

  public func plan(_ problem: PlanningProblem) -> Plan {
    var run = PlanningRun(problem)
    let table = run.table
    let states = table.stateCount
    let blockCount = (states + blockSize - 1) / blockSize
    let readers = BlockReaders(table, blockSize: blockSize, blockCount: blockCount)
    var queue = PriorityQueue(count: blockCount)
    var policy = [Int32](repeating: 0, count: states)
    var before = [Double](repeating: 0, count: blockSize)
    for block in 0..<blockCount { queue.set(block, .greatestFiniteMagnitude) }
    var rowBackups = 0
    let most = problem.sweepLimit.multipliedReportingOverflow(by: states * table.actionCount)
    let limit = most.overflow ? Int.max : most.partialValue
    while let (block, priority) = queue.top, priority >= problem.tolerance, rowBackups < limit {
      let range = (block * blockSize)..<min((block + 1) * blockSize, states)
      let goal = max(problem.tolerance / 2, priority < 1 ? priority / 8 : 0)
      let change = table.withSweeper { sweeper in
        run.values.withUnsafeMutableBufferPointer { values in
          policy.withUnsafeMutableBufferPointer { policy in
            before.withUnsafeMutableBufferPointer { before in
              guard let values = values.baseAddress, let policy = policy.baseAddress else { return 0.0 }
              for state in range { before[state - range.lowerBound] = values[state] }
              rowBackups += settle(range, goal: goal, sweeper, values, policy)
              var change = 0.0
              for state in range { change = max(change, abs(values[state] - before[state - range.lowerBound])) }
              return change
            }
          }
        }
      }
      // What is left of the block's own residual after its last sweep is below the goal.
      queue.set(block, goal * problem.discount * 0.999)
      if change == 0 { continue }
      for index in readers.range(of: block) {
        let reader = Int(readers.blocks[index])
        if reader != block { queue.set(reader, queue.priority(reader) + readers.weights[index] * change) }
      }
    }
    run.record(backups: rowBackups)
    return run.finish()
  }

  /// Sweeps a block until a sweep over all actions changes less than `goal`; returns the backups of single actions.
  @inline(__always)
  private func settle(
    _ range: Range<Int>, goal: Double, _ sweeper: BackupTable.Sweeper, _ values: UnsafeMutablePointer<Double>,
    _ policy: UnsafeMutablePointer<Int32>
  ) -> Int {
    var backups = 0
    var isReversed = true
    for _ in 0..<10_000 {
      var greatest = 0.0
      for index in 0..<range.count {
        let state = isReversed ? range.upperBound &- 1 &- index : range.lowerBound &+ index
        let (backed, action) = sweeper.choice(of: state, values)
        greatest = max(greatest, abs(backed - values[state]))
        values[state] = backed
        policy[state] = action
      }
      backups += range.count * sweeper.actionCount
      isReversed.toggle()
      if greatest < goal || greatest == 0 { break }
      for _ in 0..<policySweeps {
        for index in 0..<range.count {
          let state = isReversed ? range.upperBound &- 1 &- index : range.lowerBound &+ index
          values[state] = sweeper.value(ofRow: state &* sweeper.actionCount &+ Int(policy[state]), values)
        }
        backups += range.count
        isReversed.toggle()
      }
    }
    return backups
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
