import ArgumentParser
import Experiments
import ReinforcementLearning

@main
struct Tarn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn",
    abstract: "Watch agents learn, train them headless, compare them: a reinforcement-learning workbench.",
    discussion: """
      Start with `tarn demo`. Every command explains itself with an example: `tarn help train`.
      """,
    version: "tarn \(Version.current)",
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, SolveCommand.self, EnvironmentsCommand.self, AgentsCommand.self,
      ModelCommand.self, TraceCommand.self, VerifyCommand.self,
    ])
}
