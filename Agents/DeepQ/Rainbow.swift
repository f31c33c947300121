import ReinforcementLearning

/// Rainbow: DQN and six things that were found apart, each of which still helps beside the others.
///
///     double         y = R + Gamma Q_target(s', argmax_a' Q(s', a'))           BootstrapChoice.onlineNetwork
///     dueling        Q = V + A - mean A, for the logits of each return         QNetwork.Design.isDueling
///     prioritised    P(i) ~ KL_i^alpha, w_i = (N P(i))^-beta / max w           Priorities in ExperienceReplay
///     n-step         R = sum_{k<n} gamma^k r_k, Gamma = gamma^n                n in ExperienceReplay
///     distributional m = projection of R + Gamma Z, L = H(m, p(s, a))          DistributionalReturns
///     noisy          w = mu + sigma epsilon instead of random actions          ValueExploration.noisyWeights
///
/// The loop they are put into is ``DeepQ``'s.
///
/// Source: Hessel et al., 2018. Each part's own: van Hasselt et al., 2016; Wang et al., 2016; Schaul et al., 2016; Sutton, 1988;
/// Bellemare et al., 2017; Fortunato et al., 2018.
///
/// Differences from the paper: those of ``DeepQ``; network, optimizer and schedules are DQN's here unless they are set.
enum Rainbow {
  static let entry = AgentEntry(
    DeepQ.self, id: "rainbow", title: "Rainbow",
    summary: "double, dueling, prioritised, n-step, distributional and noisy, all at once",
    source: "Hessel et al., 2018",
    settings: settings)

  /// What differs from DQN.
  private static var settings: DeepQSettings {
    var settings = DeepQSettings()
    settings.double = true
    settings.dueling = true
    settings.prioritized = true
    settings.nStep = 3
    settings.atoms = 51
    settings.noisy = true
    return settings
  }
}
