import NeuralNetworks
public import Persistence
public import Randomness
public import ReinforcementLearning
import Settings
import Tensors

/// Deep Q-learning: action values from a network, learned from what is drawn from a replay (Mnih et al., 2015).
///
///     y = r + gamma max_a' Q_target(s', a'),   L = E[loss(Q(s, a) - y)],   (s, a, r, s') drawn from the replay
///
/// The algorithm is the file below; what has grown from it are values that it is made of, each free to be another:
///
///     which network           Q itself, or V + A - mean A, with or without noise       QNetwork.Design
///     what outputs mean       expected returns, or a distribution of them               ReturnModel
///     which action counts     the target network's best, or the online network's        BootstrapChoice
///     what is replayed        uniformly or by priority, over one step or n              ExperienceReplay
///     how it explores         epsilon-greedy, or by the network's noise                 ValueExploration
///     how the target follows  copies, or a share of the way after each update           TargetNetwork
///
/// ``DoubleDQN``, ``DuelingDQN`` and ``Rainbow`` are names for some of their combinations.
///
/// Differences from the paper: epsilon may wait; new transitions enter the replay with the greatest priority there is; with noisy
/// layers the same noise serves a whole batch; the loss is Huber or squared; the support of a distribution is what the world can
/// pay, where its rules tell, and C51's -10 to 10 elsewhere.
public struct DeepQ: NetworkAgent {
  /// Q, which acts and learns.
  var online: QNetwork
  /// Q_target, which values what comes later.
  var target: TargetNetwork
  let returns: any ReturnModel
  let choice: BootstrapChoice
  var replay: ExperienceReplay
  var exploration: ValueExploration
  var optimizer: NetworkOptimizer<QNetwork>
  let options: Options
  /// Environment steps learned from: what trainings and copies of the target are counted by.
  private var stepCount = 0
  /// Environment steps that were not, because a person took them.
  private var skippedSteps = 0
  /// Running means over some hundred updates.
  var meanLoss = 0.0
  var updateMeasures = UpdateMeasures()
  /// The running mean of the share of a target distribution that lies outside the support.
  var clipped = 0.0

  /// Numbers that do not change.
  struct Options: Sendable {
    /// gamma
    let discount: Double
    let rows, featureCount, actionCount: Int
    /// Steps before the first update, and from one training to the next.
    let learningStarts, trainEvery: Int
    /// Updates in a training.
    let gradientSteps: Int
  }

  static let entry = AgentEntry(
    DeepQ.self, id: "dqn", title: "DQN", summary: "action values from a network, replay and a target network",
    source: "y = r + gamma max Q_target(s', a')  (Mnih et al., 2015)")

  /// - Throws: ``InputError`` when the settings contradict each other or do not suit the world.
  public init(_ settings: DeepQSettings, for world: FeatureOutline, using random: inout PCG64) throws {
    guard case .discrete(let actionCount) = world.actionSpace else {
      throw InputError("deep Q-learning needs numbered actions, not \(world.actionSpace); try ppo")
    }
    try settings.check(world)
    returns = try settings.returns(for: world)
    let design = try settings.design(atomCount: returns.atomCount)
    online = try QNetwork(world.featureShape, actionCount: actionCount, design, using: &random)
    target = TargetNetwork(network: online, rule: settings.targetRule)
    choice = settings.double ? .onlineNetwork : .targetNetwork
    replay = settings.replay(for: world)
    exploration = settings.exploration
    optimizer = NetworkOptimizer(
      settings.optimizer, settings.rate, averageShare: settings.averageShare, for: online)
    options = Options(
      discount: settings.discount, rows: settings.simulations, featureCount: world.featureCount,
      actionCount: actionCount, learningStarts: settings.learningStarts, trainEvery: settings.trainEvery,
      gradientSteps: settings.gradientSteps)
  }

  // MARK: Acting

