import ArgumentParser
import Experiments
import ReinforcementLearning
import Scenes
import Persistence
import Synchronization
import Workbench

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train an agent; writes a run directory.",
    discussion: """
      The same agent, environment, settings and seed give the same bytes in metrics.jsonl and in the checkpoint, with \
      networks on one kind of processor. \
      Interrupted runs continue with --resume as if nothing had happened.

      Example: tarn train q-learning FrozenLake-v1 --seed 1 --set epsilonFinal=0.05
      """)

  @Argument(help: "The agent (tarn agents lists them).", completion: .agents) var agent: String?
  @Argument(help: "The environment, ID or ID:key=value,key=value.", completion: .environments)
  var environment: String?
  @Option(parsing: .unconditional, help: "Seed of every random stream.", transform: Typed.seed) var seed: UInt64?
  @Option(
    parsing: .unconditional, help: "Environment steps to train for, such as 1e6 (300,000 unless told otherwise).",
    transform: Typed.count)
  var steps: Int?
  @Option(parsing: .unconditional, help: "Episodes to train for, instead of steps.", transform: Typed.count)
  var episodes: Int?
  @Option(
    name: .customLong("set"), help: "A setting of the agent, key=value; may be repeated.", completion: .agentSettings)
  var settings: [String] = []
  @Option(
    help:
      "A TOML file that describes the network's layers, in place of hidden and filters; the agent adds its outputs (kinds: tarn help fit).",
    completion: .file(extensions: ["toml"]))
  var layers: String?
  @Option(
    help: "A TOML file with seed, steps or episodes, and sections [settings] and [environment_arguments].",
    completion: .file(extensions: ["toml"]))
  var config: String?
  @Option(
    help: "The run directory (runs/AGENT-ENVIRONMENT-CHANGES-SEED unless told otherwise).", completion: .directory)
  var out: String?
  @Option(help: "Continue the run in this directory.", completion: .directory) var resume: String?
  @Flag(
    help: "With --resume: stretch schedules that are shares of the run, such as 1.0x, over its new number of steps.")
  var extendSchedules = false
  @Option(
    parsing: .unconditional,
    help: "Steps between evaluations of the greedy policy; 0 for none (10,000 unless told otherwise).",
    transform: Typed.natural)
  var evaluateEvery: Int?
  @Option(
    parsing: .unconditional,
    help:
      "Steps after which an evaluated episode is cut and counted (none unless told otherwise; 10,000 where a world has no limit).",
    transform: Typed.count)
  var evaluateMaxSteps: Int?
  @Option(
    parsing: .unconditional, help: "Steps between checkpoints (1,000,000 unless told otherwise; also every 30 s).",
    transform: Typed.count)
  var checkpointEvery: Int?
  @Option(
    parsing: .unconditional,
    help: "Disk for episodes of the past of an agent with networks, such as 100MB; 0 keeps none (32MB).")
  var keep: String?
  @Flag(help: "Take the agent's plain defaults, not the settings that ship for it in this environment.")
  var untuned = false
  @Flag(help: "Watch in a window while it trains, at full speed.") var watch = false
  @Flag(help: "Write no TensorBoard events.") var noTensorboard = false
  @Flag(help: "Print the summary as JSON and nothing else.") var json = false
  @Flag(help: "No progress.") var quiet = false

  /// What was typed.
  private var request: RunRequest {
    var request = RunRequest(agent: agent, environment: environment)
    (request.seed, request.steps, request.episodes) = (seed, steps, episodes)
    (request.settings, request.layers) = (settings, layers)
    (request.file, request.isUntuned) = (config, untuned)
    (request.evaluationInterval, request.evaluationMaxSteps) = (evaluateEvery, evaluateMaxSteps)
    (request.checkpointInterval, request.keep) = (checkpointEvery, keep)
    request.extendsSchedules = extendSchedules
    return request
  }

  /// The configuration of the run to be continued, with a remark on it where there is one.
  private func resumedConfiguration(_ directory: String) throws -> RunConfiguration {
    guard out == nil else {
      throw InputError("--resume takes everything from the run; only --steps or --episodes may be given with it")
    }
    let (configuration, note) = try request.configuration(resuming: directory)
    note.map(Output.diagnostic)
    return configuration
  }

  private func open() throws -> AgentRun {
    if let resume {
      let configuration = try resumedConfiguration(resume)
      return try PreparedRun(configuration, supervision: Phase.supervision).resume(configuration, in: resume)
    }
    let configuration = try request.configuration()
    let prepared = try PreparedRun(configuration, supervision: Phase.supervision)
    return try prepared.begin(configuration, in: out ?? RunRequest.directory(for: configuration))
  }

  @MainActor
  func run() async throws {
    if watch {
      Signals.install()
      return try runWatched()
    }
    Signals.endAtOnce()
    let run = try Phase.show("setting up", isQuiet: quiet) { try open() }
    Signals.install()
    if !run.isComplete { try announceSchedules(of: run.configuration, session: run.session) }
    var report = ProgressReport(isQuiet: quiet)
    var events = noTensorboard ? nil : try TrainingEvents(run)
    var concerns = Concerns()
    var driver = RunDriver()
    let learningStart = run.session.network?.agent.learningStart ?? 0
    let isComplete = try driver.drive(run, limit: { run.steps < learningStart ? learningStart - run.steps : nil }) {
      try events?.update(run)
      for concern in concerns.news(of: run.session) {
        report.finish()
        Output.diagnostic("\(run.configuration.agent): \(concern.what) \(concern.advice)")
      }
      report.update(progress: run.progress, at: run.steps) { rate, left in
        var text = "\(Decimals.grouped(run.steps)) steps  \(Decimals.short(rate)) steps/s"
        if let mean = run.meanReturn { text += "  return \(Decimals.text(mean, 3))" }
        if let value = run.latestEvaluation { text += "  greedy \(Decimals.text(value, 3))" }
        return text + "  \(left) left" + (run.isPastLearning ? "  learning has ended" : "")
      }
    }
    report.finish()
    try events?.update(run, isLast: true)
    if !isComplete, let number = Signals.pending {
      try run.stop()
      Output.diagnostic(
        "stopped at step \(Decimals.grouped(run.steps)) and saved; continue with: tarn train --resume \(run.directory)")
      throw ExitCode(128 + number)
    }
    let summary = try run.finish()
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
              writesEvents: !command.noTensorboard, supervision: Phase.supervision)
          }
          let configuration = try command.request.configuration()
          return try Subject(
            training: configuration, directory: command.out ?? RunRequest.directory(for: configuration),
            control: control, writesEvents: !command.noTensorboard, supervision: Phase.supervision)
        })
    else { return }
    let viewer = Viewer(subject, choices: choices)
    try announceSchedules(of: subject.configuration, session: subject.session)
    try Watching.show(viewer, in: window, isQuiet: quiet || json, report: json ? .nothing : .screen)
    if let failure = viewer.failure { throw WorkError(failure) }
    if let directory = subject.directory, Files.exists("\(directory)/summary.json") {
      let summary = String(decoding: try Files.read("\(directory)/summary.json"), as: UTF8.self)
      Output.write(summary, to: 1)
    }
    if let number = Signals.pending { throw ExitCode(128 + number) }
  }

  private func announceSchedules(of configuration: RunConfiguration, session: any AgentSession) throws {
    let remarks = try SchedulePlan(configuration).remarks(
      learningEnd: session.network?.agent.learningEnd, at: session.log.stepCount,
      isResumed: resume != nil, isExtended: extendSchedules, isQuiet: quiet)
    for remark in remarks { Output.diagnostic(remark) }
  }

  private func describe(_ run: AgentRun) {
    guard !quiet else { return }
    var text =
      "\(run.configuration.agent) on \(run.configuration.environment): \(Decimals.grouped(run.episodes)) episodes"
    if let mean = run.meanReturn { text += ", mean return of the last 100: \(Decimals.text(mean, 3))" }
    if let value = run.latestEvaluation {
      text +=
        run.optimalReturn.map { "; greedy policy \(Decimals.text(value, 4)), best possible \(Decimals.text($0, 4))" }
        ?? "; greedy policy \(Decimals.text(value, 4))"
    }
    if run.isPastLearning, let end = run.learningEnd {
      text += "; nothing was learned after step \(Decimals.grouped(end)), where the learning rate reached 0"
    }
    Output.diagnostic(text)
    Output.diagnostic("next: tarn evaluate \(run.directory)    or: tarn watch \(run.directory)")
  }
}
