import Assets
import Environments
import Experiments
import ReinforcementLearning
import Persistence
import Tensors
import Settings

/// From what was typed to a run ready to advance.
extension TrainCommand {
  func open() throws -> Run {
    if let resume { return try reopen(resume) }
    let configuration = try configuration()
    let prepared = try PreparedRun(configuration)
    let directory = out ?? Self.freeDirectory(for: configuration)
    return try Run(configuration, session: prepared.session, evaluator: prepared.evaluator, directory: directory)
  }

  private func reopen(_ directory: String) throws -> Run {
    let configuration = try resumedConfiguration(directory)
    let prepared = try PreparedRun(configuration)
    return try Run(
      resuming: directory, configuration: configuration, session: prepared.session, evaluator: prepared.evaluator)
  }

  /// The configuration to continue a run with.
  func resumedConfiguration(_ directory: String) throws -> RunConfiguration {
    guard agent == nil, environment == nil, seed == nil, settings.isEmpty, config == nil, out == nil,
      evaluateEvery == nil, evaluateMaxSteps == nil, checkpointEvery == nil, keep == nil
    else {
      throw InputError("--resume takes everything from the run; only --steps or --episodes may be given with it")
    }
    var configuration = try Self.configuration(of: directory)
    // What the run was planned with is kept, whatever its new length.
    configuration.scheduleSteps = configuration.plannedSteps
    if let steps { configuration.budget = .steps(try positive(steps, "--steps")) }
    if let episodes { configuration.budget = .episodes(try positive(episodes, "--episodes")) }
    try Resumption.check(directory, configuration, isExtended: steps != nil || episodes != nil)
    if let note = try configuration.goOn(with: ProcessorLevel.description, in: directory) { Output.diagnostic(note) }
    if extendSchedules { configuration.scheduleSteps = try SchedulePlan(configuration).extendedSteps() }
    return configuration
  }

  /// The configuration of the run in a directory.
  static func configuration(of directory: String) throws -> RunConfiguration {
    if RunDirectory.kind(of: directory) == .fit {
      throw InputError(
        "'\(directory)' is a fit, which has no agent; tarn fit --resume, tarn predict and tarn export take it")
    }
    return try RunConfiguration.load(from: directory)
  }

  /// Everything resolved: defaults, then the file, then the options.
  func configuration() throws -> RunConfiguration {
    if extendSchedules {
      throw InputError("--extend-schedules goes with --resume; a new run has its schedules planned over its steps")
    }
    let path = config ?? ""
    let file = try config.map { path in
      try ConfigurationFile(String(decoding: try Files.read(path), as: UTF8.self), path: path)
    }
    try file.map { try Self.checkKeys(of: $0, path: path) }
    guard let agentID = agent ?? file?.optionalString("agent") else {
      throw InputError(
        "name an agent and an environment, as in: tarn train q-learning FrozenLake-v1 (list: tarn agents)")
    }
    let descriptor = try Catalogue.agent(agentID).descriptor
    guard let place = environment ?? file?.optionalString("environment") else {
      throw InputError(
        "name an environment after the agent, as in: tarn train \(agentID) FrozenLake-v1 (list: tarn environments)")
    }
    var resolved = try ResolvedEnvironment(place)
    if var arguments = try file?.values(in: "environment_arguments"), !arguments.isEmpty {
      // The configuration of a run names files that lie beside it.
      let folder = path.contains("/") ? path.split(separator: "/").dropLast().joined(separator: "/") : "."
      for (name, input) in try file?.values(in: "inputs") ?? [:] {
        arguments[name] = .text("\(path.hasPrefix("/") ? "/" : "")\(folder)/\(input)")
      }
      let typed = resolved.settings.values.filter { key, value in
        resolved.descriptor.arguments.first { $0.name == key }?.defaultValue != value
      }
      resolved = try ResolvedEnvironment(
        id: resolved.descriptor.id, arguments: arguments.merging(typed) { _, typed in typed })
    }
    let tuned = untuned ? nil : try Self.tuned(agent: descriptor.id, in: resolved)
    var overrides = tuned?.settings ?? [:]
    overrides.merge(try file?.values(in: "settings") ?? [:]) { $1 }
    for (key, value) in try Typed.assignments(settings) { overrides[key] = .text(value) }
    let values = try SettingValues(descriptor.hyperparameters, overrides: overrides, of: descriptor.id)
    if steps != nil, episodes != nil { throw InputError("give either --steps or --episodes, not both") }
    let fileEpisodes = steps == nil ? try file?.optionalInteger("episodes") : nil
    let fileSteps = episodes == nil ? try file?.optionalInteger("steps") : nil
    let budget: RunConfiguration.Budget =
      if let count = episodes ?? fileEpisodes {
        .episodes(try positive(count, "--episodes"))
      } else {
        .steps(try positive(steps ?? fileSteps ?? tuned?.steps ?? RunConfiguration.defaultSteps, "--steps"))
      }
    let filePlan = steps == nil && episodes == nil ? try file?.optionalInteger("schedule_steps") : nil
    let seed = try seed ?? file?.optionalInteger("seed").map { UInt64($0) } ?? 0
    guard seed <= UInt64(Int.max) else { throw InputError("--seed takes a number up to \(Int.max), not \(seed)") }
    let evaluation = try evaluateEvery ?? file?.optionalInteger("evaluation_interval") ?? 10_000
    guard evaluation >= 0 else { throw InputError("--evaluate-every takes a number of steps or 0, not \(evaluation)") }
    var configuration = RunConfiguration(
      environment: resolved.descriptor.id, environmentArguments: resolved.settings.values, agent: descriptor.id,
      settings: values.values, seed: seed, budget: budget, evaluationInterval: evaluation,
      evaluationEpisodes: try positive(try file?.optionalInteger("evaluation_episodes") ?? 20, "evaluation_episodes"),
      checkpointInterval: try positive(
        try checkpointEvery ?? file?.optionalInteger("checkpoint_interval") ?? 1_000_000, "--checkpoint-every"))
    if let kept = try file?.optionalInteger("keep") { configuration.keptBytes = kept }
    let hasNetworks = try Catalogue.agent(descriptor.id).hasNetworks
    if let keep {
      guard hasNetworks else {
        throw InputError(
          "--keep is for agents with networks; \(descriptor.id) keeps a table, whose past is played again from the seed"
        )
      }
      configuration.keptBytes = try DiskSize.bytes(keep, option: "--keep")
    }
    if case .episodes = budget { configuration.scheduleSteps = tuned?.steps }
    configuration.scheduleSteps = filePlan ?? configuration.plannedSteps
    configuration.evaluationMaxSteps = try (evaluateMaxSteps ?? file?.optionalInteger("evaluation_max_steps")).map {
      try positive($0, "--evaluate-max-steps")
    }
    if hasNetworks { configuration.processor = ProcessorLevel.description }
    return configuration
  }

