public import Randomness
public import ReinforcementLearning
public import Settings

/// n-step SARSA: between temporal differences (n = 1) and Monte Carlo (n = infinity).
///
///     G = r_{t+1} + gamma r_{t+2} + ... + gamma^{n-1} r_{t+n} + gamma^n Q(s_{t+n}, a_{t+n})
///     Q(s_t, a_t) <- Q(s_t, a_t) + alpha [G - Q(s_t, a_t)]
///
/// Source: Sutton and Barto, 2nd edition, section 7.2.
///
/// Differences from the book: an episode cut short bootstraps every return still open from its last state.
public struct NStepSarsa: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory
  private let length: Int
  private var observations: [Int] = []
  private var actions: [Int] = []
  private var rewards: [Double] = []
  private var nextAction = NextAction()

  /// Every value at its start, no return open.
  public init(_ settings: NStepSarsaSettings, for world: TableOutline) {
    memory = TabularMemory(settings.tabular, for: world)
    length = settings.n
  }

  /// The a' that was drawn while learning, or a new one.
  public mutating func action<Source: RandomSource>(for observation: Int, using random: inout Source) -> Int {
    nextAction.take(for: observation, memory: &memory, using: &random)
  }

  /// The pair of n steps ago moves toward its return; at the end of an episode all that are left do.
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    observations.append(step.observation)
    actions.append(step.action)
    rewards.append(step.reward)
    let next = nextAction.value(after: step, memory: &memory, using: &random)
    if rewards.count >= length { updateOldest(bootstrap: next) }
    if step.end != nil {
      while !rewards.isEmpty { updateOldest(bootstrap: next) }
    }
  }

  /// Moves the oldest open pair toward its return and drops it.
  private mutating func updateOldest(bootstrap: Double) {
    var outcome = bootstrap
    for reward in rewards.reversed() { outcome = reward + memory.discount * outcome }
    memory.update(observations[0], actions[0], toward: outcome)
    observations.removeFirst()
    actions.removeFirst()
    rewards.removeFirst()
  }

  /// What was drawn for this step is not taken; it has been counted.
  public mutating func giveWay() { nextAction.giveWay(&memory) }

  /// Forgets the returns that are open.
  public mutating func breakOff() {
    nextAction = NextAction()
    forgetEpisode()
  }

  private mutating func forgetEpisode() {
    observations.removeAll(keepingCapacity: true)
    actions.removeAll(keepingCapacity: true)
    rewards.removeAll(keepingCapacity: true)
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "n-step-sarsa", title: "n-step SARSA", summary: "on-policy control from returns of n steps",
    source: "Sutton and Barto, 2nd edition, section 7.2",
    hyperparameters: Settings.declarations)
}

/// What can be set of n-step SARSA.
public struct NStepSarsaSettings: SettingGroup {
  var tabular = TabularSettings()
  @Setting(1...10_000, "rewards summed before bootstrapping") var n = 4

  /// Four steps.
  public init() {}
}
