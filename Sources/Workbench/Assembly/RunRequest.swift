import Assets
import Environments
public import Experiments
import NeuralNetworks
import Persistence
import ReinforcementLearning
import Settings
import Tensors

/// What somebody asks of a run of an agent; all that is left out is decided here: first by the file, then by the settings
/// that ship for the agent in that environment, then by the defaults.
///
/// ```swift
/// var request = RunRequest(agent: "q-learning", environment: "FrozenLake-v1")
/// request.seed = 1
/// let configuration = try request.configuration()
/// ```
public struct RunRequest: Sendable {
  /// The agent's name in the catalogue.
  public var agent: String?
  /// The environment, `ID` or `ID:key=value,key=value`.
  public var environment: String?
  /// The seed of every random stream; 0 where neither this nor the file says otherwise.
  public var seed: UInt64?
  /// Environment steps to train for.
  public var steps: Int?
  /// Episodes to train for, instead of steps.
  public var episodes: Int?
  /// Settings of the agent, each as `key=value`.
  public var settings: [String] = []
  /// A TOML file that describes the layers of an agent's network.
  public var layers: String?
  /// A TOML file with any of the above but layers.
  public var file: String?
  /// Takes the agent's plain defaults, not the settings that ship for it in this environment.
  public var isUntuned = false
  /// Environment steps between evaluations of the greedy policy; 0 for none.
  public var evaluationInterval: Int?
  /// Steps after which an evaluated episode is cut and counted.
  public var evaluationMaxSteps: Int?
  /// Environment steps between checkpoints.
  public var checkpointInterval: Int?
  /// Disk for the past of an agent with networks, such as `100MB`.
  public var keep: String?
  /// Whether schedules that are shares of the run are stretched over its new number of steps; for runs that go on.
  public var extendsSchedules = false

  /// A request that says no more than this.
  public init(agent: String? = nil, environment: String? = nil) {
    (self.agent, self.environment) = (agent, environment)
  }

  /// The configuration to continue the run in a directory with; only steps or episodes, and whether schedules are
  /// extended, may be asked for.
  ///
  /// - Returns: the configuration, and what there is to say about going on.
  /// - Throws: ``InputError`` when more is asked for, or when the run cannot go on; ``WorkError`` when it is being trained.
  public func configuration(resuming directory: String) throws -> (configuration: RunConfiguration, note: String?) {
    guard agent == nil, environment == nil, seed == nil, settings.isEmpty, layers == nil, file == nil,
      evaluationInterval == nil, evaluationMaxSteps == nil, checkpointInterval == nil, keep == nil
    else {
      throw InputError("--resume takes everything from the run; only --steps or --episodes may be given with it")
    }
    var configuration = try Self.configuration(of: directory)
    // What the run was planned with is kept, whatever its new length.
    configuration.scheduleSteps = configuration.plannedSteps
    if let steps { configuration.budget = .steps(try positive(steps, "--steps")) }
    if let episodes { configuration.budget = .episodes(try positive(episodes, "--episodes")) }
    try Resumption.check(directory, configuration, isExtended: steps != nil || episodes != nil)
    let note = try configuration.goOn(with: ProcessorLevel.description, in: directory)
    if extendsSchedules { configuration.scheduleSteps = try SchedulePlan(configuration).extendedSteps() }
    return (configuration, note)
  }

  /// The configuration of the run in a directory.
  ///
  /// - Throws: ``InputError`` when there is none, or one of a fit.
  public static func configuration(of directory: String) throws -> RunConfiguration {
    if RunDirectory.kind(of: directory) == .fit {
      throw InputError(
        "'\(directory)' is a fit, which has no agent; tarn fit --resume, tarn predict and tarn export take it")
    }
    return try RunConfiguration.load(from: directory)
  }

  /// Everything resolved.
  ///
  /// - Throws: ``InputError`` naming what cannot be.
  public func configuration() throws -> RunConfiguration {
    if extendsSchedules {
      throw InputError("--extend-schedules goes with --resume; a new run has its schedules planned over its steps")
    }
    let path = self.file ?? ""
    let file = try self.file.map { path in
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
    let tuned = isUntuned ? nil : try Self.tuned(agent: descriptor.id, in: resolved)
    var overrides = tuned?.settings ?? [:]
    overrides.merge(try file?.values(in: "settings") ?? [:]) { $1 }
    for (key, value) in try Assignments.read(settings) { overrides[key] = .text(value) }
    try describeLayers(in: &overrides, of: descriptor)
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
    let evaluation = try evaluationInterval ?? file?.optionalInteger("evaluation_interval") ?? 10_000
    guard evaluation >= 0 else { throw InputError("--evaluate-every takes a number of steps or 0, not \(evaluation)") }
    var configuration = RunConfiguration(
      environment: resolved.descriptor.id, environmentArguments: resolved.settings.values, agent: descriptor.id,
      settings: values.values, seed: seed, budget: budget, evaluationInterval: evaluation,
      evaluationEpisodes: try positive(try file?.optionalInteger("evaluation_episodes") ?? 20, "evaluation_episodes"),
      checkpointInterval: try positive(
        try checkpointInterval ?? file?.optionalInteger("checkpoint_interval") ?? 1_000_000, "--checkpoint-every"))
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
    configuration.evaluationMaxSteps = try (evaluationMaxSteps ?? file?.optionalInteger("evaluation_max_steps")).map {
      try positive($0, "--evaluate-max-steps")
    }
    if hasNetworks { configuration.processor = ProcessorLevel.description }
    return configuration
  }

  /// Puts the layers that a file describes into the settings themselves: a run does not depend on the file any more.
  private func describeLayers(in overrides: inout [String: SettingValue], of agent: AgentDescriptor) throws {
    if let layers {
      guard agent.hyperparameters.contains(where: { $0.name == "layers" }) else {
        throw InputError("--layers is for agents with networks; \(agent.id) keeps a table")
      }
      guard overrides["layers"] == nil || !settings.contains(where: { $0.hasPrefix("layers=") }) else {
        throw InputError("give either --layers or --set layers, not both")
      }
      if let other = settings.first(where: { $0.hasPrefix("hidden=") || $0.hasPrefix("filters=") }) {
        throw InputError("--layers takes the place of hidden and filters; leave out --set \(other)")
      }
      overrides["layers"] = .text(try Self.text(of: layers))
    } else if case .text(let path)? = overrides["layers"], path.hasSuffix(".toml") {
      overrides["layers"] = .text(try Self.text(of: path))
    }
  }

  /// The layers of a file as a setting holds them.
  private static func text(of path: String) throws -> String {
    let layers = try LayerFile.read(path)
    do {
      return try LayerText.text(of: layers)
    } catch is EncodingError {
      throw InputError("'\(path)' holds a value that is not a number")
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
}
