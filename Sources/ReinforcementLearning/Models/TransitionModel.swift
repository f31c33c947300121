/// An exact model as flat arrays: what planners sweep over and exact evaluation reads.
///
/// Sparse rows, one for each pair: the successors of action `a` in state `s` are the entries
/// `offsets[s * actionCount + a] ..< offsets[s * actionCount + a + 1]`, in the model's own order.
public struct TransitionModel: Sendable {
  /// The number of states s.
  public let stateCount: Int
  /// The number of actions a, the same in every state.
  public let actionCount: Int
  /// Where episodes start, and with which probability.
  public let initialStates: [WeightedState]
  /// [pairs + 1]: where each pair's entries begin.
  public let offsets: [Int32]
  /// [entries]: s'
  public let nextStates: [Int32]
  /// [entries]: p(s', r | s, a)
  public let probabilities: CodedColumn<Double>
  /// [entries]: r
  public let rewards: CodedColumn<Double>
  /// [entries]: whether the world ends there.
  public let terminations: CodedColumn<Bool>

  /// Compiles the whole model.
  public init(_ mdp: some FiniteMDP) {
    self.init(
      stateCount: mdp.stateCount, actionCount: mdp.actionCount, initialStates: mdp.initialStates,
      successors: mdp.successors(of:taking:))
  }

  /// Compiles a model from what follows each pair.
  public init(
    stateCount: Int, actionCount: Int, initialStates: [WeightedState],
    successors: (_ state: Int, _ action: Int) -> [Successor]
  ) {
    self.stateCount = stateCount
    self.actionCount = actionCount
    self.initialStates = initialStates
    var offsets: [Int32] = [0]
    var nextStates: [Int32] = []
    var kinds = TransitionKinds()
    offsets.reserveCapacity(stateCount * actionCount + 1)
    for state in 0..<stateCount {
      for action in 0..<actionCount {
        for successor in successors(state, action) {
          nextStates.append(Int32(successor.state))
          kinds.append(successor)
        }
        offsets.append(Int32(nextStates.count))
      }
      if state == 4095 {
        // The first states tell how long rows are: without it a growing array would for a while be there twice.
        let expected = (nextStates.count / 4096 + 1) * stateCount
        nextStates.reserveCapacity(expected)
        kinds.reserve(expected)
      }
    }
    self.offsets = offsets
    self.nextStates = nextStates
    probabilities = kinds.probabilities
    rewards = kinds.rewards
    terminations = kinds.terminations
  }

  /// The entries of one row.
  @inlinable
  public func entries(of state: Int, taking action: Int) -> Range<Int> {
    let row = state * actionCount + action
    return Int(offsets[row])..<Int(offsets[row + 1])
  }

  /// An entry as a value.
  public func successor(at entry: Int) -> Successor {
    Successor(
      state: Int(nextStates[entry]), probability: probabilities[entry], reward: rewards[entry],
      isTerminal: terminations[entry])
  }

  /// Whether every action in `state` stays there for nothing: an ended world.
  public func isAbsorbing(_ state: Int) -> Bool {
    (0..<actionCount).allSatisfy { action in
      entries(of: state, taking: action).allSatisfy { Int(nextStates[$0]) == state && rewards[$0] == 0 }
    }
  }

  /// The mean reward of `action` in `state`.
  public func meanReward(of state: Int, taking action: Int) -> Double {
    entries(of: state, taking: action).reduce(0) { $0 + probabilities[$1] * rewards[$1] }
  }

  /// Mean over the initial states of a value per state.
  public func startValue(_ values: [Double]) -> Double {
    initialStates.reduce(0) { $0 + $1.probability * values[$1.state] }
  }

  /// sum over s' of p (r + discount * V(s') [s' not terminal]): the backed-up value of one pair.
  @inlinable
  public func backup(_ state: Int, _ action: Int, discount: Double, values: [Double]) -> Double {
    var sum = 0.0
    for entry in entries(of: state, taking: action) {
      let next = terminations[entry] ? 0 : discount * values[Int(nextStates[entry])]
      sum += probabilities[entry] * (rewards[entry] + next)
    }
    return sum
  }
}
