import ArgumentParser
import Environments
import Experiments
import ReinforcementLearning
import Persistence
import Settings
import Workbench

struct EnvironmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environments", abstract: "List the environments and their arguments.",
    discussion: """
      With an ID, or ID:key=value,key=value, a page about that world: a picture of it, its spaces, actions, limit and \
      arguments.

      Maps are rows of letters of the same length, in the argument map (rows separated by /) or in a file named by \
      map_file (one row a line):
      \(mapAlphabets)

      Example: tarn environments FrozenLake-v1:map=SFFF/FHFH/FFFH/HFFG
      """)

  /// The letters of each kind of map.
  private static var mapAlphabets: String {
    var told: [[EnvironmentDescriptor.MapLetter]] = []
    return Catalogue.environments.compactMap { descriptor in
      if descriptor.mapAlphabet.isEmpty || told.contains(descriptor.mapAlphabet) { return nil }
      told.append(descriptor.mapAlphabet)
      return "  \(descriptor.id): "
        + descriptor.mapAlphabet.map { "\($0.letters) \($0.meaning)" }.joined(separator: "; ")
    }.joined(separator: "\n")
  }

  @Argument(help: "Only this one, ID or ID:key=value,key=value, with a picture.", completion: .environments) var id:
    String?
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    let descriptors = try id.map { [try ResolvedEnvironment($0).descriptor] } ?? Catalogue.environments
    if let id, !json { return EnvironmentPage.text(of: try ResolvedEnvironment(id)).forEach { Output.result($0) } }
    if json {
      let entries = try descriptors.map { try Self.entry($0) }
      return Output.result(JSON.members(["environments": .array(entries)]).text)
    }
    var rows = [["id", "observations", "actions", "model", "limit", "solved at"]]
    for descriptor in descriptors {
      let resolved = try ResolvedEnvironment(descriptor.id)
      let world = resolved.world
      rows.append([
        descriptor.id, "\(world.observationSpace)", "\(world.actionSpace)",
        resolved.tabular?.transitionModel() == nil ? "no" : "exact", descriptor.stepLimit.map { "\($0)" } ?? "none",
        descriptor.rewardThreshold.map { "\($0)" } ?? "-",
      ])
    }
    Output.result(TextColumns.text(rows))
    for descriptor in descriptors {
      let names = descriptor.aliases.isEmpty ? "" : " (also \(descriptor.aliases.joined(separator: ", ")))"
      Output.result("\n\(descriptor.id)\(names): \(descriptor.summary)")
      Output.result(
        TextColumns.text(
          descriptor.arguments.map { ["  \($0.name)=\($0.defaultValue)", $0.summary, "[\($0.validRange)]"] }))
    }
  }

  private static func entry(_ descriptor: EnvironmentDescriptor) throws -> JSON {
    let resolved = try ResolvedEnvironment(descriptor.id)
    let world = resolved.world
    return .members([
      "id": .string(descriptor.id), "aliases": .array(descriptor.aliases.map { .string($0) }),
      "summary": .string(descriptor.summary), "observation_space": .string("\(world.observationSpace)"),
      "action_space": .string("\(world.actionSpace)"),
      "observations": resolved.tabular.map { .integer($0.observationCount) } ?? .null,
      "actions": world.actionSpace.count.map { .integer($0) } ?? .null,
      "has_model": .boolean(resolved.tabular?.transitionModel() != nil),
      "step_limit": descriptor.stepLimit.map { .integer($0) } ?? .null,
      "reward_threshold": descriptor.rewardThreshold.map { .real($0) } ?? .null,
      "arguments": .array(descriptor.arguments.map { JSON.setting($0) }),
      "map_alphabet": .object(descriptor.mapAlphabet.map { .init(key: $0.letters, value: .string($0.meaning)) }),
    ])
  }
}

extension JSON {
  /// A setting with its type, default, range and meaning.
  static func setting(_ setting: SettingDeclaration) -> JSON {
    var members: [Member] = [
      Member(key: "name", value: .string(setting.name)), Member(key: "type", value: .string(setting.typeName)),
      Member(key: "default", value: value(setting.defaultValue)),
    ]
    switch setting.kind {
    case .real(let range), .realOrAuto(let range):
      members.append(Member(key: "minimum", value: .real(range.lowerBound)))
      members.append(Member(key: "maximum", value: .real(range.upperBound)))
    case .integer(let range):
      members.append(Member(key: "minimum", value: .integer(range.lowerBound)))
      members.append(Member(key: "maximum", value: .integer(range.upperBound)))
    case .steps(let least):
      members.append(Member(key: "minimum", value: .integer(least)))
      members.append(Member(key: "shares", value: .string("0.5x is half of the run's steps")))
    case .choice(let names): members.append(Member(key: "choices", value: .array(names.map { .string($0) })))
    case .boolean, .text: break
    }
    members.append(Member(key: "summary", value: .string(setting.summary)))
    return .object(members)
  }

  static func value(_ value: SettingValue) -> JSON {
    switch value {
    case .real(let number): .real(number)
    case .integer(let number): .integer(number)
    case .share: .string("\(value)")
    case .boolean(let flag): .boolean(flag)
    case .text(let text): .string(text)
    }
  }
}

/// Text in columns, each as wide as its widest entry.
enum TextColumns {
  static func text(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.compactMap { $0.count > column ? $0[column].count : nil }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, entry) in row.enumerated() {
        line += entry
        if column + 1 < row.count { line += String(repeating: " ", count: widths[column] - entry.count + 2) }
      }
      return line
    }.joined(separator: "\n")
  }
}
