public import Randomness
public import ReinforcementLearning

/// A finite MDP whose rewards are its model's mean rewards plus standard normal noise where it says so.
///
/// The model stays exact: planning needs mean rewards only.
public protocol NormalRewards: TabularEnvironment where State == Int, Observation == Int {
  /// The type of the world without noise.
  associatedtype Model: FiniteMDP
  /// The world with its mean rewards.
  var model: Model { get }
  /// Standard deviation of the reward of `action` in `state`.
  func rewardDeviation(of state: Int, taking action: Int) -> Double
}

extension NormalRewards {
  public var exactModel: ExactModel? { ExactModel(of: model) }
  public var observationCount: Int { model.stateCount }
  public var actionCount: Int { model.actionCount }
  public func observation(of state: Int) -> Int { state }

  public func initialState<Source: RandomSource>(using random: inout Source) -> Int {
    model.initialState(using: &random)
  }

  public func advance<Source: RandomSource>(
    _ state: inout Int, taking action: Int, using random: inout Source
  ) -> Outcome {
    let deviation = rewardDeviation(of: state, taking: action)
    var outcome = model.advance(&state, taking: action, using: &random)
    if deviation > 0 { outcome.reward += deviation * random.nextNormal() }
    return outcome
  }
}
