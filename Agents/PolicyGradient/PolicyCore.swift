import NeuralNetworks
import Persistence
public import Randomness
public import ReinforcementLearning
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// What every policy-gradient agent does the same way: sees (normalised), remembers, chooses, says how likely its choice
/// was, and takes the optimizer's steps.
public struct PolicyCore: Sendable {
  var network: PolicyNetwork
  /// The running mean of the network's weights, which greedy evaluation plays by; nil plays by the network.
  private var average: PolicyNetwork?
  private(set) var optimizer: any Optimizer
  let rows: Int
  let discount: Double
  let entropyWeight, valueWeight: Double
  let learningRate: Schedule
  private let clipNorm, averageShare: Double
  /// Environment steps learned from.
  private var stepCount = 0
  /// Running means over some updates.
  private var valueLoss = 0.0
  private var entropy = 0.0
  var measures = UpdateMeasures()
  let actionSpace: Space
  /// Statistics of what has been seen; nil without normalisation.
  var moments: RunningMoments?
  var rewardScale: RewardScale?
  private let clipReward: Float
  /// After the last observation, [rows, width]; nil without a memory.
  var state: RecurrentState?
  /// What actor and critic read for the last choice, and the logits or means that came of it.
  private var read = Tensor.zeros([1, 1])
  private var outputs = Tensor.zeros([1, 1])
  /// What the network saw last, [rows, features].
  private(set) var seen: [Float] = []
  /// Rows whose episode begins with the next observation.
  private(set) var starts: [Bool]

  /// - Parameter memory: for agents that have no such setting.
  init(
    _ settings: Settings, for world: ArenaOutline, rows: Int, memory: String? = nil, using random: inout PCG64
  ) throws {
    let memory = memory ?? settings.text("memory")
    let isBoard = world.featureShape.count == 3
    let activation = Activation.byName.first { $0.key == settings.text("activation") }?.value ?? .tanh
    network = PolicyNetwork(
      world,
      PolicyNetwork.Design(
        hidden: try NetworkSettings.widths(settings), activation: activation, filterCount: settings.integer("filters"),
        filterActivation: isBoard ? .relu : activation, memory: memory,
        initializer: .orthogonal(gain: 2.0.squareRoot()), actorInitializer: .orthogonal(gain: 0.01),
        criticInitializer: .orthogonal(gain: 1)), using: &random)
    if memory != "none", network.body == nil {
      throw InputError("a memory needs a hidden layer before it; hidden is none")
    }
    average = settings.real("averageShare") > 0 ? network : nil
    optimizer = NetworkSettings.optimizer(settings)
    self.rows = rows
    discount = settings.real("discount")
    entropyWeight = settings.real("entropyWeight")
    valueWeight = settings.real("valueWeight")
    learningRate = try NetworkSettings.learningRate(settings)
    clipNorm = settings.real("clipNorm")
    averageShare = settings.real("averageShare")
    actionSpace = world.actionSpace
    moments = settings.boolean("normalizeObservations") ? RunningMoments(width: world.featureCount) : nil
    rewardScale = settings.boolean("normalizeRewards") ? RewardScale(rows: rows) : nil
    clipReward = Float(settings.real("clipReward"))
    starts = Array(repeating: true, count: rows)
  }

  // MARK: Acting

