import ReinforcementLearning

/// Dueling DQN: separate streams for V(s) and the advantages, which share what comes before.
///
///     Q(s, a) = V(s) + A(s, a) - mean_a' A(s, a')
///
/// The value of a state is learned from every action taken in it; see ``QNetwork`` for the streams and ``DeepQ`` for the rest.
///
/// Source: Wang et al., 2016, equation 9, with double Q-learning as there.
enum DuelingDQN {
  static let entry = AgentEntry(
    DeepQ.self, id: "dueling-dqn", title: "Dueling DQN", summary: "separate streams for V(s) and the advantages",
    source: "Q = V + A - mean A  (Wang et al., 2016)",
    settings: settings)

  /// What differs from DQN.
  private static var settings: DeepQSettings {
    var settings = DeepQSettings()
    settings.dueling = true
    settings.double = true
    return settings
  }
}