  /// The greatest Q(s, a) of each row, or a random action with probability epsilon.
  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    let epsilon = exploration.epsilon(at: clock)
    if exploration.isNoisy { online.drawNoise(using: &random) }
    var values: Tensor?
    for row in 0..<options.rows {
      if epsilon > 0, random.nextDouble() < epsilon {
        actions.numbers[row] = Int32(random.nextInteger(through: UInt64(options.actionCount - 1)))
      } else {
        let known = values ?? online.values(observations, rows: options.rows, returns)
        values = known
        actions.numbers[row] = Int32(known.indexOfLargest(inRow: row))
      }
    }
  }

  // MARK: Learning

  /// Adds the step of every row to the replay, and trains as often as the steps ask for.
  public mutating func learn(
    from experience: borrowing Transitions<Float>, after actions: Actions, using random: inout PCG64
  ) {
    let before = stepCount
    stepCount += options.rows
    replay.append(experience, actions)
    guard stepCount >= options.learningStarts, !replay.isEmpty else { return }
    // A batch of rows may pass several trainings and copies: each takes place, in their order.
    for step in max(before + 1, options.learningStarts)...stepCount {
      if step % options.trainEvery == 0 {
        for _ in 0..<options.gradientSteps { update(using: &random) }
      }
      target.copy(online, at: step)
    }
  }

  /// What stands at the end of the replay has no successor there, and schedules count the step.
  public mutating func breakOff(after experience: borrowing Transitions<Float>) {
    replay.breakOff()
    skippedSteps += options.rows
  }

  /// Environment steps of the run: what schedules go by.
  private var clock: Int { stepCount + skippedSteps }

  /// One step of the online network on a batch from the replay.
  private mutating func update(using random: inout PCG64) {
    let weights = replay.draw(at: clock, using: &random)  // w, [batch]
    let batch = replay.batch
    let x = Tensor(rows: batch.observations, count: batch.count, width: options.featureCount)
    let next = Tensor(rows: batch.successors, count: batch.count, width: options.featureCount)
    if exploration.isNoisy {
      online.drawNoise(using: &random)
      target.network.drawNoise(using: &random)
    }
    let later = target.network(next)  // [batch, actions] or [batch, actions, atoms]
    let choosing = choice == .onlineNetwork ? online(next) : later
    // What chooses, what values and what learns have each a noise of their own (Fortunato et al., 2018, section 3.2).
    if exploration.isNoisy, choice == .onlineNetwork { online.drawNoise(using: &random) }
    let targets = returns.targets(
      rewards: batch.rewards, continuations: batch.continuations, later: later, choosing: choosing)
    var (predictions, losses) = (x, x)
    let (loss, gradient) = valueWithGradient(at: online) { online in
      let said = returns.predictions(online(x), of: batch.actions)
      let each = returns.losses(said, targets.values)  // [batch]
      (predictions, losses) = (said.detached, each.detached)
      return weights.map { ($0 * each).mean() } ?? each.mean()
    }
    let moved = optimizer.update(&online, along: gradient, at: clock - options.rows)
    target.follow(online)
    if replay.isPrioritized { replay.update(errors: returns.errors(predictions, losses: losses, targets.values)) }
    measure(loss, moved, returns.meanValue(predictions), clippedShare: targets.clippedShare)
  }

  private mutating func measure(
    _ loss: Double, _ moved: (norm: Double?, learningRate: Double), _ value: Double?, clippedShare: Double
  ) {
    meanLoss += max(0.01, 1 / Double(updateCount)) * (loss - meanLoss)
    clipped += 0.01 * (clippedShare - clipped)
    updateMeasures.add(.meanValue, value, share: 0.01)
    updateMeasures.add(.gradientNorm, moved.norm, share: 0.01)
    updateMeasures.add(.learningRate, moved.learningRate, share: 1)
  }

  // MARK: What was learned

  /// What greedy play and looks go by.
  var judge: QNetwork {
    let network = optimizer.judge(online)
    return exploration.isNoisy ? network.silenced : network
  }

  /// Greedy play by the network, or by the mean of its weights where one is kept.
  public func policy(rows: Int) -> any GreedyPolicy { GreedyValues(network: judge, returns: returns, rows: rows) }

  /// Play with the exploration of training, each row from a stream of its own.
  public func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy {
    ExploringValues(online, returns, exploration, at: clock, actionCount: options.actionCount, generators)
  }

  // MARK: The plan

  /// Numbered actions.
  public static let actionKinds = ActionKinds.discrete
  /// Rows that it acts in side by side.
  public var simulationCount: Int { options.rows }
  /// Steps before the first update.
  public var learningStart: Int { options.learningStarts }
  /// The step from which on the learning rate is 0.
  public var learningEnd: Int? { optimizer.learningRate.zeroStep }
  /// The probability of a random action now; nil with noise instead. Setting it ends its schedule.
  public var epsilon: Double? {
    get { exploration.isNoisy ? nil : exploration.epsilon(at: clock) }
    set { if let newValue, !exploration.isNoisy { exploration = .epsilonGreedy(.constant(newValue)) } }
  }

  // MARK: Saving

  /// Visits everything that changes.
  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&online, "online")
    try archive.visit(&target.network, "target")
    try optimizer.archive(&archive)
    try replay.archive(&archive)
    try exploration.archive(&archive)
    try archive.visit(&stepCount, "steps")
    try archive.visit(&skippedSteps, "skippedSteps")
    try archive.visit(&meanLoss, "loss")
    try archive.visit(&clipped, "clipped")
  }

  /// Visits the networks that act and estimate, and what their readings show.
  public mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.visit(&online, "online")
    try optimizer.archivePolicy(&archive)
    try exploration.archivePolicy(&archive)
    // To look at, and for no training: one clock is enough.
    (stepCount, skippedSteps) = (clock, 0)
    try archive.visit(&stepCount, "steps")
    try archive.visit(&meanLoss, "loss")
  }
}
