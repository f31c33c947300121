import NeuralNetworks
import Persistence
public import Randomness
public import ReinforcementLearning
import Tensors

/// Deep Q-learning and what has grown from it, each part a switch.
///
///     y = r + gamma max_a' Q_target(s', a')                        DQN (Mnih et al., 2015)
///     y = r + gamma Q_target(s', argmax_a' Q(s', a'))              double (van Hasselt et al., 2016)
///     Q = V + A - mean A                                           dueling (Wang et al., 2016)
///     P(i) ~ |delta_i|^alpha, w_i = (N P(i))^-beta / max w         prioritised (Schaul et al., 2016)
///     y = sum_k gamma^k r_k + gamma^n max_a' Q_target(s_n, a')     n-step
///     Z(s, a) = sum_i p_i(s, a) delta_{z_i}                        C51 (Bellemare et al., 2017)
///     noisy layers instead of epsilon                              (Fortunato et al., 2018)
///
/// All of them together are Rainbow (Hessel et al., 2018).
///
/// Differences from the papers: epsilon, where there is one, may wait; new transitions enter the replay with the greatest
/// priority there is; with noisy layers the same noise serves a whole batch; the loss is Huber or squared; the support of C51
/// is what the world can pay, where its rules tell, and the paper's -10 to 10 elsewhere.
public struct DeepQ: NetworkAgent, Inspectable {
  var online: QNetwork
  var target: QNetwork
  /// The running mean of the online network's weights, which greedy evaluation plays by; nil plays by the online network.
  var average: QNetwork?
  var optimizer: any Optimizer
  var replay: Replay
  var priorities: Priorities?
  let options: Options
  private var epsilonNow: Schedule
  /// Environment steps seen.
  private var stepCount = 0
  private var batch: ReplayBatch
  private var places: [Replay.Place] = []
  /// Running means over some hundred updates.
  private var meanLoss = 0.0
  private var updateMeasures = UpdateMeasures()
  /// The running mean of the share of a target distribution that lies outside the support.
  private var clipped = 0.0
  /// Whether the last step is unknown to the replay.
  private var isBroken = false

  /// Settings that do not change.
  struct Options: Sendable {
    let discount: Double
    let batchSize, learningStarts, trainEvery, gradientSteps, targetEvery, stepCount: Int
    let isDouble, isNoisy, usesHuber: Bool
    let clipNorm, clipReward: Double
    /// tau: the share of the way the target goes after each update; 0 for copies.
    let targetShare: Double
    /// The same for the average network.
    let averageShare: Double
    let learningRate: Schedule
    let support: Support?
    let rows, featureCount, actionCount: Int
  }

  public init(_ settings: Settings, for world: ArenaOutline, using random: inout PCG64) throws {
    guard case .discrete(let actionCount) = world.actionSpace else {
      throw InputError("deep Q-learning needs numbered actions, not \(world.actionSpace); try ppo")
    }
    try Self.check(settings, world)
    let atoms = settings.integer("atoms")
    let isNoisy = settings.boolean("noisy")
    online = QNetwork(
      world.featureShape, actionCount: actionCount, hidden: try NetworkSettings.widths(settings),
      filterCount: settings.integer("filters"), isDueling: settings.boolean("dueling"),
      noise: isNoisy ? settings.real("noiseDeviation") : nil,
      atomCount: atoms, using: &random)
    target = online
    average = settings.real("averageShare") > 0 ? online : nil
    optimizer = NetworkSettings.optimizer(settings)
    let rows = settings.integer("simulations")
    replay = Replay(
      capacity: settings.integer("bufferSize"), laneCount: rows, featureCount: world.featureCount,
      isBinary: world.isBinary)
    priorities =
      settings.boolean("prioritized")
      ? Priorities(
        laneCount: rows, slotCount: replay.slotCount, exponent: settings.real("priorityExponent"),
        importance: .linear(
          from: settings.real("importanceExponent"), to: 1, steps: max(1, try settings.steps("importanceSteps")))) : nil
    let delay = try settings.steps("epsilonDelay")
    epsilonNow =
      isNoisy
      ? .constant(0)
      : .delayed(
        from: settings.real("epsilon"), to: settings.real("epsilonFinal"), after: delay,
        steps: try settings.steps("epsilonSteps"))
    options = Options(
      discount: settings.real("discount"), batchSize: settings.integer("batchSize"),
      learningStarts: settings.integer("learningStarts"), trainEvery: settings.integer("trainEvery"),
      gradientSteps: settings.integer("gradientSteps"), targetEvery: settings.integer("targetEvery"),
      stepCount: settings.integer("nStep"), isDouble: settings.boolean("double"), isNoisy: isNoisy,
      usesHuber: settings.text("loss") == "huber", clipNorm: settings.real("clipNorm"),
      clipReward: settings.real("clipReward"), targetShare: settings.real("targetShare"),
      averageShare: settings.real("averageShare"),
      learningRate: try NetworkSettings.learningRate(settings),
      support: try Support(settings, for: world),
      rows: rows, featureCount: world.featureCount, actionCount: actionCount)
    batch = ReplayBatch(count: options.batchSize, featureCount: world.featureCount)
  }