  /// Chooses an action for each row by the policy.
  mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    if moments != nil {
      moments?.add(observations)
      seen = moments?.normalized(observations) ?? observations
    } else {
      seen = observations
    }
    read = perceive(seen, rows: rows)
    outputs = network.actor(read)
    if let deviation = network.logDeviation {
      outputs.withElements { means in
        deviation.withElements { deviation in
          for index in means.indices {
            actions.reals[index] =
              means[index] + expf(deviation[index % deviation.count]) * Float(random.nextNormal())
          }
        }
      }
    } else {
      Sampling.categorical(outputs, into: &actions.numbers, using: &random)
    }
  }

  /// What actor and critic read; moves the memory on.
  private mutating func perceive(_ observations: [Float], rows: Int) -> Tensor {
    let x = network.trunk(Tensor(rows: observations, count: rows, width: observations.count / rows))
    guard let memory = network.memory else { return x }
    let (output, after) = memory.step(x, state: state ?? memory.emptyState(rows: rows), starts: starts)
    state = after
    for row in 0..<rows { starts[row] = false }
    return output
  }

  /// ln pi(a | s) of what was done in each row.
  func logProbabilities(of actions: Actions) -> [Float] {
    var result = [Float](repeating: 0, count: rows)
    let width = outputs.shape[1]
    outputs.withElements { outputs in
      if let deviation = network.logDeviation {
        deviation.withElements { deviation in
          for index in outputs.indices {
            let sigma = deviation[index % width]
            let z = (actions.reals[index] - outputs[index]) / expf(sigma)
            result[index / width] -= 0.5 * z * z + sigma + 0.918_938_5
          }
        }
      } else {
        for row in 0..<rows {
          let start = row * width
          var largest = outputs[start]
          for action in 1..<max(width, 1) { largest = max(largest, outputs[start + action]) }
          var total: Float = 0
          for action in 0..<width { total += expf(outputs[start + action] - largest) }
          result[row] = outputs[start + Int(actions.numbers[row])] - largest - logf(total)
        }
      }
    }
    return result
  }

  /// V of the true successor of a row whose time ran out.
  func finalValue(_ experience: borrowing Experience, row: Int) -> Float {
    let width = experience.featureCount
    var features = Array(experience.finals[(row * width)..<((row + 1) * width)])
    if let moments { features = moments.normalized(features) }
    let x = network.trunk(Tensor(rows: features, count: 1, width: width))
    guard let memory = network.memory, let state else { return Float(network.critic(x).value) }
    let (output, _) = memory.step(x, state: state.row(row), starts: [false])
    return Float(network.critic(output).value)
  }

  /// V of what was acted on last, in each row.
  var lastValues: [Float] { network.critic(read).elements }

  /// V of what is seen now, in each row, without moving the memory.
  func values(of observations: [Float]) -> [Float] {
    var copy = self
    let features = moments.map { $0.normalized(observations) } ?? observations
    return network.critic(copy.perceive(features, rows: rows)).elements
  }

  /// Counts a step of every row and notes which episodes ended.
  mutating func finish(_ experience: borrowing Experience) {
    stepCount += rows
    for row in 0..<rows { starts[row] = experience.isLast(row) }
  }

  /// Notes which episodes ended with a step that is not learned from.
  mutating func skip(_ experience: borrowing Experience) {
    rewardScale?.skip(experience)
    for row in 0..<rows { starts[row] = experience.isLast(row) }
  }

  /// The rewards to learn from.
  mutating func rewards(_ experience: borrowing Experience) -> [Float] {
    let discount = discount
    let rewards = rewardScale?.scaled(experience, discount: discount) ?? experience.rewards
    return clipReward > 0 ? rewards.map { min(max($0, -clipReward), clipReward) } : rewards
  }

  // MARK: Learning

  /// The optimizer's step.
  ///
  /// - Parameters:
  ///   - steps: environment steps learned from; the learning rate is that of the first of them.
  ///   - share: of these losses in the running means that ``readings`` show.
  mutating func step(
    along gradient: consuming Gradient<PolicyNetwork>, from steps: Int, losses: PolicyLosses, share: Double
  ) {
    // Where nothing is clipped the norm is measured now and then only: it costs a pass over the gradient.
    let norm =
      clipNorm > 0
      ? gradient.clip(toGlobalNorm: clipNorm) : optimizer.updateCount % 16 == 0 ? gradient.globalNorm : .nan
    optimizer.learningRate = learningRate.value(at: max(0, stepCount - steps))
    optimizer.update(&network, along: gradient)
    let averageShare = averageShare
    average?.approach(network, share: averageShare)
    let share = max(share, 1 / Double(optimizer.updateCount))
    valueLoss += share * (losses.value - valueLoss)
    entropy += share * (losses.entropy - entropy)
    measures.add(.gradientNorm, norm, share: share)
    measures.add(.learningRate, optimizer.learningRate, share: 1)
    measures.add(.policyLoss, losses.policy, share: share)
    measures.add(.approximateKL, losses.divergence, share: share)
    measures.add(.clipFraction, losses.clipped, share: share)
  }

  /// The mean of the values' loss, under its name, and of the entropy; nothing before the first update.
  func readings(_ name: String?) -> [Reading] {
    if optimizer.updateCount == 0 { return [] }
    return (name.map { [Reading($0, valueLoss, scale: .logarithmic)] } ?? []) + [Reading("Entropy", entropy)]
  }

  // MARK: Looking

  func policy(rows: Int) -> RememberingPolicy {
    RememberingPolicy(network: average ?? network, moments: moments, rows: rows)
  }

  func insight(into observation: [Float]) -> Insight {
    let network = average ?? network
    let features = moments.map { $0.normalized(observation) } ?? observation
    guard let memory = network.memory else { return Insight(of: network, features, read: network.trunk) }
    // The memory has seen this observation already if it was acted on; a look does not move it.
    let before = state?.row(0) ?? memory.emptyState(rows: 1)
    return Insight(of: network, features) { memory.step(network.trunk($0), state: before, starts: [starts[0]]).output }
  }

  func predictions(of observations: [Float], steps: Int) -> [Double] {
    if steps == 0 { return [] }
    let network = average ?? network
    let features = moments.map { $0.normalized(observations) } ?? observations
    let x = network.trunk(Tensor(rows: features, count: steps, width: features.count / steps))
    guard let memory = network.memory else { return network.critic(x).doubles }
    let read = memory.sequence(x.expanded(axis: 0), mask: nil, state: memory.emptyState(rows: 1)).outputs
    return network.critic(read.reshaped([steps, memory.width])).doubles
  }

  /// The networks that act and estimate, and how they see.
  mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.visit(&network, "network")
    try archive.visit(&average, "average")
    try archive.visitUpdates(of: &optimizer, "optimizer")
    try archive.visit(&valueLoss, "valueLoss")
    try archive.visit(&entropy, "entropy")
    if var moments {
      try archive.visit(&moments, "moments")
      self.moments = moments
    }
  }

  mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&network, "network")
    try archive.visit(&average, "average")
    try archive.visit(&optimizer, "optimizer")
    try archive.visit(&stepCount, "steps")
    try archive.visit(&valueLoss, "valueLoss")
    try archive.visit(&entropy, "entropy")
    if var moments {
      try archive.visit(&moments, "moments")
      self.moments = moments
    }
    if var rewardScale {
      try archive.visit(&rewardScale, "rewardScale")
      self.rewardScale = rewardScale
    }
    try archive.visit(&starts, "starts")
    if let memory = network.memory {
      var state = self.state ?? memory.emptyState(rows: rows)
      try archive.visit(&state, "state")
      self.state = state
    }
  }
}

