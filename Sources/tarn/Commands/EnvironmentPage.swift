import Environments
import Experiments
import Randomness
import ReinforcementLearning
import Scenes
import Settings

/// What there is to know about a world before one uses it, with a picture of it.
enum EnvironmentPage {
  static func text(of resolved: ResolvedEnvironment) -> [String] {
    let (descriptor, world) = (resolved.descriptor, resolved.world)
    let names = descriptor.aliases.isEmpty ? "" : " (also \(descriptor.aliases.joined(separator: ", ")))"
    var lines = ["\(resolved.specification)\(names): \(descriptor.summary)", ""]
    lines += picture(of: world) + [""]
    let actions = world.actionLabels.enumerated().map { "\($0.offset) \($0.element.name)" }.joined(separator: ", ")
    let hasModel = resolved.tabular?.transitionModel() != nil
    lines.append(
      TextColumns.text([
        ["observations", "\(world.observationSpace)"],
        ["actions", world.actionSpace.count == nil ? "\(world.actionSpace)" : actions],
        ["model", hasModel ? "exact: tarn solve and tarn model take it" : "none"],
        ["step limit", resolved.stepLimit.map { "\($0)" } ?? "none"],
        ["solved at", descriptor.rewardThreshold.map { "a mean return of \($0)" } ?? "no published threshold"],
      ]))
    if !descriptor.arguments.isEmpty {
      let arguments = descriptor.arguments.map { argument in
        ["  \(argument.name)=\(argument.defaultValue)", argument.summary, "[\(argument.validRange)]"]
      }
      lines += ["", "arguments, as in \(descriptor.id):\(example(descriptor))", TextColumns.text(arguments)]
    }
    if !descriptor.mapAlphabet.isEmpty {
      lines += ["", "letters of a map (map=ROW/ROW/..., or map_file=FILE with one row a line)"]
      lines.append(TextColumns.text(descriptor.mapAlphabet.map { ["  \($0.letters)", $0.meaning] }))
    }
    return lines
  }

  private static func example(_ descriptor: EnvironmentDescriptor) -> String {
    if !descriptor.mapAlphabet.isEmpty {
      return descriptor.mapAlphabet.contains { $0.letters == "F" }
        ? "map=SFFF/FHFH/FFFH/HFFG" : "map=S..G/.#.H/....,slip=0.1"
    }
    return descriptor.arguments.first.map { "\($0.name)=\($0.defaultValue)" } ?? ""
  }

  /// A start of the world in characters.
  private static func picture(of world: any Environment) -> [String] {
    func open(_ world: some Environment) -> [String] {
      var random = Seed(0).generator()
      return TerminalScreen.picture(of: world.scene(of: world.initialState(using: &random)))
    }
    return open(world)
  }
}
