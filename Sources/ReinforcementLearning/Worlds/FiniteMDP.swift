public import Randomness

/// A Markov decision process with numbered states whose transition probabilities are known exactly.
///
/// The model is the truth and the simulator samples from it: `initialState` and `advance` come for free, with one
/// `nextDouble` for each, also where nothing is left to chance. That is how Gymnasium's toy-text worlds consume their
/// stream, so a model that lists its successors in Gymnasium's order reproduces Gymnasium's trajectories.
///
/// Laws: probabilities are positive and sum to 1 within 1e-12; a terminal state leads only to itself with reward 0.
public protocol FiniteMDP: IndexedEnvironment where State == Int, Observation == Int {
  var stateCount: Int { get }
  /// The states an episode can start in, with their probabilities.
  var initialStates: [WeightedState] { get }
  /// Everything that can follow `action` in `state`, in the order in which the simulator's draw runs through it.
  func successors(of state: Int, taking action: Int) -> [Successor]
}

/// A state and its probability.
public struct WeightedState: Hashable, Sendable {
  public var state: Int
  public var probability: Double

  public init(state: Int, probability: Double) {
    self.state = state
    self.probability = probability
  }
}

/// One possible consequence of an action.
public struct Successor: Hashable, Sendable {
  public var state: Int
  public var probability: Double
  public var reward: Double
  public var isTerminal: Bool

  public init(state: Int, probability: Double = 1, reward: Double, isTerminal: Bool) {
    self.state = state
    self.probability = probability
    self.reward = reward
    self.isTerminal = isTerminal
  }
}

extension FiniteMDP {
  public var observationCount: Int { stateCount }

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

/// A world that is not sampled from a table but whose exact model is known all the same (Blackjack draws cards).
public protocol ExactlyModelled: IndexedEnvironment {
  associatedtype Model: FiniteMDP
  /// The model; its states may tell more than an observation does.
  var model: Model { get }
  /// The observation an agent has in a state of the model.
  func observationIndex(ofModelState state: Int) -> Int
}