  public var simulationCount: Int { options.rows }
  public var discount: Double { options.discount }
  public var updateCount: Int { optimizer.updateCount }
  public var learningStart: Int { options.learningStarts }
  public var learningEnd: Int? { options.learningRate.zeroStep }
  public var epsilon: Double? {
    get { options.isNoisy ? nil : epsilonNow.value(at: stepCount) }
    set { if let newValue { epsilonNow = .constant(newValue) } }
  }

  // MARK: Acting

  public mutating func act(on observations: [Float], into actions: inout Actions, using random: inout PCG64) {
    let epsilon = epsilonNow.value(at: stepCount)
    if options.isNoisy { online.drawNoise(using: &random) }
    var values: Tensor?
    for row in 0..<options.rows {
      if epsilon > 0, random.nextDouble() < epsilon {
        actions.numbers[row] = Int32(random.nextInteger(through: UInt64(options.actionCount - 1)))
      } else {
        let known = values ?? actionValues(online, observations, rows: options.rows)
        values = known
        actions.numbers[row] = Int32(known.indexOfLargest(inRow: row))
      }
    }
  }

  /// Q(s, a), [rows, actions].
  private func actionValues(_ network: QNetwork, _ observations: [Float], rows: Int) -> Tensor {
    let x = Tensor(rows: observations, count: rows, width: options.featureCount)
    let output = network(x)
    return options.support.map { $0.means(of: output) } ?? output
  }

  // MARK: Learning

  public mutating func learn(from experience: borrowing Experience, after actions: Actions, using random: inout PCG64) {
    let before = stepCount
    stepCount += options.rows
    if options.clipReward > 0 {
      let limit = Float(options.clipReward)
      var clipped = copy experience
      for row in 0..<options.rows { clipped.rewards[row] = min(max(clipped.rewards[row], -limit), limit) }
      store(clipped, actions)
    } else {
      store(experience, actions)
    }
    guard stepCount >= options.learningStarts, replay.count > 0 else { return }
    // A batch of rows may pass several trainings and copies: each takes place, in their order.
    for step in max(before + 1, options.learningStarts)...stepCount {
      if step % options.trainEvery == 0 {
        for _ in 0..<options.gradientSteps { update(using: &random) }
      }
      if options.targetShare == 0, step % options.targetEvery == 0 { target = online }
    }
  }

  private mutating func store(_ experience: borrowing Experience, _ actions: Actions) {
    replay.append(experience, actions.numbers, isBroken: isBroken, priorities: &priorities)
    isBroken = false
  }

  public mutating func breakOff(after experience: borrowing Experience) { isBroken = true }

