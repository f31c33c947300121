import Persistence
public import ReinforcementLearning

/// What can be set of deep Q-learning, and which combinations cannot be meant.
extension DeepQ {
  public static let actionKinds = ActionKinds.discrete

  public static let hyperparameters: [Hyperparameter] = [
    NetworkSettings.hidden, NetworkSettings.filters, NetworkSettings.discount, NetworkSettings.learningRate,
    NetworkSettings.learningRateSteps, NetworkSettings.optimizer, NetworkSettings.optimizerEpsilon,
    NetworkSettings.optimizerDecay, NetworkSettings.clipNorm,
    Hyperparameter(
      "loss", .choice(["huber", "squared"]), default: .text("huber"),
      "what an error costs; atoms > 1 have cross-entropy"),
    Hyperparameter("batchSize", .integer(1...65_536), default: .integer(128), "transitions in an update"),
    Hyperparameter("bufferSize", .integer(1...100_000_000), default: .integer(10_000), "transitions in the replay"),
    Hyperparameter(
      "learningStarts", .integer(0...Int.max), default: .integer(1_000), "steps before the first update"),
    Hyperparameter("trainEvery", .integer(1...1_000_000), default: .integer(10), "steps from one training to the next"),
    Hyperparameter("gradientSteps", .integer(1...100_000), default: .integer(1), "updates in a training"),
    Hyperparameter(
      "targetEvery", .integer(1...100_000_000), default: .integer(500),
      "steps from one copy of the target network to the next"),
    Hyperparameter(
      "targetShare", .real(0...1), default: .real(0),
      "share of the way that the target network follows after each update (Lillicrap et al., 2016); 0 copies it instead"
    ),
    NetworkSettings.averageShare,
    Hyperparameter("epsilon", .real(0...1), default: .real(1), "probability of a random action at the start"),
    Hyperparameter("epsilonFinal", .real(0...1), default: .real(0.05), "probability of a random action at the end"),
    Hyperparameter("epsilonSteps", .steps(from: 0), default: .share(0.1), "steps over which epsilon falls"),
    Hyperparameter("epsilonDelay", .steps(from: 0), default: .integer(0), "steps before epsilon begins to fall"),
    Hyperparameter("double", .boolean, default: .boolean(false), "the online network chooses, the target evaluates"),
    Hyperparameter("dueling", .boolean, default: .boolean(false), "separate streams for V(s) and the advantages"),
    Hyperparameter("prioritized", .boolean, default: .boolean(false), "replay in proportion to the last error"),
    Hyperparameter("priorityExponent", .real(0...1), default: .real(0.5), "alpha: 0 replays uniformly"),
    Hyperparameter("importanceExponent", .real(0...1), default: .real(0.4), "beta at the start; it ends at 1"),
    Hyperparameter(
      "importanceSteps", .steps(from: 1), default: .share(1), "steps over which beta rises to 1"),
    Hyperparameter("nStep", .integer(1...1_000), default: .integer(1), "steps of reward before the bootstrap"),
    Hyperparameter(
      "atoms", .integer(1...1_001), default: .integer(1), "1 for values; 51 for a distribution of returns (C51)"),
    Support.ends[0], Support.ends[1],
    Hyperparameter("noisy", .boolean, default: .boolean(false), "explore by noise in the weights, not by epsilon"),
    Hyperparameter(
      "noiseDeviation", .real(0...100), default: .real(0.5),
      "sigma_0: the noise's deviation at the start, times the square root of a layer's inputs"),
    NetworkSettings.clipReward, NetworkSettings.simulations,
  ]

  /// - Throws: ``InputError`` naming the settings that contradict each other.
  static func check(_ settings: Settings, _ world: ArenaOutline) throws(InputError) {
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
