import Persistence
public import Randomness
public import ReinforcementLearning
public import Settings

/// What can be set of deep Q-learning, how it is put together from that, and which combinations cannot be meant.
extension DeepQ {
  public static let hyperparameters: [SettingDeclaration] = [
    NetworkSettings.hidden, NetworkSettings.filters, NetworkSettings.discount, NetworkSettings.learningRate,
    NetworkSettings.learningRateSteps, NetworkSettings.optimizer, NetworkSettings.optimizerEpsilon,
    NetworkSettings.optimizerDecay, NetworkSettings.clipNorm,
    SettingDeclaration(
      "loss", .choice(["huber", "squared"]), default: .text("huber"),
      "what an error costs; atoms > 1 have cross-entropy"),
    SettingDeclaration("batchSize", .integer(1...65_536), default: .integer(128), "transitions in an update"),
    SettingDeclaration("bufferSize", .integer(1...100_000_000), default: .integer(10_000), "transitions in the replay"),
    SettingDeclaration(
      "learningStarts", .integer(0...Int.max), default: .integer(1_000), "steps before the first update"),
    SettingDeclaration("trainEvery", .integer(1...1_000_000), default: .integer(10), "steps from one training to the next"),
    SettingDeclaration("gradientSteps", .integer(1...100_000), default: .integer(1), "updates in a training"),
    SettingDeclaration(
      "targetEvery", .integer(1...100_000_000), default: .integer(500),
      "steps from one copy of the target network to the next"),
    SettingDeclaration(
      "targetShare", .real(0...1), default: .real(0),
      "share of the way that the target network follows after each update (Lillicrap et al., 2016); 0 copies it instead"
    ),
    NetworkSettings.averageShare,
    SettingDeclaration("epsilon", .real(0...1), default: .real(1), "probability of a random action at the start"),
    SettingDeclaration("epsilonFinal", .real(0...1), default: .real(0.05), "probability of a random action at the end"),
    SettingDeclaration("epsilonSteps", .steps(from: 0), default: .share(0.1), "steps over which epsilon falls"),
    SettingDeclaration("epsilonDelay", .steps(from: 0), default: .integer(0), "steps before epsilon begins to fall"),
    SettingDeclaration("double", .boolean, default: .boolean(false), "the online network chooses, the target evaluates"),
    SettingDeclaration("dueling", .boolean, default: .boolean(false), "separate streams for V(s) and the advantages"),
    SettingDeclaration("prioritized", .boolean, default: .boolean(false), "replay in proportion to the last error"),
    SettingDeclaration("priorityExponent", .real(0...1), default: .real(0.5), "alpha: 0 replays uniformly"),
    SettingDeclaration("importanceExponent", .real(0...1), default: .real(0.4), "beta at the start; it ends at 1"),
    SettingDeclaration(
      "importanceSteps", .steps(from: 1), default: .share(1), "steps over which beta rises to 1"),
    SettingDeclaration("nStep", .integer(1...1_000), default: .integer(1), "steps of reward before the bootstrap"),
    SettingDeclaration(
      "atoms", .integer(1...1_001), default: .integer(1), "1 for values; 51 for a distribution of returns (C51)"),
    SettingDeclaration(
      "valueMin", .realOrAuto(-1e9...1e9), default: .text("auto"),
      "least return of the distribution; auto: the least that the world's rewards and the discount allow, or -10"),
    SettingDeclaration(
      "valueMax", .realOrAuto(-1e9...1e9), default: .text("auto"),
      "greatest return of the distribution; auto: the greatest that the world's rewards and the discount allow, or 10"),
    SettingDeclaration("noisy", .boolean, default: .boolean(false), "explore by noise in the weights, not by epsilon"),
    SettingDeclaration(
      "noiseDeviation", .real(0...100), default: .real(0.5),
      "sigma_0: the noise's deviation at the start, times the square root of a layer's inputs"),
    NetworkSettings.clipReward, NetworkSettings.simulations,
  ]