  private mutating func update(using random: inout PCG64) {
    var weights: Tensor?
    if let priorities {
      let drawn = priorities.draw(options.batchSize, from: replay, at: stepCount, into: &places, using: &random)
      weights = Tensor(drawn, shape: [options.batchSize])
    } else {
      replay.randomPlaces(options.batchSize, into: &places, using: &random)
    }
    replay.gather(places, stepCount: options.stepCount, discount: options.discount, into: &batch)
    let x = Tensor(rows: batch.observations, count: batch.count, width: options.featureCount)
    let next = Tensor(rows: batch.successors, count: batch.count, width: options.featureCount)
    if options.isNoisy {
      online.drawNoise(using: &random)
      target.drawNoise(using: &random)
    }
    let later = target(next)
    let choosing = options.isDouble ? online(next) : later
    // What chooses, what values and what learns have each a noise of their own (Fortunato et al., 2018, section 3.2).
    if options.isNoisy, options.isDouble { online.drawNoise(using: &random) }
    optimizer.learningRate = options.learningRate.value(at: stepCount - options.rows)
    let errors =
      options.support.map { learnDistribution($0, x, later, choosing, weights) }
      ?? learnValues(x, later, choosing, weights)
    if var changed = priorities.take() {
      errors.withElements { changed.update(places, errors: $0) }
      priorities = changed
    }
  }

  /// One step on Q(s, a), from what values the next action and what chooses it. Returns delta of each transition.
  private mutating func learnValues(_ x: Tensor, _ later: Tensor, _ best: Tensor, _ weights: Tensor?) -> Tensor {
    let y = Tensor(shape: [batch.count]) { buffer in
      later.withElements { later in
        best.withElements { best in
          for row in 0..<batch.count {
            var (choice, start) = (0, row * options.actionCount)
            for action in 1..<options.actionCount where best[start + action] > best[start + choice] { choice = action }
            start += choice
            buffer[row] = batch.rewards[row] + batch.continuations[row] * later[start]
          }
        }
      }
    }
    var errors = y
    let isWeighted = weights != nil
    var value = 0.0
    let (loss, gradient) = valueWithGradient(at: online) { online in
      let q = online(x).picked(batch.actions)
      value = q.withElements { $0.reduce(0) { $0 + Double($1) } } / Double(batch.count)
      if isWeighted { errors = (q - y).detached }
      guard let weights else { return options.usesHuber ? huberLoss(q, y) : meanSquaredError(q, y) }
      let each = options.usesHuber ? huberLoss(q, y, reduction: .none) : meanSquaredError(q, y, reduction: .none)
      return (weights * each).mean()
    }
    step(along: gradient, loss)
    updateMeasures.add(.meanValue, value, share: 0.01)
    return errors
  }

  /// One step on the distribution of returns. Returns the divergence KL(target || prediction) of each transition.
  private mutating func learnDistribution(
    _ support: Support, _ x: Tensor, _ later: Tensor, _ choosing: Tensor, _ weights: Tensor?
  ) -> Tensor {
    let (projected, clippedShare) = support.projection(
      of: later.softmax(), choosing: support.means(of: choosing), rewards: batch.rewards,
      continuations: batch.continuations)
    clipped += 0.01 * (clippedShare - clipped)
    var crossEntropies = projected
    let (loss, gradient) = valueWithGradient(at: online) { online in
      let logits = support.rows(of: online(x), batch.actions)
      let each = softmaxCrossEntropy(logits, target: projected, reduction: .none)
      crossEntropies = each.detached
      return weights.map { ($0 * each).mean() } ?? each.mean()
    }
    step(along: gradient, loss)
    return Support.divergences(crossEntropies, from: projected)
  }

  private mutating func step(along gradient: consuming Gradient<QNetwork>, _ loss: Double) {
    // Where nothing is clipped the norm is measured now and then only: it costs a pass over the gradient.
    let norm =
      options.clipNorm > 0
      ? gradient.clip(toGlobalNorm: options.clipNorm)
      : optimizer.updateCount % 16 == 0 ? gradient.globalNorm : .nan
    optimizer.update(&online, along: gradient)
    if options.targetShare > 0 { target.approach(online, share: options.targetShare) }
    let share = options.averageShare
    average?.approach(online, share: share)
    meanLoss += max(0.01, 1 / Double(optimizer.updateCount)) * (loss - meanLoss)
    updateMeasures.add(.gradientNorm, norm, share: 0.01)
    updateMeasures.add(.learningRate, optimizer.learningRate, share: 1)
  }

