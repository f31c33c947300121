/// Greedy policies whose ties lead out of the world rather than round in circles.
///
/// Without discounting, walking in circles for nothing can look as good as reaching the goal. Among the actions within
/// `width` of the best (or as near as rounding can tell), states next to an ending take one that may end; then their neighbours take one that may lead
/// there, and so on: a policy that ends with probability 1 wherever one of equal value does.
enum TieBreaking {
  /// - Parameter width: by how much the value of an action may lie below the best one's, in value.
  /// - Returns: an action for each state, and the most that one of them lies below the best.
  static func policy(
    _ table: BackupTable, values: [Double], width: Double
  ) -> (actions: [Int], greatestGap: Double) {
    let actions = table.actionCount
    var policy = [Int](repeating: -1, count: table.stateCount)
    var isTied = [Bool](repeating: false, count: table.stateCount * actions)
    table.withSweeper { sweeper in
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for state in 0..<table.stateCount {
          let best = sweeper.best(of: state, base)
          var tieCount = 0
          var first = 0
          for action in (0..<actions).reversed() {
            let row = state * actions + action
            if sweeper.value(ofRow: row, base) >= best - slack(width, at: best) {
              isTied[row] = true
              tieCount += 1
              first = action
            }
          }
          if tieCount == 1 { policy[state] = first }
        }
      }
    }
    if policy.contains(-1) { leadOut(table, isTied, &policy) }
    for state in policy.indices where policy[state] < 0 {
      policy[state] = (0..<actions).first { isTied[state * actions + $0] } ?? 0
    }
    return (policy, gap(table, values, policy))
  }

  /// `width`, or what rounding may make of two equal sums of the size of `value`.
  static func slack(_ width: Double, at value: Double) -> Double { max(width, 16 * abs(value).ulp) }

  /// max over s of max_a q(s, a) - q(s, policy(s)).
  private static func gap(_ table: BackupTable, _ values: [Double], _ policy: [Int]) -> Double {
    table.withSweeper { sweeper in
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return 0 }
        return policy.enumerated().reduce(0) { greatest, choice in
          let chosen = sweeper.value(ofRow: choice.offset * table.actionCount + choice.element, base)
          return max(greatest, sweeper.best(of: choice.offset, base) - chosen)
        }
      }
    }
  }

  /// Chooses among tied actions, from the endings outwards.
  private static func leadOut(_ table: BackupTable, _ isTied: [Bool], _ policy: inout [Int]) {
    let actions = table.actionCount
    // A row may end the world when its weights do not sum to the discount; rows are compared with the fullest one.
    let fullest = (0..<isTied.count).lazy.map { table.continuation(ofRow: $0) }.max() ?? 0
    var frontier: [Int] = []
    var isReached = [Bool](repeating: false, count: table.stateCount)
    // For each state the tied rows that may lead there, as linked lists in flat arrays.
    var heads = [Int32](repeating: -1, count: table.stateCount)
    var links: [(row: Int32, next: Int32)] = []
    for state in 0..<table.stateCount {
      for action in 0..<actions {
        let row = state * actions + action
        guard isTied[row], policy[state] < 0 || policy[state] == action else { continue }
        if table.continuation(ofRow: row) < fullest * (1 - 1e-9), !isReached[state] {
          policy[state] = action
          isReached[state] = true
          frontier.append(state)
        }
        for entry in Int(table.offsets[row])..<Int(table.offsets[row + 1]) {
          let next = Int(table.successors[entry])
          links.append((Int32(row), heads[next]))
          heads[next] = Int32(links.count - 1)
        }
      }
    }
    var place = 0
    while place < frontier.count {
      var link = heads[frontier[place]]
      place += 1
      while link >= 0 {
        let row = Int(links[Int(link)].row)
        link = links[Int(link)].next
        let (state, action) = (row / actions, row % actions)
        if isReached[state] || (policy[state] >= 0 && policy[state] != action) { continue }
        policy[state] = action
        isReached[state] = true
        frontier.append(state)
      }
    }
  }
}