/// What an update measured on its way.
struct PolicyLosses: Sendable {
  var value = 0.0
  var entropy = 0.0
  /// What the policy minimises, without the values' and the entropy's share.
  var policy = Double.nan
  /// KL(old, new) and the share of choices beyond the clip, where the policy is compared with an old one.
  var divergence = Double.nan
  var clipped = Double.nan
}

/// An agent around a ``PolicyCore``, which answers whoever looks at it.
public protocol PolicyGradientAgent: NetworkAgent, Inspectable {
  var core: PolicyCore { get }
}

extension PolicyGradientAgent {
  public static var actionKinds: ActionKinds { .both }
  public var simulationCount: Int { core.rows }
  public var discount: Double { core.discount }
  public var updateCount: Int { core.optimizer.updateCount }
  public var learningEnd: Int? { core.learningRate.zeroStep }
  public var readings: [Reading] { core.readings("Value loss") }
  public var measures: [Reading] { core.measures.readings }
  public func policy(rows: Int) -> any GreedyPolicy { core.policy(rows: rows) }
  public func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy {
    SampledPolicy(core.policy(rows: generators.count), generators)
  }
  public func insight(into observation: [Float]) -> Insight { core.insight(into: observation) }
  public var hasMemory: Bool { core.network.memory != nil }
  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    core.predictions(of: observations, steps: steps)
  }
}

/// The greedy policy, with its memory of each row's episode.
struct RememberingPolicy: GreedyPolicy {
  let network: PolicyNetwork
  let moments: RunningMoments?
  let rows: Int
  var state: RecurrentState?

  /// Logits or means, [rows, width]; moves the memory on.
  mutating func outputs(on observations: [Float], starts: [Bool]) -> Tensor {
    let features = moments.map { $0.normalized(observations) } ?? observations
    var x = network.trunk(Tensor(rows: features, count: rows, width: features.count / rows))
    if let memory = network.memory {
      let (output, after) = memory.step(x, state: state ?? memory.emptyState(rows: rows), starts: starts)
      state = after
      x = output
    }
    return network.actor(x)
  }

  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
    let output = outputs(on: observations, starts: starts)
    if actions.width > 0 {
      actions.reals = output.elements
    } else {
      for row in 0..<rows { actions.numbers[row] = Int32(output.indexOfLargest(inRow: row)) }
    }
  }
}

extension Memory {
  var width: Int {
    switch self {
    case .lstm(let layer): layer.width
    case .gru(let layer): layer.width
    }
  }

  func emptyState(rows: Int) -> RecurrentState {
    let zeros = Tensor.zeros([rows, width])
    if case .lstm = self { return RecurrentState(hidden: zeros, cell: zeros) }
    return RecurrentState(hidden: zeros)
  }

  /// One step of all rows; rows in `starts` forget first. x and the result are [rows, width].
  func step(_ x: Tensor, state: RecurrentState, starts: [Bool]) -> (output: Tensor, state: RecurrentState) {
    let before = starts.contains(true) ? state.forgetting(starts) : state
    let (outputs, after) = sequence(x.expanded(axis: 1), mask: nil, state: before)
    return (outputs.squeezed(axis: 1), after)
  }

  /// Whole sequences, [rows, steps, width].
  func sequence(_ x: Tensor, mask: Tensor?, state: RecurrentState) -> (outputs: Tensor, state: RecurrentState) {
    switch self {
    case .lstm(let layer): layer(x, mask: mask, state: state)
    case .gru(let layer): layer(x, mask: mask, state: state)
    }
  }
}

extension RecurrentState {
  /// The state of one row, [1, width].
  func row(_ row: Int) -> RecurrentState {
    RecurrentState(hidden: hidden.rows([row]), cell: cell?.rows([row]))
  }

  /// Zero in the rows named.
  func forgetting(_ starts: [Bool]) -> RecurrentState {
    let keep = Tensor(starts.map { $0 ? Float(0) : 1 }, shape: [starts.count, 1])
    return RecurrentState(hidden: hidden * keep, cell: cell.map { $0 * keep })
  }
}
