import ReinforcementLearning
public import Settings

/// What can be set of learners that value their own exploration: it must all but end for them to value the greedy policy.
public struct OnPolicySettings: SettingGroup {
  var tabular = TabularSettings()

  /// Those of Q-learning with less exploration at the end.
  public init() { tabular.exploration.epsilonFinal = 0.02 }
}
