import ArgumentParser
import Experiments
import ReinforcementLearning
import Persistence
import Settings
import Workbench

struct AgentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agents", abstract: "List the agents and their settings.",
    discussion: "Example: tarn agents q-learning")

  @Argument(help: "Only this one.", completion: .agents) var id: String?
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    let descriptors = try id.map { [try Catalogue.agent($0).descriptor] } ?? Catalogue.agents.map(\.descriptor)
    if json {
      let entries = descriptors.map { descriptor in
        JSON.members([
          "id": .string(descriptor.id), "title": .string(descriptor.title), "summary": .string(descriptor.summary),
          "source": .string(descriptor.source),
          "observation_spaces": .array(Self.observations(descriptor).map { .string($0) }),
          "action_spaces": .array(Self.actions(descriptor).map { .string($0) }),
          "needs_model": .boolean(descriptor.needsModel),
          "hyperparameters": .array(descriptor.hyperparameters.map { JSON.setting($0) }),
        ])
      }
      return Output.result(JSON.members(["agents": .array(entries)]).text)
    }
    for descriptor in descriptors {
      Output.result("\(descriptor.id): \(descriptor.summary) (\(descriptor.source))")
      Output.result(
        "  accepts observations: \(Self.observations(descriptor).joined(separator: ", ")); actions: "
          + "\(Self.actions(descriptor).joined(separator: ", "))\(descriptor.needsModel ? "; needs an exact model" : "")"
      )
      if id != nil || descriptors.count == 1 {
        Output.result(
          TextColumns.text(
            descriptor.hyperparameters.map { ["  \($0.name)=\($0.defaultValue)", $0.summary, "[\($0.validRange)]"] }))
      } else {
        Output.result("  settings: \(descriptor.hyperparameters.map(\.name).joined(separator: ", "))")
      }
    }
    if id == nil { Output.result("\nSettings of one agent, with defaults and ranges: tarn agents q-learning") }
  }

  private static func entry(_ descriptor: AgentDescriptor) -> AgentEntry? {
    Catalogue.agents.first { $0.descriptor.id == descriptor.id }
  }

  private static func observations(_ descriptor: AgentDescriptor) -> [String] {
    let discrete = ["discrete", "tuple of discrete"]
    return entry(descriptor)?.hasNetworks ?? false ? discrete + ["box"] : discrete
  }

  private static func actions(_ descriptor: AgentDescriptor) -> [String] {
    switch entry(descriptor)?.type.actionKinds {
    case .both: ["discrete", "box"]
    case .continuous: ["box"]
    case .discrete, nil: ["discrete"]
    }
  }
}
