import ArgumentParser
import Environments
import Experiments
import ReinforcementLearning
import Persistence

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Prove that the environments are the published ones.",
    discussion: """
      Recomputes digests of trajectories, exact optima and random streams and compares them with the published \
      packages' figures. Exits with 2 if one differs.

      Example: tarn verify FrozenLake-v1 Taxi-v4
      """)

  @Argument(help: "Only these environments.", completion: .environments) var environments: [String] = []
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    let ids = try environments.map { try ResolvedEnvironment($0).descriptor.id }
    let checks = Certificate.checks.filter { ids.isEmpty || $0.environment.map(ids.contains) ?? false }
    if checks.isEmpty {
      throw InputError(
        "there is nothing to verify for \(environments.joined(separator: ", ")): no figures of it are published")
    }
    let results = try checks.map { check in (check, got: try check.compute()) }
    let differing = results.filter { !$0.0.agrees($0.got) }
    if json {
      let entries = results.map { check, got in
        JSON.members([
          "subject": .string(check.subject), "check": .string(check.name), "expected": .string(check.expected),
          "got": .string(got), "result": .string(check.agrees(got) ? "agrees" : "differs"),
        ])
      }
      Output.result(
        JSON.members([
          "version": .string(Version.current), "checks": .array(entries), "differing": .integer(differing.count),
        ]).text)
    } else {
      Output.result(
        TextColumns.text(
          results.map { check, got in
            [
              check.agrees(got) ? "agrees " : "differs", check.subject, check.name, got,
              check.agrees(got) ? "" : "expected \(check.expected)",
            ]
          }))
      Output.result("\(results.count - differing.count) of \(results.count) checks agree")
    }
    if !differing.isEmpty { throw ExitCode(2) }
  }
}
