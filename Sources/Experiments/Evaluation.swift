public import Randomness
public import ReinforcementLearning

/// How good the greedy policy is: exactly where the model is known, from episodes otherwise.
public struct Evaluator: Sendable {
  /// Steps allowed to an episode of a world without a limit of its own.
  public static let defaultStepLimit = 1_000

  /// Transitions times steps beyond which returns are sampled although the model is known.
  static let mostOperations = 1_000_000_000

  private let model: TransitionModel?
  private let observations: [Int]
  private let stepLimit: Int
  private let supervision: Supervision
  /// The best expected return within the step limit, with the model.
  public let optimalReturn: Double?

  /// - Parameter supervision: may cancel evaluations, whose results then mean nothing.
  public init(_ world: any World, stepLimit: Int?, supervision: Supervision = .none) {
    self.supervision = supervision
    self.stepLimit = stepLimit ?? Self.defaultStepLimit
    let tabular = world as? any TabularWorld
    // Backward induction over a huge map at every evaluation would take longer than the training.
    let reachable = tabular?.reachableModel(
      within: self.stepLimit, mostTransitions: Self.mostOperations / self.stepLimit)
    model = reachable?.model
    observations = (reachable?.states ?? []).map { tabular?.observationIndex(ofModelState: $0) ?? $0 }
    optimalReturn = model?.optimalReturn(limit: self.stepLimit, supervision: supervision)
  }

  /// The exact expected return of a policy, given by observation, within the step limit; nil without a model.
  public func policyReturn(_ policy: [Int]) -> Double? {
    model?.policyReturn(observations.map { policy[$0] }, limit: stepLimit, supervision: supervision)
  }

  /// The exact expected return of the session's greedy policy; nil where there is no model or no table.
  public func exactReturn(of session: any Session) -> Double? {
    (session as? any TableSession).flatMap { policyReturn($0.greedyPolicy) }
  }

  /// Greedy episodes on streams of their own: the same for the same seed, and nothing to the training run.
  public func rollouts(_ session: any Session, episodes: Int, seed: Seed) -> [EpisodeRecord] {
    session.rollouts(episodes, seed: seed, stepLimit: stepLimit)
  }
}
