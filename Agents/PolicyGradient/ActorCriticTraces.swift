import NeuralNetworks
public import Persistence
public import Randomness
public import ReinforcementLearning
public import Settings
import Tensors

/// Actor and critic learning online with eligibility traces, AC(lambda).
///
///     z = gamma lambda z + grad (V(s) + w ln pi(a | s))
///     delta = r + gamma V(s') - V(s)
///     theta = theta + alpha (delta z + beta grad H(pi(. | s))),   each step divided by a running root mean square
///
/// Source: Sutton and Barto, 2nd edition, section 13.5; Young et al., 2018 (one trace for a shared network); Young and Tian,
/// 2019 (SiLU convolution, dSiLU dense layer, the settings).
///
/// Differences from the paper: the policy's share w of the trace is a setting, 1/2 by default. The authors' own program is
/// known to take the entropy's gradient at the next state, to draw the next action before the update, and to add a constant
/// inside the logarithm of the policy; here, as the equations have it, the gradient is taken at the state acted on, the
/// action is drawn from the updated policy, and the logarithm is exact (it is computed from the logits).
public struct ActorCriticTraces: NetworkAgent, Inspectable {
  var network: PolicyNetwork
  var optimizer: TraceOptimizer
  /// gamma
  public let discount: Double
  let traceDecay, entropyWeight, policyWeight, clipReward: Double
  let learningRate: Schedule
  private var stepCount = 0
  /// Whether the next step is the first of an episode.
  private var isStart = true
  private var meanError = 0.0
  private var meanEntropy = 0.0

  /// Numbered actions.
  public static let actionKinds = ActionKinds.discrete
  static let entry = AgentEntry(
    ActorCriticTraces.self, id: "ac-lambda", title: "AC(λ)",
    summary: "actor and critic learning online with eligibility traces",
    source: "z = gamma lambda z + grad (V + w ln pi), theta += alpha (delta z + beta grad H)  (Young and Tian, 2019)")

  /// - Throws: ``InputError`` when the settings do not suit the world.
  public init(_ settings: ActorCriticTracesSettings, for world: FeatureOutline, using random: inout PCG64) throws {
    let isBoard = world.featureShape.count == 3
    network = try PolicyNetwork(
      world,
      PolicyNetwork.Design(
        layers: try settings.network.described(), hidden: try settings.network.widths(),
        activation: isBoard ? .dsilu : .silu,
        filterCount: settings.network.filters, filterActivation: .silu, memory: .none, initializer: .torch,
        actorInitializer: .torch, criticInitializer: .torch), using: &random)
    optimizer = TraceOptimizer(
      learningRate: settings.rate.learningRate, decay: settings.optimizerDecay, epsilon: settings.optimizerEpsilon)
    discount = settings.discount
    traceDecay = settings.lambda
    entropyWeight = settings.entropyWeight
    policyWeight = settings.policyWeight
    clipReward = settings.clipReward
    learningRate = settings.rate.schedule
  }

  /// One row.
  public var simulationCount: Int { 1 }
  /// Updates of the network so far.
  public var updateCount: Int { optimizer.updateCount }
  /// The step from which on the learning rate is 0.
  public var learningEnd: Int? { learningRate.zeroStep }

