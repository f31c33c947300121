import Assets
package import Environments
public import Experiments
import Persistence
package import Settings
import ReinforcementLearning

/// What a run gets where nobody has said otherwise.
extension RunRequest {
  /// What ships for this agent in this world; the last entry that suits is the most particular one.
  package static func tuned(agent: String, in environment: ResolvedEnvironment) throws -> TunedSettings? {
    try tuned(agent: agent, environment: environment.descriptor.id, arguments: environment.settings.values)
  }

  package static func tuned(
    agent: String, environment: String, arguments: [String: SettingValue]
  ) throws -> TunedSettings? {
    let text = Assets.tunedSettings
    // Most agents have no entry; reading the table would cost each start a millisecond.
    guard text.contains("\"\(agent)\"") else { return nil }
    return try TunedSettings.all(in: text, path: "Assets/Tuned/tuned.toml").last {
      $0.suits(agent: agent, environment: environment, arguments: arguments)
    }
  }

  /// `runs/q-learning-FrozenLake-v1-0`: with what was changed in it, and a number behind it if that is taken.
  public static func directory(for configuration: RunConfiguration) -> String {
    let place = configuration.environment.split(separator: "/").last.map(String.init) ?? configuration.environment
    return RunName.free(
      "\(configuration.agent)-\(place)", changes: RunChanges(configuration).parts, seed: configuration.seed)
  }
}
