import ArgumentParser
import Experiments
import ReinforcementLearning
import Scenes
import Persistence

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train an agent; writes a run directory.",
    discussion: """
      The same agent, environment, settings and seed give the same bytes in metrics.jsonl and in the checkpoint. \
      Interrupted runs continue with --resume as if nothing had happened.

      Example: tarn train q-learning FrozenLake-v1 --seed 1 --set epsilonFinal=0.05
      """)

  @Argument(help: "The agent (tarn agents lists them).") var agent: String?
  @Argument(help: "The environment, ID or ID:key=value,key=value.") var environment: String?
  @Option(help: "Seed of every random stream.") var seed: UInt64?
  @Option(help: "Environment steps to train for (300,000 unless told otherwise).") var steps: Int?
  @Option(help: "Episodes to train for, instead of steps.") var episodes: Int?
  @Option(name: .customLong("set"), help: "A setting of the agent, key=value; may be repeated.")
  var settings: [String] = []
  @Option(help: "A TOML file with seed, steps or episodes, and sections [settings] and [environment_arguments].")
  var config: String?
  @Option(help: "The run directory (runs/AGENT-ENVIRONMENT-SEED unless told otherwise).") var out: String?
  @Option(help: "Continue the run in this directory.") var resume: String?
  @Option(help: "Steps between evaluations of the greedy policy; 0 for none (10,000 unless told otherwise).")
  var evaluateEvery: Int?
  @Option(help: "Steps between checkpoints (1,000,000 unless told otherwise).") var checkpointEvery: Int?
  @Flag(help: "Take the agent's plain defaults, not the settings that ship for it in this environment.")
  var untuned = false
  @Flag(help: "Watch in a window while it trains, at full speed.") var watch = false
  @Flag(help: "Write no TensorBoard events.") var noTensorboard = false
  @Flag(help: "Print the summary as JSON and nothing else.") var json = false
  @Flag(help: "No progress.") var quiet = false

  @MainActor
  func run() async throws {
    if watch {
      Signals.install()
      return try runWatched()
    }
    Signals.endAtOnce()
    let run = try Phase.show("setting up", isQuiet: quiet) { try open() }
    Signals.install()
    let start = Clock.wall
    let before = run.steps
    var report = ProgressReport(isQuiet: quiet)
    var events = noTensorboard ? nil : try TrainingEvents(run)
    var stride = 1
    while !run.isComplete, Signals.pending == nil {
      let moment = Clock.wall
      do { try run.advance(stride) } catch is CancellationError { break }
      // As far as it gets in a twentieth of a second: signals are answered soon whatever a step costs.
      stride = Clock.wall - moment < 0.05 ? min(stride * 2, 1 << 16) : max(stride / 2, 1)
      let elapsed = Clock.wall - start
      try events?.update(run)
      report.update(
        progress: run.progress, steps: run.steps, rate: Double(run.steps - before) / max(elapsed, 1e-9),
        meanReturn: run.meanReturn, evaluation: run.latestEvaluation)
    }
    report.finish()
    try events?.update(run, isLast: true)
    let seconds = Clock.wall - start
    if !run.isComplete, let number = Signals.pending {
      try run.checkpoint()
      try run.recordTiming(seconds: seconds, stepsSinceStart: run.steps - before)
      Output.diagnostic(
        "stopped at step \(Decimals.grouped(run.steps)) and saved; continue with: tarn train --resume \(run.directory)")
      throw ExitCode(128 + number)
    }
    let summary = try run.finish(seconds: seconds, stepsSinceStart: run.steps - before)
    if !json { describe(run) }
    Output.result(summary.text)
  }

  /// The same run with the window open: the training thread does what it would do here.
  @MainActor
  private func runWatched() throws {
    var choices = ViewChoices()
    choices.speed = Speeds.factors.count - 1
    let control = Track.Control(speed: nil)
    let command = self
    let name = environment ?? resume ?? ""
    guard
      let (subject, window) = try Opening.prepare(
        name, theme: choices.theme,
        {
          if let resume = command.resume {
            return try Subject(
              resuming: resume, configuration: try command.resumedConfiguration(resume), control: control,
              writesEvents: !command.noTensorboard)
          }
          let configuration = try command.configuration()
          return try Subject(
            training: configuration, directory: command.out ?? Self.freeDirectory(for: configuration),
            control: control, writesEvents: !command.noTensorboard)
        })
    else { return }
    let viewer = Viewer(subject, choices: choices)
    try Presentation.run(viewer, in: window)
    if let failure = viewer.failure { throw InputError(failure) }
    if let directory = subject.directory, Files.exists("\(directory)/summary.json") {
      let summary = String(decoding: try Files.read("\(directory)/summary.json"), as: UTF8.self)
      Output.write(summary, to: 1)
    }
    if let number = Signals.pending { throw ExitCode(128 + number) }
  }

  private func describe(_ run: Run) {
    guard !quiet else { return }
    var text =
      "\(run.configuration.agent) on \(run.configuration.environment): \(Decimals.grouped(run.episodes)) episodes"
    if let mean = run.meanReturn { text += ", mean return of the last 100: \(Decimals.text(mean, 3))" }
    if let value = run.latestEvaluation {
      text +=
        run.optimalReturn.map { "; greedy policy \(Decimals.text(value, 4)), best possible \(Decimals.text($0, 4))" }
        ?? "; greedy policy \(Decimals.text(value, 4))"
    }
    Output.diagnostic(text)
    Output.diagnostic("next: tarn evaluate \(run.directory)    or: tarn watch \(run.directory)")
  }
}
