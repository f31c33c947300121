import Agents
import Environments
import Experiments
import Randomness
package import ReinforcementLearning
import Scenes
import Persistence

/// Names to environments and agents: the one place that knows both.
package enum Catalogue {
  package static var environments: [EnvironmentDescriptor] { EnvironmentCatalogue.all }
  package static var agents: [any TabularAgent.Type] { AgentCatalogue.all }

  package static var networks: [NetworkAgentEntry] { AgentCatalogue.networks }
  package static var descriptors: [AgentDescriptor] { agents.map { $0.descriptor } + networks.map { $0.descriptor } }

  package static func agent(_ id: String) throws -> AgentChoice {
    if let agent = agents.first(where: { $0.descriptor.id == id }) { return .tabular(agent) }
    if let entry = networks.first(where: { $0.descriptor.id == id }) { return .network(entry) }
    if environments.contains(where: { $0.id == id.prefix { $0 != ":" } || $0.aliases.contains(id) }) {
      throw InputError("'\(id)' is an environment where an agent is meant, such as q-learning (list: tarn agents)")
    }
    throw InputError.unknown("agent", id, among: descriptors.map { $0.id }, list: "tarn agents")
  }
}

/// An agent of either kind.
package enum AgentChoice {
  case tabular(any TabularAgent.Type)
  case network(NetworkAgentEntry)

  package var hasNetworks: Bool { if case .network = self { true } else { false } }

  package var descriptor: AgentDescriptor {
    switch self {
    case .tabular(let type): type.descriptor
    case .network(let entry): entry.descriptor
    }
  }
}
