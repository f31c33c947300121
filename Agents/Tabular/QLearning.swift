public import Randomness
public import ReinforcementLearning
import Settings

/// Q-learning: off-policy temporal-difference control.
///
///     Q(s, a) <- Q(s, a) + alpha [r + gamma (1 - terminated) max_a' Q(s', a') - Q(s, a)]
///
/// Source: C. J. C. H. Watkins, "Learning from Delayed Rewards", 1989; Sutton and Barto, 2nd edition, equation 6.8.
///
/// Differences from the paper: ties are broken at random; the step size may shrink with the visits to a pair.
public struct QLearning: TabularAgent {
  /// Q(s, a), how often each pair was visited, exploration, step size and discount.
  public var memory: TabularMemory

  /// Every value at its start.
  public init(_ settings: TabularSettings, for world: TableOutline) {
    memory = TabularMemory(settings, for: world)
  }

  /// Q(s, a) moves toward r + gamma max_a' Q(s', a').
  @inlinable @inline(__always)
  public mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {
    let next = step.continuation * memory.values.maximum(inRow: step.nextObservation)
    memory.update(step.observation, step.action, toward: step.reward + memory.discount * next)
  }

  /// Name, words, source and settings, as the catalogue has them.
  public static let descriptor = AgentDescriptor(
    id: "q-learning", title: "Q-learning", summary: "off-policy temporal-difference control",
    source: "Sutton and Barto, 2nd edition, equation 6.8", hyperparameters: Settings.declarations)
}