  public init(_ settings: SettingValues, for world: ArenaOutline, using random: inout PCG64) throws {
    guard case .discrete(let actionCount) = world.actionSpace else {
      throw InputError("deep Q-learning needs numbered actions, not \(world.actionSpace); try ppo")
    }
    try Self.check(settings, world)
    let isNoisy = settings.boolean("noisy")
    returns = try Self.returns(settings, for: world)
    online = QNetwork(
      world.featureShape, actionCount: actionCount,
      QNetwork.Design(
        hidden: try NetworkSettings.widths(settings), filterCount: settings.integer("filters"),
        isDueling: settings.boolean("dueling"), noise: isNoisy ? settings.real("noiseDeviation") : nil,
        atomCount: returns.atomCount), using: &random)
    let share = settings.real("targetShare")
    target = TargetNetwork(
      network: online, rule: share > 0 ? .follows(share: share) : .copies(every: settings.integer("targetEvery")))
    choice = settings.boolean("double") ? .onlineNetwork : .targetNetwork
    replay = try Self.replay(settings, for: world)
    exploration =
      isNoisy
      ? .noisyWeights
      : .epsilonGreedy(
        .delayed(
          from: settings.real("epsilon"), to: settings.real("epsilonFinal"), after: try settings.steps("epsilonDelay"),
          steps: try settings.steps("epsilonSteps")))
    optimizer = try NetworkOptimizer(settings, for: online)
    options = Options(
      discount: settings.real("discount"), rows: settings.integer("simulations"), featureCount: world.featureCount,
      actionCount: actionCount, learningStarts: settings.integer("learningStarts"),
      trainEvery: settings.integer("trainEvery"), gradientSteps: settings.integer("gradientSteps"))
  }

  private static func returns(_ settings: SettingValues, for world: ArenaOutline) throws(InputError) -> any ReturnModel {
    let count = settings.integer("atoms")
    if count == 1 { return ExpectedReturns(usesHuberLoss: settings.text("loss") == "huber") }
    let known = world.rewardBounds?.returns(discount: settings.real("discount"), stepLimit: world.stepLimit)
    let automatic = known ?? -10...10
    let low = settings.realUnlessAuto("valueMin") ?? automatic.lowerBound
    let high = settings.realUnlessAuto("valueMax") ?? automatic.upperBound
    guard low < high else {
      throw InputError("valueMin \(low) must be below valueMax \(high) for a distribution of returns")
    }
    return DistributionalReturns(support: ReturnSupport(low: low, high: high, count: count))
  }

  private static func replay(_ settings: SettingValues, for world: ArenaOutline) throws(InputError) -> ExperienceReplay {
    let rows = settings.integer("simulations")
    let replay = Replay(
      capacity: settings.integer("bufferSize"), laneCount: rows, featureCount: world.featureCount,
      isBinary: world.isBinary)
    let isPrioritized = settings.boolean("prioritized")
    return ExperienceReplay(
      replay,
      priorities: isPrioritized
        ? Priorities(
          laneCount: rows, slotCount: replay.slotCount, exponent: settings.real("priorityExponent"),
          importance: .linear(
            from: settings.real("importanceExponent"), to: 1, steps: max(1, try settings.steps("importanceSteps"))))
        : nil,
      batchSize: settings.integer("batchSize"), stepCount: settings.integer("nStep"),
      discount: settings.real("discount"), rewardLimit: settings.real("clipReward"))
  }

  /// - Throws: ``InputError`` naming the settings that contradict each other.
  private static func check(_ settings: SettingValues, _ world: ArenaOutline) throws(InputError) {
    let (batch, buffer, starts) = (
      settings.integer("batchSize"), settings.integer("bufferSize"), settings.integer("learningStarts")
    )
    let rows = settings.integer("simulations")
    guard batch <= buffer else {
      throw InputError(
        "batchSize \(batch) is larger than bufferSize \(buffer); no batch could be drawn without repeats")
    }
    guard rows <= buffer else {
      throw InputError("bufferSize \(buffer) leaves no room for \(rows) simulations; make it at least \(rows)")
    }
    if let planned = world.plannedSteps, starts >= planned {
      throw InputError(
        "learningStarts \(starts) is not before the end of the run at \(planned) steps; nothing would be learned")
    }
    guard settings.integer("nStep") < buffer else {
      throw InputError("nStep \(settings.integer("nStep")) must be smaller than bufferSize \(buffer)")
    }
    if settings.boolean("noisy"), try NetworkSettings.widths(settings).isEmpty {
      throw InputError("noisy layers need at least one hidden layer; hidden is none")
    }
  }
}
