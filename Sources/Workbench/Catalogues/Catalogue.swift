import Agents
import Environments
public import Persistence
public import ReinforcementLearning

/// Names to environments and agents: the one place that knows both.
public enum Catalogue {
  /// Every environment.
  public static var environments: [EnvironmentDescriptor] { EnvironmentCatalogue.all }
  /// Every agent.
  public static var agents: [AgentEntry] { AgentCatalogue.all }

  /// The agent of that name.
  ///
  /// - Throws: ``InputError`` with the name that may have been meant.
  public static func agent(_ id: String) throws(InputError) -> AgentEntry {
    if let entry = agents.first(where: { $0.descriptor.id == id }) { return entry }
    if environments.contains(where: { $0.id == id.prefix { $0 != ":" } || $0.aliases.contains(id) }) {
      throw InputError("'\(id)' is an environment where an agent is meant, such as q-learning (list: tarn agents)")
    }
    throw InputError.unknown("agent", id, among: agents.map { $0.descriptor.id }, list: "tarn agents")
  }
}
