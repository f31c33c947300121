import ArgumentParser
import Experiments
import Persistence
import ReinforcementLearning

@main
struct Tarn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn",
    abstract: "Watch agents learn, train them headless, compare them: a reinforcement-learning workbench.",
    discussion: """
      Start with `tarn demo`. Every command explains itself with an example: `tarn help train`.
      """,
    version: "tarn \(Version.current)",
    subcommands: [
      DemoCommand.self, TrainCommand.self, EvaluateCommand.self, WatchCommand.self, PlayCommand.self,
      SolveCommand.self, EnvironmentsCommand.self, AgentsCommand.self, ModelCommand.self, TraceCommand.self,
      VerifyCommand.self, FitCommand.self, PredictCommand.self, ExportCommand.self,
      BenchCommand.self,
    ])

  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try Mistake.checkCommand(of: arguments)
      var command = try parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as ExitCode {
      exit(withError: error)
    } catch {
      let status = exitCode(for: error)
      // Help and version are printed; all else is a sentence for people, the same wherever it comes from.
      if status == .success { exit(withError: error) }
      Output.diagnostic("tarn: \(Mistake.sentence(for: error, arguments))")
      exit(withError: error is InputError || status == .validationFailure ? ExitCode.validationFailure : .failure)
    }
  }
}
