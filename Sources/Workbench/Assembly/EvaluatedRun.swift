import Environments
package import Experiments
package import Persistence
package import ReinforcementLearning
import Settings

/// A trained agent and the world it is judged in, which need not be the one it was trained in.
package struct EvaluatedRun {
  /// Of the run, with the environment it is judged in.
  package let configuration: RunConfiguration
  package let prepared: PreparedRun
  /// The agent as it was saved, in the world it is judged in.
  package let session: any AgentSession
  package let evaluator: Evaluator
  /// The step of training at which the agent was saved.
  package let step: Int

  /// - Parameters:
  ///   - changes: as typed after `--env`.
  ///   - best: whether to take the checkpoint of the best evaluation.
  ///   - cap: steps after which episodes are cut.
  /// - Throws: ``InputError`` when there is no such checkpoint or environment, or when that one is of another shape.
  package init(
    _ directory: String, _ trained: RunConfiguration, elsewhere changes: [String], best: Bool, cap: Int?,
    supervision: Supervision = .none
  ) throws {
    let home = try PreparedRun(trained, supervision: supervision)
    var session = try SavedSession.load(directory, configuration: trained, into: home.session, best: best)
    step = session.log.stepCount
    if changes.isEmpty {
      (configuration, prepared) = (trained, home)
    } else {
      configuration = try Self.moved(trained, to: changes)
      prepared = try PreparedRun(configuration, supervision: supervision)
      let (known, other) = (Self.shape(session, home), Self.shape(session, prepared))
      var place = prepared.session
      guard known == other, place.adopt(session) else {
        throw InputError(
          "the agent of '\(directory)' knows \(known); \(prepared.environment.specification) has \(other)")
      }
      session = place
    }
    self.session = session
    evaluator = Evaluator(
      prepared.environment.world, stepLimit: prepared.environment.stepLimit, cap: cap, patience: .measurement)
  }

  /// What an agent has to know of a world to act in it, in words.
  private static func shape(_ session: any AgentSession, _ prepared: PreparedRun) -> String {
    if session.table != nil, let world = prepared.environment.tabular {
      return "\(world.observationCount) observations and \(world.actionCount) actions"
    }
    let shape = (try? prepared.environment.features.featureShape) ?? []
    return
      "observations of shape (\(shape.map(String.init).joined(separator: ", "))) and actions "
      + "\(prepared.environment.world.actionSpace)"
  }

  /// The configuration in another environment.
  private static func moved(_ trained: RunConfiguration, to changes: [String]) throws -> RunConfiguration {
    var configuration = trained
    configuration.environmentArguments = trained.resolvedArguments
    configuration.inputs = [:]
    for change in changes {
      let name = change.prefix { $0 != ":" && $0 != "=" }
      let isWhole = EnvironmentCatalogue.all.contains { $0.id == name || $0.aliases.contains(String(name)) }
      if isWhole {
        let environment = try ResolvedEnvironment(change)
        configuration.environment = environment.descriptor.id
        configuration.environmentArguments = environment.settings.values
        continue
      }
      guard let sign = change.firstIndex(of: "="), sign > change.startIndex,
        !change[..<sign].contains(where: { $0 == ":" || $0 == "/" })
      else {
        throw InputError(
          "--env takes key=value or an environment, ID or ID:key=value, not '\(change)' (list: tarn environments)")
      }
      let key = String(change[..<sign])
      configuration.environmentArguments[key] = .text(String(change[change.index(after: sign)...]))
      // A map comes from one place.
      let other = ["map": "map_file", "map_file": "map"][key]
      if let other, configuration.environmentArguments[other] != nil {
        configuration.environmentArguments[other] = .text("")
      }
    }
    return configuration
  }
}
