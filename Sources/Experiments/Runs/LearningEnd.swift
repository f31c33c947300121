import ReinforcementLearning

extension AgentRun {
  /// The step from which on nothing is learned, because a schedule takes the learning rate to 0; nil where none does.
  public var learningEnd: Int? { session.network?.agent.learningEnd }

  /// Whether at least one whole batch of steps has been taken since learning ended.
  public var isPastLearning: Bool { learningEnd.map { steps - $0 >= session.stride } ?? false }
}
