import ArgumentParser
import Experiments
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
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as ExitCode {
      exit(withError: error)
    } catch let error where exitCode(for: error) == .failure {
      // Sentences for people, the same wherever they come from.
      Output.diagnostic("tarn: \(error)")
      exit(withError: ExitCode.failure)
    } catch {
      exit(withError: error)
    }
  }
}
