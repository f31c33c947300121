import ArgumentParser
import Experiments
import Randomness
import ReinforcementLearning
import Scenes
import Persistence

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure a trained agent's greedy policy on fresh episodes.",
    discussion: """
      Where the environment has an exact model, the expected return of the policy, the best possible one within the \
      step limit and the regret between them are computed, not sampled.

      Example: tarn evaluate runs/q-learning-FrozenLake-v1-0
      """)

  @Argument(help: ArgumentHelp("A run directory.", valueName: "run")) var directory: String
  @Option(help: "Episodes to play.") var episodes = 100
  @Option(help: "Seed of the evaluation's streams.") var seed: UInt64 = 0
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    guard episodes > 0 else { throw InputError("--episodes takes a number above 0, not \(episodes)") }
    Signals.endAtOnce()
    let configuration = try TrainCommand.configuration(of: directory)
    let prepared = try Phase.show("setting up") { try PreparedRun(configuration) }
    let session = try SavedSession.load(directory, configuration: configuration, into: prepared.session)
    // The seed 0 of an evaluation must not repeat the streams of a run with seed 0.
    let records = prepared.evaluator.rollouts(
      session, episodes: episodes, seed: Seed(seed).derived(for: "evaluate command"))
    let returns = records.map(\.return)
    let mean = returns.reduce(0, +) / Double(returns.count)
    let variance = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(returns.count)
    let length = Double(records.map(\.length).reduce(0, +)) / Double(records.count)
    let exact = Phase.show("exact evaluation") { prepared.evaluator.exactReturn(of: session) }
    if json {
      var members: [JSON.Member] = [
        .init(key: "run", value: .string(directory)), .init(key: "episodes", value: .integer(episodes)),
        .init(key: "mean_return", value: .real(mean)), .init(key: "std_return", value: .real(variance.squareRoot())),
        .init(key: "mean_length", value: .real(length)), .init(key: "returns", value: .reals(returns)),
      ]
      if let exact, let optimum = prepared.evaluator.optimalReturn {
        members += [
          .init(key: "policy_return", value: .real(exact)), .init(key: "optimal_return", value: .real(optimum)),
          .init(key: "regret", value: .real(optimum - exact)),
        ]
      }
      return Output.result(JSON.object(members).text)
    }
    Output.result(
      "\(configuration.agent) on \(configuration.environment) after \(Decimals.grouped(session.log.stepCount)) steps")
    Output.result(
      "mean return  \(Decimals.text(mean, 4))  (standard deviation \(Decimals.text(variance.squareRoot(), 4)), "
        + "\(episodes) episodes, mean length \(Decimals.text(length, 1)))")
    if let exact, let optimum = prepared.evaluator.optimalReturn {
      Output.result("exact return \(Decimals.text(exact, 6))  of the greedy policy within the step limit")
      Output.result("optimum      \(Decimals.text(optimum, 6))  regret \(Decimals.text(optimum - exact, 6))")
    }
  }
}
