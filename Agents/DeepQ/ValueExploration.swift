import Persistence
import ReinforcementLearning

/// How an agent with action values departs from the best of them.
enum ValueExploration: Sendable {
  /// A random action with probability epsilon, by environment step (Mnih et al., 2015).
  case epsilonGreedy(Schedule)
  /// Noise in the network's weights, drawn anew for every step (Fortunato et al., 2018).
  case noisyWeights

  /// The probability of a random action at an environment step.
  func epsilon(at step: Int) -> Double {
    if case .epsilonGreedy(let schedule) = self { schedule.value(at: step) } else { 0 }
  }

  /// Whether the network has noise to draw.
  var isNoisy: Bool { if case .noisyWeights = self { true } else { false } }

  /// The plan is the configuration's; only what was fixed by hand comes from a checkpoint.
  mutating func archive(_ archive: inout StateArchive) throws {
    guard case .epsilonGreedy(let planned) = self else { return }
    try archivePolicy(&archive)
    if case .epsilonGreedy(let schedule) = self, !schedule.isConstant { self = .epsilonGreedy(planned) }
  }

  /// The schedule as it was, to look at.
  mutating func archivePolicy(_ archive: inout StateArchive) throws {
    guard case .epsilonGreedy(var schedule) = self else { return }
    try archive.visit(&schedule, "epsilon")
    self = .epsilonGreedy(schedule)
  }
}
