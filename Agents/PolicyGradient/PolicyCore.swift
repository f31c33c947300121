import NeuralNetworks
import Persistence
import Randomness
import ReinforcementLearning
import Tensors

/// What policy-gradient agents are made of, put together: the network with its memory of each row's episode, what observations
/// and rewards go through on the way in, and the optimizer.
///
/// Each part has a file of its own: ``PolicyNetwork``, ``EpisodeMemory``, ``ObservationNormalizer``, ``RewardNormalizer``,
/// ``NetworkOptimizer``, ``PolicyMeasures``. An algorithm's own file says what is collected and along which gradient to go.
public struct PolicyCore: Sendable {
  /// The policy and V.
  private(set) var network: PolicyNetwork
  private(set) var memory: EpisodeMemory
  private var observations: ObservationNormalizer
  /// The rewards' way to the learner.
  var rewards: RewardNormalizer
  private(set) var optimizer: NetworkOptimizer<PolicyNetwork>
  private(set) var measures = PolicyMeasures()
  let rows: Int
  /// gamma
  let discount: Double
  /// The entropy's and the values' share of the loss.
  let entropyWeight, valueWeight: Double
  /// Environment steps of the run, for the learning rate.
  private var stepCount = 0
  /// What the network saw last, [rows, features].
  private(set) var seen: [Float] = []
  /// What actor and critic read for the last choice, [rows, width], and the policy it was drawn from.
  private var read = Tensor.zeros([1, 1])
  private var policy: ActionDistribution?

  /// - Throws: ``InputError`` when settings contradict each other.
  init(
    _ network: PolicyNetworkSettings, memory: MemoryKind, _ learning: PolicyLearningSettings, for world: FeatureOutline,
    using random: inout PCG64
  ) throws {
    let design = try PolicyNetwork.Design.orthogonal(network, memory: memory, for: world)
    self.network = try PolicyNetwork(world, design, using: &random)
    rows = learning.simulations
    self.memory = EpisodeMemory(rows: rows)
    discount = learning.discount
    observations = ObservationNormalizer(isOn: learning.normalizeObservations, width: world.featureCount)
    rewards = RewardNormalizer(
      isScaling: learning.normalizeRewards, clip: learning.clipReward, rows: rows, discount: discount)
    optimizer = NetworkOptimizer(
      learning.optimizer, learning.rate, averageShare: learning.averageShare, for: self.network)
    entropyWeight = learning.entropyWeight
    valueWeight = learning.valueWeight
  }

  /// - Throws: ``InputError`` when settings contradict each other.
  init(_ settings: PolicySettings, for world: FeatureOutline, using random: inout PCG64) throws {
    try self.init(settings.network, memory: settings.memory, settings.learning, for: world, using: &random)
  }

  // MARK: Acting

  /// Draws an action for each row from the policy.
  mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    seen = self.observations.observed(observations)
    read = perceive(seen)
    let policy = network.policy(read)
    policy.sample(into: &actions, using: &random)
    self.policy = policy
  }

  /// What actor and critic read of observations that have been normalised, [rows, width]; moves the memory on.
  private mutating func perceive(_ observations: [Float]) -> Tensor {
    let x = network.trunk(Tensor(rows: observations, count: rows, width: observations.count / rows))
    return network.memory.map { memory.step(x, through: $0) } ?? x
  }

  /// ln pi(a | s) of what was done last in each row.
  func logProbabilities(of actions: Actions) -> [Float] {
    guard let policy else { preconditionFailure("nothing has been chosen yet") }
    return policy.logProbabilityElements(of: actions)
  }

  // MARK: Values

  /// V of what was acted on last, in each row.
  var lastValues: [Float] { network.critic(read).elements }

  /// V of what is seen now, in each row, without moving the memory.
  func values(of observations: [Float]) -> [Float] {
    var copy = self
    return network.critic(copy.perceive(self.observations.normalized(observations))).elements
  }

  /// V of the true successor of a row whose time ran out.
  func finalValue(_ experience: borrowing Transitions<Float>, row: Int) -> Float {
    let width = experience.featureCount
    let features = observations.normalized(Array(experience.finals[(row * width)..<((row + 1) * width)]))
    let x = network.trunk(Tensor(rows: features, count: 1, width: width))
    guard let layer = network.memory, let state = memory.state else { return Float(network.critic(x).value) }
    return Float(network.critic(layer.step(x, state: state.row(row), starts: [false]).output).value)
  }

  // MARK: Learning

  /// Counts a step of every row and notes which episodes ended.
  mutating func finish(_ experience: borrowing Transitions<Float>) {
    stepCount += rows
    memory.finish(experience)
  }

  /// Notes which episodes ended with a step that is not learned from.
  mutating func skip(_ experience: borrowing Transitions<Float>) {
    rewards.skip(experience)
    stepCount += rows
    memory.finish(experience)
  }

  /// The gradient of `loss` at the network.
  ///
  /// - Returns: nil where `supervision` cancelled it: on the way back before any derivative, on the way there where `loss`
  ///   throws.
  func gradient(_ supervision: Supervision, of loss: (PolicyNetwork) throws -> Tensor) -> Gradient<PolicyNetwork>? {
    let result = try? Tape.cancellable(by: { supervision.isCancelled }) { try valueWithGradient(at: network, of: loss) }
    return result?.gradient
  }

  /// Moves the network against a gradient.
  ///
  /// - Parameters:
  ///   - steps: environment steps learned from; the learning rate is that of the first of them, where none lies between that
  ///     is not learned from.
  ///   - share: of these losses in the running means.
  mutating func update(
    along gradient: consuming Gradient<PolicyNetwork>, from steps: Int, losses: PolicyLosses, share: Double
  ) {
    let moved = optimizer.update(&network, along: gradient, at: max(0, stepCount - steps))
    measures.add(losses, moved, updateCount: optimizer.updateCount, share: share)
  }

  /// Takes note of how much of the returns the values explain.
  mutating func measureExplainedVariance(of returns: [Float], by values: [Float], share: Double) {
    measures.addExplainedVariance(UpdateMeasures.explainedVariance(of: returns, by: values), share: share)
  }

  // MARK: Looking

  /// The greedy policy for `rows` episodes side by side.
  func policy(rows: Int) -> RememberingPolicy {
    RememberingPolicy(network: optimizer.judge(network), observations: observations, rows: rows)
  }

  /// What people look at: the network that greedy play goes by, with what row 0 remembers.
  var inspection: PolicyInspection {
    PolicyInspection(network: optimizer.judge(network), observations: observations, memory: memory)
  }

  // MARK: Saving

  /// Visits everything that changes.
  mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&network, "network")
    try optimizer.archive(&archive)
    try archive.visit(&stepCount, "steps")
    try measures.archive(&archive)
    try observations.archive(&archive)
    try rewards.archive(&archive)
    try memory.archive(&archive, network.memory)
  }

  /// Visits the networks that act and estimate, and how they see.
  mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.visit(&network, "network")
    try optimizer.archivePolicy(&archive)
    try measures.archive(&archive)
    try observations.archive(&archive)
  }
}
