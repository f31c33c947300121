import ReinforcementLearning
import Persistence

/// Value iteration that always backs up the state whose value is most wrong.
///
/// A state's priority is its Bellman error |max_a backup(s, a) - V(s)|; a backup raises the priorities of the states
/// that lead there, by the greatest weight with which they do.
///
/// Source: A. W. Moore and C. G. Atkeson, "Prioritized Sweeping", 1993, with a known model; Sutton and Barto, 2nd
/// edition, section 8.4.
public struct PrioritisedValueIteration: Planner {
  /// Nothing to choose.
  public init() {}

  /// Plans until the residual is small enough, or sweeps run out.
  public func plan(_ problem: PlanningProblem) -> Plan {
    var run = PlanningRun(problem)
    let table = run.table
    let predecessors = Predecessors(table)
    var queue = PriorityQueue(count: table.stateCount)
    for state in 0..<table.stateCount {
      queue.set(state, run.values.withUnsafeBufferPointer { error(table, state, $0) })
    }
    // Priorities are upper bounds, so an empty queue above the tolerance proves the residual.
    var stateBackups = table.stateCount
    while let (state, priority) = queue.top, priority >= problem.tolerance,
      stateBackups / table.stateCount < problem.sweepLimit
    {
      let change = run.values.withUnsafeMutableBufferPointer { values in
        guard let base = values.baseAddress else { return 0.0 }
        let backed = table.withSweeper { $0.best(of: state, base) }
        defer { base[state] = backed }
        return abs(backed - base[state])
      }
      stateBackups += 1
      if stateBackups % 4096 == 0, problem.supervision.isCancelled { break }
      queue.set(state, 0)
      if change == 0 { continue }
      for index in predecessors.range(of: state) {
        let previous = Int(predecessors.states[index])
        queue.set(previous, queue.priority(previous) + predecessors.weights[index] * change)
      }
    }
    run.sweeps = stateBackups / max(1, table.stateCount)
    run.backups = stateBackups * table.actionCount
    return run.finish()
  }

  private func error(_ table: BackupTable, _ state: Int, _ values: UnsafeBufferPointer<Double>) -> Double {
    guard let base = values.baseAddress else { return 0 }
    return abs(table.withSweeper { $0.best(of: state, base) } - base[state])
  }
}

/// For every state, the states that can lead to it and the greatest weight over their actions.
private struct Predecessors {
  var offsets: [Int]
  var states: [Int32] = []
  var weights: [Double] = []

  init(_ table: BackupTable) {
    var greatest = [[Int32: Double]](repeating: [:], count: table.stateCount)
    for state in 0..<table.stateCount {
      for row in state * table.actionCount..<(state + 1) * table.actionCount {
        // A row may name a successor twice; its weights then add up.
        var weights: [Int: Double] = [:]
        for entry in Int(table.offsets[row])..<Int(table.offsets[row + 1]) {
          weights[Int(table.successors[entry]), default: 0] += table.weight(ofEntry: entry, row: row)
        }
        for (next, weight) in weights {
          greatest[next][Int32(state)] = max(greatest[next][Int32(state)] ?? 0, weight)
        }
      }
    }
    offsets = [0]
    for map in greatest {
      for (state, weight) in map.sorted(by: { $0.key < $1.key }) {
        states.append(state)
        weights.append(weight)
      }
      offsets.append(states.count)
    }
  }

  func range(of state: Int) -> Range<Int> { offsets[state]..<offsets[state + 1] }
}

/// A binary heap over the numbers `0..<count` whose priorities can change.
struct PriorityQueue {
  private var heap: [Int]
  private var places: [Int]
  private var priorities: [Double]

  init(count: Int) {
    heap = Array(0..<count)
    places = Array(0..<count)
    priorities = Array(repeating: 0, count: count)
  }

  var top: (Int, Double)? { heap.first.map { ($0, priorities[$0]) } }
  func priority(_ item: Int) -> Double { priorities[item] }

  mutating func set(_ item: Int, _ priority: Double) {
    let isRising = priority > priorities[item]
    priorities[item] = priority
    var place = places[item]
    if isRising {
      while place > 0, priorities[heap[(place - 1) / 2]] < priority {
        exchange(place, (place - 1) / 2)
        place = (place - 1) / 2
      }
      return
    }
    while true {
      var largest = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
        if priorities[heap[child]] > priorities[heap[largest]] { largest = child }
      }
      if largest == place { return }
      exchange(place, largest)
      place = largest
    }
  }

  private mutating func exchange(_ first: Int, _ second: Int) {
    heap.swapAt(first, second)
    places[heap[first]] = first
    places[heap[second]] = second
  }
}
