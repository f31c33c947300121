/// The part of a model that can be reached from its starts within a number of steps.
///
/// Backward induction over that many steps reads no other state, so its results are those of the whole model, to the
/// last bit: a hundred steps over a map of a million cells see some thousands of them.
public struct ReachableModel: Sendable {
  /// The part as a model of its own; its states have the order of the whole model's.
  public let model: TransitionModel
  /// For each of its states, the state of the whole model.
  public let states: [Int]

  /// - Parameters:
  ///   - steps: after which nothing counts any more.
  ///   - limit: transitions at most.
  /// - Returns: nil when the part has more than `limit` transitions.
  public init?(_ mdp: some FiniteMDP, within steps: Int, mostTransitions limit: Int) {
    let actions = mdp.actionCount
    // The step at which a state is first reached, plus 1; 0 for never.
    var depths = [Int32](repeating: 0, count: mdp.stateCount)
    var frontier: [Int] = []
    for start in mdp.initialStates where depths[start.state] == 0 {
      depths[start.state] = 1
      frontier.append(start.state)
    }
    var found = frontier
    var (transitionCount, depth) = (0, 1)
    while !frontier.isEmpty, depth <= steps {
      depth += 1
      var next: [Int] = []
      for state in frontier {
        for action in 0..<actions {
          let successors = mdp.successors(of: state, taking: action)
          transitionCount += successors.count
          for successor in successors where depths[successor.state] == 0 {
            depths[successor.state] = Int32(clamping: depth)
            next.append(successor.state)
          }
        }
        if transitionCount > limit { return nil }
      }
      found += next
      frontier = next
    }
    // States of the last step are worth nothing then: what follows them does not matter.
    let last = frontier.isEmpty ? Int32.max : Int32(clamping: depth)
    found.sort()
    var numbers = [Int32](repeating: -1, count: mdp.stateCount)
    for (number, state) in found.enumerated() { numbers[state] = Int32(number) }
    let states = found
    self.states = states
    model = TransitionModel(
      stateCount: states.count, actionCount: actions,
      initialStates: mdp.initialStates.map {
        WeightedState(state: Int(numbers[$0.state]), probability: $0.probability)
      }
    ) { number, action in
      let state = states[number]
      if depths[state] == last { return [Successor(state: number, reward: 0, isTerminal: true)] }
      return mdp.successors(of: state, taking: action).map { successor in
        var moved = successor
        moved.state = Int(numbers[successor.state])
        return moved
      }
    }
    if model.nextStates.count > limit { return nil }
  }
}
