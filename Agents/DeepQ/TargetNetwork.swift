import NeuralNetworks

/// The network that values what comes later, which changes more slowly than the one that learns.
struct TargetNetwork: Sendable {
  /// How it comes after the online network.
  enum Rule: Sendable {
    /// A copy, taken at every so many environment steps (Mnih et al., 2015).
    case copies(every: Int)
    /// theta' = theta' + tau (theta - theta') after each update (Lillicrap et al., 2016).
    case follows(share: Double)
  }

  var network: QNetwork
  let rule: Rule

  /// Copies the online network where an environment step asks for it.
  mutating func copy(_ online: QNetwork, at step: Int) {
    if case .copies(let interval) = rule, step % interval == 0 { network = online }
  }

  /// Follows the online network, which has just been updated.
  mutating func follow(_ online: QNetwork) {
    if case .follows(let share) = rule { network.approach(online, share: share) }
  }
}

/// Which network chooses the action that the target network values.
enum BootstrapChoice: Sendable {
  /// max_a' Q_target(s', a')  (Mnih et al., 2015)
  case targetNetwork
  /// Q_target(s', argmax_a' Q(s', a'))  (van Hasselt et al., 2016)
  case onlineNetwork
}
