/// Greedy policies whose ties lead out of the world rather than round in circles.
///
/// Without discounting, walking in circles for nothing can look as good as reaching the goal. Among the actions within
/// `width` of the best, states next to an ending take one that may end; then their neighbours take one that may lead
/// there, and so on: a policy that ends with probability 1 wherever one of equal value does.
enum TieBreaking {
  static func policy(_ table: BackupTable, values: [Double], width: Double) -> [Int] {
    let actions = table.actionCount
    var policy = [Int](repeating: -1, count: table.stateCount)
    var isTied = [Bool](repeating: false, count: table.stateCount * actions)
    var predecessorRows = [[Int32]](repeating: [], count: table.stateCount)
    var frontier: [Int] = []
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for state in 0..<table.stateCount {
        let best = table.best(of: state, base)
        var tieCount = 0
        var first = 0
        for action in (0..<actions).reversed() {
          let row = state * actions + action
          if table.value(ofRow: row, base) >= best - width * max(1, abs(best)) {
            isTied[row] = true
            tieCount += 1
            first = action
          }
        }
        if tieCount == 1 { policy[state] = first }
      }
    }
    // A row may end the world when its weights do not sum to the discount; rows are compared with the fullest one.
    let fullest = (0..<isTied.count).map { sum(table, $0) }.max() ?? 0
    for state in 0..<table.stateCount {
      for action in 0..<actions {
        let row = state * actions + action
        guard isTied[row] else { continue }
        if sum(table, row) < fullest * (1 - 1e-9), policy[state] < 0 || policy[state] == action {
          if policy[state] < 0 { policy[state] = action }
          frontier.append(state)
        }
        for entry in Int(table.offsets[row])..<Int(table.offsets[row + 1]) {
          predecessorRows[Int(table.successors[entry])].append(Int32(row))
        }
      }
    }
    var isReached = [Bool](repeating: false, count: table.stateCount)
    for state in frontier { isReached[state] = true }
    var head = 0
    while head < frontier.count {
      for row in predecessorRows[frontier[head]] {
        let (state, action) = (Int(row) / actions, Int(row) % actions)
        if isReached[state] || (policy[state] >= 0 && policy[state] != action) { continue }
        policy[state] = action
        isReached[state] = true
        frontier.append(state)
      }
      head += 1
    }
    for state in policy.indices where policy[state] < 0 {
      policy[state] = (0..<actions).first { isTied[state * actions + $0] } ?? 0
    }
    return policy
  }

  private static func sum(_ table: BackupTable, _ row: Int) -> Double {
    table.weights[Int(table.offsets[row])..<Int(table.offsets[row + 1])].reduce(0, +)
  }
}
