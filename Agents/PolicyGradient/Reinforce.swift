import NeuralNetworks
public import Persistence
public import Randomness
public import ReinforcementLearning
public import Settings
import Tensors

/// REINFORCE: whole episodes, then one step along the gradient of their return.
///
///     theta = theta + alpha E[(G_t - b(s_t)) grad ln pi(a_t | s_t)],   G_t = sum_k gamma^k r_{t+k}
///
/// Source: Williams, 1992; Sutton and Barto, 2nd edition, sections 13.3 and 13.4 (with baseline).
///
/// Differences from the book: the factor gamma^t is left out, as everybody does; an update takes several episodes; where time
/// ran out the return goes on with the baseline's value, if there is a baseline. Rows step side by side: what is under way in
/// the others when an update comes goes on with the new policy and is learned from whole, although its first part is an older
/// policy's. Without that part long episodes would lose their beginnings to short ones, and learning would suffer.
public struct Reinforce: PolicyGradientAgent {
  /// Network, memory, normalisers and optimizer.
  public private(set) var core: PolicyCore
  /// What may cancel an update.
  public var supervision = Supervision.none
  /// The episode under way in each row, and those finished since the last update.
  private var open: [Episode]
  private var finished: [Episode] = []
  /// Episodes in an update.
  private let episodes: Int
  private let hasBaseline, normalizesReturns: Bool
  private let world: FeatureOutline

  /// What happened in an episode, step after step.
  struct Episode: Sendable, Codable {
    var observations: [Float] = []
    var numbers: [Int32] = []
    var reals: [Float] = []
    var rewards: [Float] = []
    /// V of the true successor where time ran out.
    var finalValue: Float = 0
    /// What the memory held before the first step: [hidden] or [hidden, cell]; empty at the start of an episode.
    var memory: [[Float]] = []

    init() {}

    /// What is left of an episode under way, in which a memory holds `state`.
    init(from state: RecurrentState?) {
      memory = [state?.hidden, state?.cell].compactMap { $0?.elements }
    }

    var state: RecurrentState? {
      let parts = memory.map { Tensor($0, shape: [1, $0.count]) }
      return parts.first.map { RecurrentState(hidden: $0, cell: parts.count > 1 ? parts[1] : nil) }
    }
  }

  static let entry = AgentEntry(
    Reinforce.self, id: "reinforce", title: "REINFORCE", summary: "whole episodes, with or without a baseline",
    source: "theta += alpha (G - b) grad ln pi  (Williams, 1992)")

  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world.
  public init(_ settings: ReinforceSettings, for world: FeatureOutline, using random: inout PCG64) throws {
    core = try PolicyCore(settings.policy, for: world, using: &random)
    open = Array(repeating: Episode(), count: core.rows)
    episodes = settings.episodes
    hasBaseline = settings.baseline
    normalizesReturns = settings.normalizeReturns
    self.world = world
  }