  // MARK: Looking

  /// What greedy play and looks go by.
  private var judge: QNetwork {
    let network = average ?? online
    return options.isNoisy ? network.silenced : network
  }

  public func policy(rows: Int) -> any GreedyPolicy {
    GreedyValues(network: judge, support: options.support, rows: rows)
  }

  public func sampledPolicy(_ generators: [PCG64]) -> any GreedyPolicy {
    ExploringValues(online, options.support, epsilon: epsilon, actionCount: options.actionCount, generators)
  }

  public func insight(into observation: [Float]) -> Insight {
    let network = judge
    let values = actionValues(network, observation, rows: 1)
    let best = values.indexOfLargest(inRow: 0)
    let x = Tensor(rows: observation, count: 1, width: options.featureCount)
    let slope = gradient(at: x) { x in
      let output = network(x)
      return (options.support.map { $0.means(of: output) } ?? output).picked([Int32(best)]).sum()
    }
    return Insight(
      kind: .values, actions: values.doubles, value: values.doubles[best], saliency: slope.elements.map { abs($0) })
  }

  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    if steps == 0 { return [] }
    let values = actionValues(judge, observations, rows: steps)
    return values.max(axis: 1).doubles
  }

  public var readings: [Reading] {
    var readings: [Reading] = []
    if updateCount > 0 {
      let name = options.support != nil ? "Cross-entropy" : options.usesHuber ? "Huber loss" : "Squared loss"
      readings.append(Reading(name, meanLoss, scale: .logarithmic))
    }
    if let epsilon { readings.append(Reading("epsilon", epsilon)) }
    return readings
  }

  public mutating func archivePolicy(_ archive: inout StateArchive) throws {
    try archive.visit(&online, "online")
    try archive.visit(&average, "average")
    try archive.visitUpdates(of: &optimizer, "optimizer")
    try archive.visit(&epsilonNow, "epsilon")
    try archive.visit(&stepCount, "steps")
    try archive.visit(&meanLoss, "loss")
  }

  public var measures: [Reading] { updateMeasures.readings }

  public var concerns: [Concern] {
    guard let support = options.support, updateCount >= 500, clipped > 0.05 else { return [] }
    func text(_ end: Double) -> String { end == end.rounded() && abs(end) < 1e9 ? "\(Int(end))" : "\(Float(end))" }
    return [
      Concern(
        "\(Int((100 * clipped).rounded()))% of returns lie outside \(text(support.low)) to \(text(support.high)).",
        "Set valueMin and valueMax to hold every return.")
    ]
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&online, "online")
    try archive.visit(&target, "target")
    try archive.visit(&average, "average")
    try archive.visit(&optimizer, "optimizer")
    if !archive.omitsExperience { try archive.within("replay") { try replay.archive(&$0) } }
    if !archive.omitsExperience, var priorities {
      try archive.within("priorities") { try priorities.archive(&$0) }
      self.priorities = priorities
    }
    let planned = epsilonNow
    try archive.visit(&epsilonNow, "epsilon")
    // The plan is the configuration's; only what was fixed by hand comes from the checkpoint.
    if !epsilonNow.isConstant { epsilonNow = planned }
    try archive.visit(&stepCount, "steps")
    try archive.visit(&meanLoss, "loss")
    try archive.visit(&clipped, "clipped")
    try archive.visit(&isBroken, "isBroken")
  }
}

/// The greedy policy of action values.
struct GreedyValues: GreedyPolicy {
  let network: QNetwork
  let support: Support?
  let rows: Int

  mutating func act(on observations: [Float], starts: [Bool], into actions: inout Actions) {
    let output = network(Tensor(rows: observations, count: rows, width: observations.count / rows))
    let values = support.map { $0.means(of: output) } ?? output
    for row in 0..<rows { actions.numbers[row] = Int32(values.indexOfLargest(inRow: row)) }
  }
}
