import ArgumentParser
import NeuralNetworks
import Persistence
import ReinforcementLearning
import Settings
import Workbench
import SupervisedLearning

/// What the shell offers after tab. The names are looked up then, not at every start.
extension CompletionKind {
  static var agents: CompletionKind { .custom { _, _, _ in Catalogue.agents.map(\.descriptor.id) } }

  static var environments: CompletionKind { .custom { _, _, _ in environmentNames } }

  /// Settings of the agent named on the line, as `key=`; of all agents where none is.
  static var agentSettings: CompletionKind {
    .custom { words, _, _ in
      let named = Catalogue.agents.map(\.descriptor).filter { words.contains($0.id) }
      let settings = (named.isEmpty ? Catalogue.agents.map(\.descriptor) : named).flatMap(\.hyperparameters)
      return Array(Set(settings.map { "\($0.name)=" })).sorted()
    }
  }

  static var fitSettings: CompletionKind {
    .custom { _, _, _ in TrainingConfiguration.declarations.map { "\($0.name)=" } }
  }

  static var models: CompletionKind { .custom { _, _, _ in ModelCatalogue.all.map(\.name) } }

  /// Named data sets, and files.
  static var dataSets: CompletionKind {
    .custom { _, _, beginning in FitData.shipped.map(\.key) + paths(beginning, directoriesOnly: false) }
  }

  static var speeds: CompletionKind {
    .custom { _, _, _ in WatchCommand.speedNames }
  }

  /// Directories, and environments for `--agent`.
  static var runsAndEnvironments: CompletionKind {
    .custom { _, _, beginning in paths(beginning, directoriesOnly: true) + environmentNames }
  }

  private static var environmentNames: [String] {
    Catalogue.environments.flatMap { [$0.id] + $0.aliases }
  }

  /// What is in the folder that a path begins with.
  private static func paths(_ beginning: String, directoriesOnly: Bool) -> [String] {
    let slash = beginning.lastIndex(of: "/")
    let folder = slash.map { String(beginning[...$0]) } ?? ""
    return Files.list(folder.isEmpty ? "." : folder).filter { !$0.hasPrefix(".") }.compactMap { name in
      let isDirectory = Files.isDirectory(folder + name)
      return isDirectory ? "\(folder)\(name)/" : directoriesOnly ? nil : folder + name
    }
  }
}
