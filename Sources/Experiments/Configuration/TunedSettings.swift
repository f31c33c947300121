public import Persistence
import ReinforcementLearning
public import Settings

/// Settings found to suit an agent in an environment.
public struct TunedSettings: Decodable, Sendable, Hashable {
  /// Ids of agents.
  public let agents: [String]
  /// Ids, or beginnings of ids that end in `*`.
  public let environments: [String]
  /// Arguments that must have been given, as typed.
  public let arguments: [String: String]?
  /// Steps to train for unless told otherwise.
  public let steps: Int?
  /// The settings by name; others keep their defaults.
  public let settings: [String: SettingValue]

  private struct File: Decodable {
    let entry: [TunedSettings]
  }

  /// - Throws: ``InputError`` naming `path` when the text is not a table of entries.
  public static func all(in text: String, path: String) throws(InputError) -> [TunedSettings] {
    try TOMLFile.decode(File.self, from: text, path: path).entry
  }

  /// Whether the entry is for this agent in this world.
  public func suits(agent: String, environment: String, arguments: [String: SettingValue]) -> Bool {
    agents.contains(agent)
      && environments.contains {
        $0.hasSuffix("*") ? environment.hasPrefix($0.dropLast()) : $0 == environment
      } && (self.arguments ?? [:]).allSatisfy { name, value in arguments[name].map { "\($0)" } == value }
  }
}
