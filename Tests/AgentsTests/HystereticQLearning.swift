public import Randomness
public import ReinforcementLearning
public import Settings

/// Hysteretic Q-learning: bad news counts less than good news.
///
///     delta = r + gamma (1 - terminated) max_a' Q(s', a') - Q(s, a)
///     Q(s, a) <- Q(s, a) + alpha delta          where delta >= 0
///     Q(s, a) <- Q(s, a) + c alpha delta        elsewhere
///
/// Source: L. Matignon, G. J. Laurent and N. Le Fort-Piat, "Hysteretic Q-learning", 2007, equation 6.
///
/// Differences from the paper: one learner alone; the step size may shrink with the visits to a pair.
public struct HystereticQLearning: TabularAgent {
  public var memory: TabularMemory
  private let caution: Double

  public init(_ settings: HystereticSettings, for world: TableOutline) {
    memory = TabularMemory(settings.tabular, for: world)
    caution = settings.caution
  }

  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let value = memory.values[step.observation, step.action]
    let next = step.continuation * memory.values.maximum(inRow: step.nextObservation)
    let error = step.reward + memory.discount * next - value
    memory.update(step.observation, step.action, toward: value + (error < 0 ? caution * error : error))
  }

  public static let descriptor = AgentDescriptor(
    id: "hysteretic-q-learning", title: "Hysteretic Q-learning", summary: "bad news counts less than good news",
    source: "Matignon, Laurent and Le Fort-Piat, 2007, equation 6", hyperparameters: Settings.declarations)
}

/// What can be set of hysteretic Q-learning.
public struct HystereticSettings: SettingGroup {
  var tabular = TabularSettings()
  @Setting(0...1, "c: the weight of bad news") var caution = 0.2

  public init() {}
}