  /// What ships for this agent in this world; the last entry that suits is the most particular one.
  static func tuned(agent: String, in environment: ResolvedEnvironment) throws -> TunedSettings? {
    try tuned(agent: agent, environment: environment.descriptor.id, arguments: environment.settings.values)
  }

  static func tuned(
    agent: String, environment: String, arguments: [String: SettingValue]
  ) throws -> TunedSettings? {
    let text = Assets.tunedSettings
    // Most agents have no entry; reading the table would cost each start a millisecond.
    guard text.contains("\"\(agent)\"") else { return nil }
    return try TunedSettings.all(in: text, path: "Assets/Tuned/tuned.toml").last {
      $0.suits(agent: agent, environment: environment, arguments: arguments)
    }
  }

  private static func checkKeys(of file: ConfigurationFile, path: String) throws {
    let known = [
      "version", "agent", "environment", "seed", "steps", "episodes", "evaluation_interval", "evaluation_episodes",
      "evaluation_max_steps", "checkpoint_interval", "keep", "schedule_steps", "settings", "environment_arguments",
      "processor", "inputs", "input_checksums",
    ]
    if let origin = file.optionalString("origin") {
      throw InputError(
        "'\(path)' is of a branch, which began in \(origin): it cannot be trained anew from its configuration")
    }
    for key in file.keys where !known.contains(key) {
      throw InputError.unknown("key", key, of: "'\(path)'", among: known, list: "tarn help train")
    }
  }

  private func positive(_ value: Int, _ option: String) throws -> Int {
    guard value > 0 else { throw InputError("\(option) takes a number above 0, not \(value)") }
    return value
  }

  /// `runs/q-learning-FrozenLake-v1-0`: with what was changed in it, and a number behind it if that is taken.
  static func freeDirectory(for configuration: RunConfiguration) -> String {
    let place = configuration.environment.split(separator: "/").last.map(String.init) ?? configuration.environment
    return RunName.free(
      "\(configuration.agent)-\(place)", changes: RunChanges(configuration).parts, seed: configuration.seed)
  }
}

/// A configuration made real: the world, a fresh session in it, and what evaluates it.
struct PreparedRun {
  let environment: ResolvedEnvironment
  let descriptor: AgentDescriptor
  /// As configured: shares of the run are shares.
  let settings: SettingValues
  let session: any Session
  let evaluator: Evaluator

  init(_ configuration: RunConfiguration) throws {
    environment = try ResolvedEnvironment(id: configuration.environment, arguments: configuration.resolvedArguments)
    let agent = try Catalogue.agent(configuration.agent)
    descriptor = agent.descriptor
    settings = try SettingValues(
      agent.descriptor.hyperparameters, overrides: configuration.settings, of: configuration.agent)
    let steps: Int? = if case .steps(let count) = configuration.budget { count } else { nil }
    var session = try SessionFactory.session(
      agent: agent, settings: settings.planned(over: configuration.plannedSteps), in: environment,
      seed: configuration.seed, steps: steps)
    session.supervision = Phase.supervision
    self.session = session
    evaluator = Evaluator(
      environment.world, stepLimit: environment.stepLimit, cap: configuration.evaluationMaxSteps,
      supervision: Phase.supervision)
  }
}