  /// Draws an action for each row from the policy.
  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    core.act(on: observations, into: &actions, using: &random)
  }

  /// Adds the step of every row to its episode, and learns once enough episodes have finished.
  public mutating func learn(
    from experience: borrowing Transitions<Float>, after actions: Actions, using random: inout PCG64
  ) {
    let rewards = core.rewards.learned(experience)
    let (features, width) = (experience.featureCount, actions.width)
    for row in 0..<core.rows {
      open[row].observations += core.seen[(row * features)..<((row + 1) * features)]
      if width == 0 {
        open[row].numbers.append(actions.numbers[row])
      } else {
        open[row].reals += actions.reals[(row * width)..<((row + 1) * width)]
      }
      open[row].rewards.append(rewards[row])
      guard experience.isLast(row) else { continue }
      if !experience.isTerminal(row), hasBaseline {
        open[row].finalValue = core.finalValue(experience, row: row)
      }
      finished.append(open[row])
      open[row] = Episode()
    }
    core.finish(experience)
    if isUpdateDue { finishUpdate(after: experience.observations, using: &random) }
  }

  /// Whether enough is collected and not yet learned from.
  public var isUpdateDue: Bool { finished.count >= episodes }

  /// A step on all finished episodes, or none: what is cancelled on the way leaves everything as it was before.
  public mutating func finishUpdate(after observations: [Float], using random: inout PCG64) {
    if update() { finished.removeAll() }
  }

  /// Forgets what has been collected of the episodes that go on, because what followed is not known.
  private mutating func cut(after experience: borrowing Transitions<Float>) {
    for row in 0..<core.rows {
      open[row] = experience.isLast(row) ? Episode() : Episode(from: core.memory.state?.row(row))
    }
  }

  /// One step on the episodes that have finished.
  ///
  /// - Returns: whether it came to its end.
  private mutating func update() -> Bool {
    let returns = finished.flatMap {
      discountedReturns(rewards: $0.rewards, discount: discount, bootstrap: $0.finalValue)
    }  // G, [steps]
    let size = returns.count
    let collected = collected(size)
    let (valueWeight, entropyWeight) = (core.valueWeight, core.entropyWeight)
    let pieces = core.network.memory == nil ? [] : Sequences(collected).pieces
    let done = collected.actions(Array(0..<size)[...])
    let x = Tensor(rows: collected.observations, count: size, width: collected.featureCount)
    let target = Tensor(returns, shape: [size])
    var losses = PolicyLosses()
    var baseline: [Float]?
    let supervision = supervision
    let gradient = core.gradient(supervision) { network in
      try supervision.check()
      let h = pieces.isEmpty ? network.trunk(x) : Sequences.outputs(pieces[...], of: collected, network)
      try supervision.check()
      let (logProbability, entropy) = network.policy(h).logProbabilityAndEntropy(of: done)
      var gains = returns  // G - b, [steps]
      var loss = Tensor(0)
      if hasBaseline {
        let values = network.critic(h).reshaped([size])  // b, [steps]
        let read = values.elements
        for index in gains.indices { gains[index] -= read[index] }
        let error = meanSquaredError(values, target)
        (losses.value, baseline) = (error.value, read)
        loss = valueWeight * error
      }
      if normalizesReturns { gains = standardized(gains) }
      let objective = policyGradientObjective(
        logProbability: logProbability, advantages: Tensor(gains, shape: [size]))
      (losses.entropy, losses.policy) = (entropy.value, -objective.value)
      return loss - objective - entropyWeight * entropy
    }
    guard let gradient else { return false }
    core.update(along: gradient, from: size, losses: losses, share: 0.2)
    if let baseline { core.measureExplainedVariance(of: returns, by: baseline, share: 0.2) }
    return true
  }

  /// The finished episodes one after the other: a rollout of a single row.
  private func collected(_ size: Int) -> Rollout {
    var rollout = Rollout(steps: size, rows: 1, world: world)
    rollout.observations = finished.flatMap(\.observations)
    rollout.numbers = finished.flatMap(\.numbers)
    rollout.reals = finished.flatMap(\.reals)
    var first = 0
    for episode in finished {
      if let state = episode.state { rollout.states[first] = state } else { rollout.starts[first] = true }
      first += episode.rewards.count
    }
    return rollout
  }

  /// Forgets what has been collected of episodes that go on.
  public mutating func breakOff(after experience: borrowing Transitions<Float>) {
    core.skip(experience)
    cut(after: experience)
  }

  /// pi(. | s), V(s) and what the choice depends on.
  public func insight(into observation: [Float]) -> Insight {
    var insight = core.inspection.insight(into: observation)
    if !hasBaseline { insight.value = nil }
    return insight
  }

  /// V of each step; empty without a baseline.
  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    hasBaseline ? core.inspection.predictions(of: observations, steps: steps) : []
  }

  /// The values' loss and the entropy.
  public var readings: [Reading] { readings(hasBaseline ? "Baseline loss" : nil) }

  /// Visits the networks that act and estimate, and what their readings show.
  public mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archivePolicy(&$0) }
  }

  /// Visits everything that changes.
  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("core") { try core.archive(&$0) }
    try archive.visit(&open, "open")
    try archive.visit(&finished, "finished")
  }
}

/// What can be set of REINFORCE.
public struct ReinforceSettings: SettingGroup {
  var policy = PolicySettings()
  @Setting("subtract a learned V(s) from returns") var baseline = true
  @Setting(1...100_000, "episodes in an update") var episodes = 8
  @Setting("what multiplies ln pi has mean 0 and deviation 1") var normalizeReturns = true

  /// With a baseline.
  public init() {
    policy.learning.rate.learningRate = 3e-3
    policy.learning.$valueWeight.summary = "the baseline's share of the loss"
  }
}
