public import Randomness

/// A Markov decision process with numbered states whose transition probabilities are known exactly.
///
/// The model is the truth and the simulator samples from it: `initialState` and `advance` come for free, with one
/// `nextDouble` for each, also where nothing is left to chance. That is how Gymnasium's toy-text worlds consume their
/// stream, so a model that lists its successors in Gymnasium's order reproduces Gymnasium's trajectories.
///
/// Laws: probabilities are positive and sum to 1 within 1e-12; a terminal state leads only to itself with reward 0.
public protocol FiniteMDP: TabularEnvironment where State == Int, Observation == Int {
  /// States are `0..<stateCount`; they are the observations.
  var stateCount: Int { get }
  /// The states an episode can start in, with their probabilities.
  var initialStates: [WeightedState] { get }
  /// Everything that can follow `action` in `state`, in the order in which the simulator's draw runs through it.
  func successors(of state: Int, taking action: Int) -> [Successor]
}

/// A state and its probability.
public struct WeightedState: Hashable, Sendable {
  /// In `0..<stateCount`.
  public var state: Int
  /// Above 0.
  public var probability: Double

  /// A state and its probability.
  public init(state: Int, probability: Double) {
    self.state = state
    self.probability = probability
  }
}

/// One possible consequence of an action.
public struct Successor: Hashable, Sendable {
  /// s'
  public var state: Int
  /// p(s', r | s, a), above 0.
  public var probability: Double
  /// r
  public var reward: Double
  /// Whether the world ends there: the value of `state` is 0.
  public var isTerminal: Bool

  /// A consequence, certain unless told otherwise.
  public init(state: Int, probability: Double = 1, reward: Double, isTerminal: Bool) {
    self.state = state
    self.probability = probability
    self.reward = reward
    self.isTerminal = isTerminal
  }
}

extension FiniteMDP {
  public var observationCount: Int { stateCount }
  public var exactModel: ExactModel? { ExactModel(simulating: self) }

  @inlinable
  public func observation(of state: Int) -> Int { state }

  public func initialState<Source: RandomSource>(using random: inout Source) -> Int {
    let starts = initialStates
    return starts[random.categorical(starts.map(\.probability))].state
  }

  public func advance<Source: RandomSource>(
    _ state: inout Int, taking action: Int, using random: inout Source
  ) -> Outcome {
    let candidates = successors(of: state, taking: action)
    let successor = candidates[random.categorical(candidates.map(\.probability))]
    state = successor.state
    return Outcome(reward: successor.reward, isTerminal: successor.isTerminal)
  }
}