  /// Draws an action for each row from the policy.
  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    let x = network.trunk(Tensor(rows: observations, count: 1, width: observations.count))
    network.policy(x).sample(into: &actions, using: &random)
  }

  /// Adds to the traces, and moves along them by the error of the step.
  public mutating func learn(
    from experience: borrowing Transitions<Float>, after actions: Actions, using random: inout PCG64
  ) {
    let width = experience.featureCount
    let x = Tensor(rows: experience.previous, count: 1, width: width)
    let ended = experience.isLast(0)
    let next =
      experience.isTerminal(0)
      ? 0
      : value(of: Tensor(rows: ended ? experience.finals : experience.observations, count: 1, width: width))
    var here = 0.0
    let (_, potential) = valueWithGradient(at: network) { network in
      let h = network.trunk(x)
      let v = network.critic(h)
      here = v.value
      return v.sum() + policyWeight * Categorical(logits: network.actor(h)).logProbability(of: actions.numbers).sum()
    }
    var reward = Double(experience.rewards[0])
    if clipReward > 0 { reward = min(max(reward, -clipReward), clipReward) }
    let error = reward + discount * next - here
    let (entropy, bonus) = valueWithGradient(at: network) { network in
      Categorical(logits: network.actor(network.trunk(x))).entropy.mean()
    }
    optimizer.learningRate = learningRate.value(at: stepCount)
    optimizer.update(
      &network, adding: potential, fade: isStart ? 0 : discount * traceDecay, error: error, bonus: bonus,
      weight: entropyWeight)
    stepCount += 1
    isStart = ended
    let share = max(0.001, 1 / Double(updateCount))
    meanError += share * (error * error - meanError)
    meanEntropy += share * (entropy - meanEntropy)
  }

  private func value(of x: Tensor) -> Double { network.critic(network.trunk(x)).value }

  /// The traces begin anew with the next step, which the schedule counts.
  public mutating func breakOff(after experience: borrowing Transitions<Float>) {
    isStart = true
    stepCount += 1
  }

  /// Greedy play by the network, or by the mean of its weights where one is kept.
  public func policy(rows: Int) -> any GreedyPolicy { greedyPolicy(rows: rows) }

  /// Play drawn from the policy, each row from a stream of its own.
  public func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy {
    SampledPolicy(greedyPolicy(rows: generators.count), generators)
  }

  private func greedyPolicy(rows: Int) -> RememberingPolicy {
    RememberingPolicy(network: network, observations: unscaled, rows: rows)
  }

  private var unscaled: ObservationNormalizer { ObservationNormalizer(isOn: false, width: 0) }

  // MARK: Looking

  private var inspector: PolicyInspection {
    PolicyInspection(network: network, observations: unscaled, memory: EpisodeMemory(rows: 1))
  }

  /// pi(. | s), V(s) and what the choice depends on.
  public func insight(into observation: [Float]) -> Insight { inspector.insight(into: observation) }

  /// V of each step.
  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    inspector.predictions(of: observations, steps: steps)
  }

  /// The values' loss and the entropy.
  public var readings: [Reading] {
    updateCount == 0
      ? []
      : [
        Reading("Squared TD error", meanError, scale: .logarithmic), Reading("Entropy", meanEntropy),
      ]
  }

  /// Visits the networks that act and estimate, and what their readings show.
  public mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.visit(&network, "network")
    try archive.visit(&optimizer.updateCount, "optimizer.updates")
    try archive.visit(&meanError, "error")
    try archive.visit(&meanEntropy, "entropy")
  }

  /// What updates measured on their way.
  public var measures: [Reading] {
    updateCount == 0 ? [] : [Reading(UpdateMeasures.Measure.learningRate.name, optimizer.learningRate)]
  }

  /// Visits everything that changes.
  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&network, "network")
    try archive.visit(&optimizer, "optimizer")
    try archive.visit(&stepCount, "steps")
    try archive.visit(&isStart, "isStart")
    try archive.visit(&meanError, "error")
    try archive.visit(&meanEntropy, "entropy")
  }
}

/// What can be set of actor-critic with traces.
public struct ActorCriticTracesSettings: SettingGroup {
  var network = NetworkShapeSettings()
  @Setting(.discount) var discount = 0.99
  var rate = LearningRateSettings()
  @Setting(.optimizerDecay) var optimizerDecay = 0.999
  @Setting(.optimizerEpsilon) var optimizerEpsilon = 1e-4
  @Setting(0...1, "how slowly eligibility fades; 0 is one-step") var lambda = 0.8
  @Setting(0...1e3, "beta: reward for an undecided policy") var entropyWeight = 0.01
  @Setting(0...1e3, "the policy's share of the trace") var policyWeight = 0.5
  @Setting(.clipReward) var clipReward = 0.0

  /// The paper's, with a step size of 2^-11.
  public init() {
    network.hidden = "128"
    rate.learningRate = 0.00048828125
  }
}
