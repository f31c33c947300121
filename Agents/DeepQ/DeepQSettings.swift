import Persistence
import Randomness
import ReinforcementLearning
public import Settings

/// What can be set of deep Q-learning.
public struct DeepQSettings: SettingGroup {
  var network = NetworkShapeSettings()
  @Setting(.discount) var discount = 0.99
  var rate = LearningRateSettings()
  var optimizer = OptimizerSettings()
  @Setting("what an error costs; atoms > 1 have cross-entropy") var loss = ErrorLoss.huber
  @Setting(1...65_536, "transitions in an update") var batchSize = 128
  @Setting(1...100_000_000, "transitions in the replay") var bufferSize = 10_000
  @Setting(0..., "steps before the first update") var learningStarts = 1_000
  @Setting(1...1_000_000, "steps from one training to the next") var trainEvery = 10
  @Setting(1...100_000, "updates in a training") var gradientSteps = 1
  @Setting(1...100_000_000, "steps from one copy of the target network to the next") var targetEvery = 500
  @Setting(
    0...1,
    "share of the way that the target network follows after each update (Lillicrap et al., 2016); 0 copies it instead")
  var targetShare = 0.0
  @Setting(.averageShare) var averageShare = 0.0
  @Setting(0...1, "probability of a random action at the start") var epsilon = 1.0
  @Setting(0...1, "probability of a random action at the end") var epsilonFinal = 0.05
  @Setting("steps over which epsilon falls") var epsilonSteps = ScheduleLength.share(0.1)
  @Setting("steps before epsilon begins to fall") var epsilonDelay = ScheduleLength.steps(0)
  @Setting("the online network chooses, the target evaluates") var double = false
  @Setting("separate streams for V(s) and the advantages") var dueling = false
  @Setting("replay in proportion to the last error") var prioritized = false
  @Setting(0...1, "alpha: 0 replays uniformly") var priorityExponent = 0.5
  @Setting(0...1, "beta at the start; it ends at 1") var importanceExponent = 0.4
  @Setting(from: 1, "steps over which beta rises to 1") var importanceSteps = ScheduleLength.share(1)
  @Setting(1...1_000, "steps of reward before the bootstrap") var nStep = 1
  @Setting(1...1_001, "1 for values; 51 for a distribution of returns (C51)") var atoms = 1
  @Setting(
    autoOr: -1e9...1e9,
    "least return of the distribution; auto: the least that the world's rewards and the discount allow, or -10")
  var valueMin: Double?
  @Setting(
    autoOr: -1e9...1e9,
    "greatest return of the distribution; auto: the greatest that the world's rewards and the discount allow, or 10")
  var valueMax: Double?
  @Setting("explore by noise in the weights, not by epsilon") var noisy = false
  @Setting(0...100, "sigma_0: the noise's deviation at the start, times the square root of a layer's inputs")
  var noiseDeviation = 0.5
  @Setting(.clipReward) var clipReward = 0.0
  @Setting(.simulations) var simulations = 1

  /// DQN's.
  public init() {}

  /// - Throws: ``InputError`` naming the settings that contradict each other.
  func check(_ world: FeatureOutline) throws(InputError) {
    guard batchSize <= bufferSize else {
      throw InputError(
        "batchSize \(batchSize) is larger than bufferSize \(bufferSize); no batch could be drawn without repeats")
    }
    guard simulations <= bufferSize else {
      throw InputError(
        "bufferSize \(bufferSize) leaves no room for \(simulations) simulations; make it at least \(simulations)")
    }
    if let planned = world.plannedSteps, learningStarts >= planned {
      throw InputError(
        "learningStarts \(learningStarts) is not before the end of the run at \(planned) steps; nothing would be learned"
      )
    }
    guard nStep < bufferSize else { throw InputError("nStep \(nStep) must be smaller than bufferSize \(bufferSize)") }
    if noisy, try network.described() == nil, try network.widths().isEmpty {
      throw InputError("noisy layers need at least one hidden layer; hidden is none")
    }
  }
}

/// What an error of a value costs.
enum ErrorLoss: String, SettingChoice { case huber, squared }

/// The parts that the settings ask for.
extension DeepQSettings {
  func design(atomCount: Int) throws(InputError) -> QNetwork.Design {
    QNetwork.Design(
      layers: try network.described(), hidden: try network.widths(), filterCount: network.filters, isDueling: dueling,
      noise: noisy ? noiseDeviation : nil, atomCount: atomCount)
  }

  /// - Throws: ``InputError`` when no return lies between the ends of the support.
  func returns(for world: FeatureOutline) throws(InputError) -> any ReturnModel {
    if atoms == 1 { return ExpectedReturns(usesHuberLoss: loss == .huber) }
    let known = world.rewardBounds?.returns(discount: discount, stepLimit: world.stepLimit)
    let automatic = known ?? -10...10
    let (low, high) = (valueMin ?? automatic.lowerBound, valueMax ?? automatic.upperBound)
    guard low < high else {
      throw InputError("valueMin \(low) must be below valueMax \(high) for a distribution of returns")
    }
    return DistributionalReturns(support: ReturnSupport(low: low, high: high, count: atoms))
  }

  func replay(for world: FeatureOutline) -> ExperienceReplay {
    let replay = Replay(
      capacity: bufferSize, laneCount: simulations, featureCount: world.featureCount, isBinary: world.isBinary)
    let importance = Schedule.linear(from: importanceExponent, to: 1, steps: max(1, importanceSteps.count))
    let priorities =
      !prioritized
      ? nil
      : Priorities(
        laneCount: simulations, slotCount: replay.slotCount, exponent: priorityExponent, importance: importance)
    return ExperienceReplay(
      replay, priorities: priorities, batchSize: batchSize, stepCount: nStep, discount: discount,
      rewardLimit: clipReward)
  }

  var exploration: ValueExploration {
    noisy
      ? .noisyWeights
      : .epsilonGreedy(.delayed(from: epsilon, to: epsilonFinal, after: epsilonDelay.count, steps: epsilonSteps.count))
  }

  var targetRule: TargetNetwork.Rule { targetShare > 0 ? .follows(share: targetShare) : .copies(every: targetEvery) }
}
