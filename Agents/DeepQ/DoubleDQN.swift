import ReinforcementLearning

/// Double DQN: the online network chooses the next action, the target network values it.
///
///     y = r + gamma Q_target(s', argmax_a' Q(s', a'))
///
/// What one network overestimates by chance is not chosen by the same chance; see ``DeepQ`` for the rest.
///
/// Source: van Hasselt et al., 2016.
enum DoubleDQN {
  static let entry = AgentEntry(
    DeepQ.self, id: "double-dqn", title: "Double DQN",
    summary: "the online network chooses the next action, the target network values it",
    source: "y = r + gamma Q_target(s', argmax Q(s', a'))  (van Hasselt et al., 2016)",
    settings: settings)

  /// What differs from DQN.
  private static var settings: DeepQSettings {
    var settings = DeepQSettings()
    settings.double = true
    return settings
  }
}
