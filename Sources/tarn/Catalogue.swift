import Agents
import Environments
import Experiments
import Randomness
import ReinforcementLearning
import Scenes
import Persistence

/// Names to environments and agents: the one place that knows both.
enum Catalogue {
  static var environments: [EnvironmentDescriptor] { EnvironmentCatalogue.all }
  static var agents: [any TabularAgent.Type] { AgentCatalogue.all }

  static func agent(_ id: String) throws -> any TabularAgent.Type {
    guard let agent = agents.first(where: { $0.descriptor.id == id }) else {
      throw InputError.unknown("agent", id, among: agents.map { $0.descriptor.id }, list: "tarn agents")
    }
    return agent
  }
}
