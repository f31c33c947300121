public import Randomness
public import ReinforcementLearning
public import Settings

/// Monte Carlo control: learns from whole returns, when the episode is over.
///
///     Q(s, a) <- Q(s, a) + alpha [G_t - Q(s, a)],  G_t = r_{t+1} + gamma G_{t+1}
///
/// for the first visit to each pair in an episode, or for every visit.
///
/// Source: Sutton and Barto, 2nd edition, section 5.4.
///
/// Differences from the book: the step size of the other learners, which with `stepSize` 1 and `stepSizeHalfLife` 1 is
/// the plain average; an episode cut short counts the greedy value of its last state as what would have followed.
public struct MonteCarloControl: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory
  private let isFirstVisit: Bool
  private var observations: [Int] = []
  private var actions: [Int] = []
  private var rewards: [Double] = []

  /// Every value at its start, no episode begun.
  public init(_ settings: MonteCarloSettings, for world: TableOutline) {
    memory = TabularMemory(settings.tabular, for: world)
    isFirstVisit = settings.visit == .first
  }

  /// Remembers the step; at the end of the episode every pair that counts moves toward its return.
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    observations.append(step.observation)
    actions.append(step.action)
    rewards.append(step.reward)
    guard step.end != nil else { return }
    var outcome = step.continuation * memory.values.maximum(inRow: step.nextObservation)
    var seen: [Int: Int] = [:]
    for time in observations.indices where isFirstVisit {
      let pair = observations[time] * memory.values.columns + actions[time]
      if seen[pair] == nil { seen[pair] = time }
    }
    for time in observations.indices.reversed() {
      outcome = rewards[time] + memory.discount * outcome
      let pair = observations[time] * memory.values.columns + actions[time]
      if isFirstVisit, seen[pair] != time { continue }
      memory.update(observations[time], actions[time], toward: outcome)
    }
    forgetEpisode()
  }

  /// Forgets the episode so far.
  public mutating func breakOff() {
    forgetEpisode()
  }

  private mutating func forgetEpisode() {
    observations.removeAll(keepingCapacity: true)
    actions.removeAll(keepingCapacity: true)
    rewards.removeAll(keepingCapacity: true)
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "monte-carlo", title: "Monte Carlo control", summary: "learns from whole returns",
    source: "Sutton and Barto, 2nd edition, section 5.4",
    hyperparameters: Settings.declarations)
}

/// What can be set of Monte Carlo control.
public struct MonteCarloSettings: SettingGroup {
  var tabular = TabularSettings()
  @Setting("which visits to a pair in an episode count") var visit = MonteCarloVisit.first

  /// First visits.
  public init() {}
}

/// Which visits to a pair in an episode count.
enum MonteCarloVisit: String, SettingChoice { case first, every }
