import ArgumentParser
import Environments
import Experiments
import Persistence
import Randomness
import ReinforcementLearning
import Scenes
import Workbench

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure a trained agent's policy on fresh episodes.",
    discussion: """
      Where the environment has an exact model, the expected return of the greedy policy, the best possible one within \
      the step limit and the regret between them are computed, not sampled.

      Episodes are played to their end. In a world without a step limit, where a policy may go round for ever, one is cut \
      after \(Decimals.grouped(Evaluator.Patience.measurement.episode)) steps and counted as capped; --max-steps cuts earlier. \
      Exact figures, the best possible return too, look as many steps ahead, and say so where the policy goes on after \
      them.

      --env changes an argument of the environment, or names another one that looks the same to the agent. --stochastic \
      draws actions: from the policy's own distribution, or with the exploration that training had at the end.

      Example: tarn evaluate runs/q-learning-FrozenLake-v1-0 --env is_slippery=false
      """)

  @Argument(help: ArgumentHelp("A run directory.", valueName: "run"), completion: .directory) var directory: String
  @Option(parsing: .unconditional, help: "Episodes to play.", transform: Typed.count) var episodes = 100
  @Option(parsing: .unconditional, help: "Seed of the evaluation's streams.", transform: Typed.seed)
  var seed: UInt64 = 0
  @Option(
    parsing: .unconditional, help: "Steps after which an episode is cut and counted as capped.", transform: Typed.count)
  var maxSteps: Int?
  @Option(
    name: .customLong("env"),
    help: "Evaluate elsewhere: key=value for one argument, may be repeated, or a whole environment, ID:key=value.",
    completion: .environments)
  var environments: [String] = []
  @Flag(help: "Draw actions instead of taking the best.") var stochastic = false
  @Flag(help: "The checkpoint of the best evaluation, not the newest.") var best = false
  @Option(
    help: "Record the first episode (.mp4 or .gif); needs no display.", completion: .file(extensions: ["mp4", "gif"]))
  var record: String?
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    if let record { try Typed.outputFile(record, "--record", endings: [".mp4", ".gif"]) }
    let trained = try RunRequest.configuration(of: directory)
    let subject = try EvaluatedRun(
      directory, trained, elsewhere: environments, best: best, cap: maxSteps,
      supervision: Phase.supervision)
    // The seed 0 of an evaluation must not repeat the streams of a run with seed 0.
    let streams = Seed(seed).derived(for: .evaluateCommand)
    let records = subject.evaluator.rollouts(
      subject.session, episodes: episodes, seed: streams, isSampled: stochastic)
    if json {
      Output.result(JSON.object(members(subject, records)).text)
    } else {
      describe(subject, records)
    }
    if let record {
      try EpisodeRecording(
        subject, in: directory, seed: streams, isSampled: stochastic, length: records.first?.length ?? 0
      ).save(to: record)
      if !quiet { Output.diagnostic("recorded the first episode: \(record)") }
    }
  }

  /// The exact figures, which are those of the greedy policy.
  private func exact(_ subject: EvaluatedRun) -> (value: Double, horizon: Int?, optimum: Double)? {
    guard !stochastic, let outlook = subject.evaluator.exactOutlook(of: subject.session),
      let optimum = subject.evaluator.optimalReturn
    else { return nil }
    return (outlook.value, outlook.horizon, optimum)
  }

  private func members(_ subject: EvaluatedRun, _ records: [EpisodeRecord]) -> [JSON.Member] {
    let figures = Figures(records)
    var members: [JSON.Member] = [.init(key: "run", value: .string(directory))]
    if !environments.isEmpty {
      members.append(.init(key: "environment", value: .string(subject.prepared.environment.specification)))
    }
    if best { members.append(.init(key: "checkpoint", value: .string("best"))) }
    members += [
      .init(key: "step", value: .integer(subject.step)), .init(key: "episodes", value: .integer(episodes)),
      .init(key: "mean_return", value: .real(figures.mean)), .init(key: "std_return", value: .real(figures.deviation)),
      .init(key: "mean_length", value: .real(figures.length)),
      .init(key: "capped", value: .integer(subject.evaluator.cappedCount(records))),
      .init(key: "returns", value: .reals(records.map(\.return))),
    ]
    guard let exact = exact(subject) else { return members }
    members += [
      .init(key: "policy_return", value: .real(exact.value)), .init(key: "optimal_return", value: .real(exact.optimum)),
      .init(key: "regret", value: .real(exact.optimum - exact.value)),
    ]
    if let horizon = exact.horizon ?? (subject.evaluator.hasCap ? subject.evaluator.horizon : nil) {
      members.append(.init(key: "horizon", value: .integer(horizon)))
    }
    return members
  }

  private func describe(_ subject: EvaluatedRun, _ records: [EpisodeRecord]) {
    let (figures, evaluator) = (Figures(records), subject.evaluator)
    let place = environments.isEmpty ? subject.configuration.environment : subject.prepared.environment.specification
    Output.result(
      "\(subject.configuration.agent) on \(place) after \(Decimals.grouped(subject.step)) steps"
        + (best ? ", its best evaluation" : "") + (stochastic ? ", actions drawn" : ""))
    Output.result(
      "mean return  \(Decimals.text(figures.mean, 4))  (standard deviation \(Decimals.text(figures.deviation, 4)), "
        + "\(episodes) episodes, mean length \(Decimals.text(figures.length, 1)))")
    let capped = evaluator.cappedCount(records)
    if capped > 0 || evaluator.hasCap {
      let limit = Decimals.grouped(evaluator.episodeLimit)
      Output.result("capped       \(capped) of \(episodes) episodes were cut after \(limit) steps")
    }
    guard let exact = exact(subject) else { return }
    let range =
      subject.prepared.environment.stepLimit == evaluator.horizon
      ? "within the step limit"
      : exact.horizon.map { "within \(Decimals.grouped($0)) steps, after which it goes on" } ?? "to the end"
    Output.result("exact return \(Decimals.text(exact.value, 6))  of the greedy policy \(range)")
    Output.result(
      "optimum      \(Decimals.text(exact.optimum, 6))  "
        + (evaluator.hasCap ? "within \(Decimals.grouped(evaluator.horizon)) steps, " : "")
        + "regret \(Decimals.text(exact.optimum - exact.value, 6))")
  }

  /// What some episodes come to.
  private struct Figures {
    let mean, deviation, length: Double

    init(_ records: [EpisodeRecord]) {
      let (returns, count) = (records.map(\.return), Double(max(records.count, 1)))
      let mean = returns.reduce(0, +) / count
      self.mean = mean
      deviation = (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      length = Double(records.map(\.length).reduce(0, +)) / count
    }
  }
}
