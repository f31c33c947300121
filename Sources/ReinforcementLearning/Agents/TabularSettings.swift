public import Settings

/// What can be set of every learner from temporal differences or returns.
public struct TabularSettings: SettingGroup {
  @Setting(.discount) public var discount = 0.99
  @Setting(1e-9...1, "alpha: how far an estimate moves toward its target") public var stepSize = 0.5
  @Setting(0...1e12, "visits to a pair after which its step size has halved; 0 keeps it constant")
  public var stepSizeHalfLife = 60.0
  @Setting(-1e9...1e9, "every Q(s, a) at the start; high values explore") public var initialValue = 0.0
  /// How it departs from what looks best.
  public var exploration = ExplorationSettings()

  /// Those of Q-learning.
  public init() {}

  /// alpha by the visits to a pair.
  var steps: StepSize { StepSize(initial: stepSize, halfLife: stepSizeHalfLife) }
}

/// What can be set of exploration.
public struct ExplorationSettings: SettingGroup {
  @Setting("how the agent departs from the greedy action") public var exploration = Exploration.Rule.epsilonGreedy
  @Setting(0...1, "probability of a random action at the start") public var epsilon = 1.0
  @Setting(0...1, "probability of a random action at the end") public var epsilonFinal = 0.05
  @Setting("steps over which epsilon goes in a straight line from its start to its end; 0 starts at the end")
  public var epsilonSteps = ScheduleLength.share(0.8)
  @Setting(1e-9...1e9, "softmax: values are divided by it") public var temperature = 0.05
  @Setting(0...1e9, "ucb: weight c of the bonus c sqrt(ln t / n)") public var confidence = 1.0

  /// Epsilon-greedy, over most of the run.
  public init() {}
}

extension SharedSetting where Bound == Double {
  /// gamma
  public static var discount: Self { SharedSetting(0...1, "gamma: the weight of a reward one step later") }
}
