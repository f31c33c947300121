/// A world with numbered observations and actions, so that a table can hold one entry for each pair: what tabular
/// learners and planners need.
public protocol TabularEnvironment: Environment where Action == Int {
  /// How many observations there are.
  var observationCount: Int { get }
  /// How many actions there are: `0..<actionCount`.
  var actionCount: Int { get }
  /// The number of the observation of `state`, in `0..<observationCount`.
  func observationIndex(of state: State) -> Int
  /// The exact model, if one is known.
  var exactModel: ExactModel? { get }
}

extension TabularEnvironment {
  public var actionSpace: Space { .discrete(actionCount) }
  public var exactModel: ExactModel? { nil }

  /// The exact model compiled for planning; nil where none is known. Its states need not be the observations.
  public func transitionModel() -> TransitionModel? { exactModel?.transitions() }

  /// The part of the model that `steps` steps can reach; nil without a model, or if it has more than `limit` transitions.
  public func reachableModel(within steps: Int, mostTransitions limit: Int) -> ReachableModel? {
    exactModel?.reachable(within: steps, mostTransitions: limit)
  }

  /// The observation an agent has in a state of the model.
  public func observationIndex(ofModelState state: Int) -> Int { exactModel?.observation(state) ?? state }

  /// The world as a sampled table, when its simulator is one draw from the model and nothing else.
  public func tableEnvironment() -> TableEnvironment? {
    guard let exactModel, exactModel.isSimulator else { return nil }
    return TableEnvironment(exactModel.transitions())
  }
}

extension TabularEnvironment where Observation == Int {
  public var observationSpace: Space { .discrete(observationCount) }
  @inlinable
  public func observationIndex(of state: State) -> Int { observation(of: state) }
}

/// A world's exact model, and what an agent sees of its states.
public struct ExactModel: Sendable {
  /// The model; its states may tell more than an observation does.
  public let process: any FiniteMDP
  /// Whether the world's simulator is one draw from the model and nothing else.
  public let isSimulator: Bool
  /// The observation an agent has in a state of the model.
  public let observation: @Sendable (_ state: Int) -> Int

  /// The model of a world that samples from it.
  public init(simulating process: some FiniteMDP) {
    self.process = process
    isSimulator = true
    observation = { $0 }
  }

  /// The model of a world with a simulator of its own: Blackjack draws cards.
  ///
  /// - Parameter observation: the observation an agent has in a state of the model.
  public init(of process: some FiniteMDP, observation: @escaping @Sendable (_ state: Int) -> Int = { $0 }) {
    self.process = process
    isSimulator = false
    self.observation = observation
  }

  /// The whole model as flat arrays.
  public func transitions() -> TransitionModel { TransitionModel(process) }

  /// The part that `steps` steps can reach; nil if it has more than `limit` transitions.
  public func reachable(within steps: Int, mostTransitions limit: Int) -> ReachableModel? {
    ReachableModel(process, within: steps, mostTransitions: limit)
  }
}
