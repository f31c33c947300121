public import Randomness
public import ReinforcementLearning
public import Persistence

/// How good the greedy policy is: exactly where the model is known, from episodes otherwise.
///
/// Episodes are whole: they end where the world ends them or its own step limit does. Only in a world without a limit, where
/// a policy may go round for ever, is there a ``Patience``; what it cuts is counted, never cut in silence.
public struct Evaluator: Sendable {
  /// Steps that exact figures look ahead in a world without a limit of its own, wherever nothing else is said.
  public static let defaultStepLimit = 1_000

  /// How long to wait for the end in a world without a step limit.
  public struct Patience: Sendable, Hashable {
    /// Steps after which an episode is cut and counted as capped.
    public let episode: Int
    /// Steps that exact figures look ahead.
    public let horizon: Int

    /// While a run trains, which must not stand still for a policy that goes round.
    public static let training = Patience(episode: 10_000, horizon: defaultStepLimit)
    /// For a policy to be measured.
    public static let measurement = Patience(episode: 100_000, horizon: 100_000)
  }

  /// Transitions times steps beyond which returns are sampled although the model is known.
  static let mostOperations = 1_000_000_000

  private let model: TransitionModel?
  private let observations: [Int]
  /// The world's own limit.
  private let stepLimit: Int?
  private let cap: Int?
  private let supervision: Supervision
  /// Steps after which an evaluated episode ends.
  public let episodeLimit: Int
  /// Steps that exact figures look ahead: no further than episodes are played.
  public let horizon: Int
  /// The best expected return within ``horizon``, with the model.
  public let optimalReturn: Double?

  /// - Parameters:
  ///   - stepLimit: the world's own.
  ///   - cap: steps after which evaluated episodes are cut, where somebody asked for that.
  ///   - supervision: may cancel evaluations, whose results then mean nothing.
  public init(
    _ world: any Environment, stepLimit: Int?, cap: Int? = nil, patience: Patience = .training,
    supervision: Supervision = .none
  ) {
    self.supervision = supervision
    self.stepLimit = stepLimit
    self.cap = cap
    episodeLimit = min(stepLimit ?? .max, cap ?? (stepLimit == nil ? patience.episode : .max))
    // Backward induction over a huge map at every evaluation would take longer than the training.
    let tabular = world as? any TabularEnvironment
    let reachable = tabular?.reachableModel(
      within: stepLimit ?? .max, mostTransitions: Self.mostOperations / (stepLimit ?? Self.defaultStepLimit))
    model = reachable?.model
    let affordable = Self.mostOperations / max(1, model?.nextStates.count ?? 1)
    horizon =
      stepLimit == nil && cap == nil
      ? min(patience.horizon, max(Self.defaultStepLimit, affordable)) : min(stepLimit ?? .max, cap ?? .max)
    observations = (reachable?.states ?? []).map { tabular?.observationIndex(ofModelState: $0) ?? $0 }
    optimalReturn = model?.optimalReturn(limit: horizon, supervision: supervision)
  }

  /// The exact expected return of the session's greedy policy; nil where there is no model or no table.
  public func exactReturn(of session: any AgentSession) -> Double? { exactOutlook(of: session)?.value }

  /// The same, and the steps it looks ahead where the policy goes on after them and the world would let it.
  public func exactOutlook(of session: any AgentSession) -> (value: Double, horizon: Int?)? {
    session.table.flatMap { outlook($0.greedyPolicy) }
  }

  private func outlook(_ policy: [Int]) -> (value: Double, horizon: Int?)? {
    guard let result = model?.policyReturn(observations.map({ policy[$0] }), within: horizon, supervision: supervision)
    else { return nil }
    return (result.value, stepLimit == horizon || result.isSettled ? nil : horizon)
  }

  /// Episodes on streams of their own: the same for the same seed, and nothing to the training run.
  ///
  /// - Parameter isSampled: whether actions are drawn instead of greedy.
  public func rollouts(
    _ session: any AgentSession, episodes: Int, seed: Seed, isSampled: Bool = false
  ) -> [EpisodeRecord] {
    session.rollouts(episodes, seed: seed, stepLimit: episodeLimit, isSampled: isSampled)
  }

  /// Whether episodes may end earlier than the world ends them: because somebody asked for it, or for want of a limit.
  public var canCap: Bool { episodeLimit < stepLimit ?? .max }
  /// Whether somebody asked for it.
  public var hasCap: Bool { canCap && cap != nil }

  /// How many of these episodes were cut here and not by the world.
  public func cappedCount(_ records: [EpisodeRecord]) -> Int {
    canCap ? records.count { $0.end == .truncated && $0.length >= episodeLimit } : 0
  }
}
