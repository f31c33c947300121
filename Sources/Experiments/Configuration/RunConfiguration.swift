internal import ReinforcementLearning
internal import TOMLKit
public import Persistence
public import Settings

/// Everything a run is a function of, as written to `run.toml`.
public struct RunConfiguration: Sendable, Hashable {
  /// The version of Tarn that the run was made with.
  public var version = Version.current
  /// The environment's id.
  public var environment: String
  /// What its making was told, by name.
  public var environmentArguments: [String: SettingValue]
  /// The agent's id.
  public var agent: String
  /// All settings of the agent, by name.
  public var settings: [String: SettingValue]
  /// What every random stream of the run comes from.
  public var seed: UInt64
  /// Where training stops.
  public var budget: Budget
  /// The steps that shares among the settings are of, decided when the run began; nil for those of the budget.
  public var scheduleSteps: Int?
  /// Steps between two evaluations of the greedy policy; 0 for none.
  public var evaluationInterval: Int
  /// Episodes played in an evaluation of a world without an exact model.
  public var evaluationEpisodes: Int
  /// Steps after which an evaluated episode is cut; nil to play it to its end.
  public var evaluationMaxSteps: Int?
  /// Steps between two checkpoints.
  public var checkpointInterval: Int
  /// Bytes of disk that episodes and moments of the past of an agent with networks may take; 0 keeps none.
  public var keptBytes = Self.usualKeptBytes
  /// The run and step this one branched from, if it did.
  public var origin: String?
  /// What the processors that trained a network computed with; nil for tables, whose numbers are the same everywhere.
  public var processor: String?
  /// The run's copies of the files its environment was made of, by argument: paths within the run directory.
  public var inputs: [String: String] = [:]
  /// Their CRC-32.
  public var inputChecksums: [String: String] = [:]
  /// The directory those copies lie in; not part of the file.
  public var directory: String?

  /// ``keptBytes`` of a run that says nothing else.
  public static let usualKeptBytes = 32_000_000

  /// Where training stops.
  public enum Budget: Sendable, Hashable {
    /// After so many environment steps.
    case steps(Int)
    /// When so many episodes have ended.
    case episodes(Int)
  }

  /// The configuration of a new run.
  public init(
    environment: String, environmentArguments: [String: SettingValue] = [:], agent: String,
    settings: [String: SettingValue] = [:], seed: UInt64 = 0,
    budget: Budget = .steps(RunConfiguration.defaultSteps),
    evaluationInterval: Int = 10_000, evaluationEpisodes: Int = 20, checkpointInterval: Int = 1_000_000
  ) {
    self.environment = environment
    self.environmentArguments = environmentArguments
    self.agent = agent
    self.settings = settings
    self.seed = seed
    self.budget = budget
    self.evaluationInterval = evaluationInterval
    self.evaluationEpisodes = evaluationEpisodes
    self.checkpointInterval = checkpointInterval
  }

  /// Steps of a run that says nothing else.
  public static let defaultSteps = 300_000

  /// What is trained on what.
  public var subject: RunSubject {
    // A file may hold 3 for 3.0.
    func text(_ value: SettingValue) -> String {
      if case .integer(let count) = value { "\(Double(count))" } else { "\(value)" }
    }
    let arguments = environmentArguments.map { ("environment.\($0.key)", text($0.value)) }
    return RunSubject(
      learner: agent, task: environment, seed: seed, choices: settings.mapValues(text).merging(arguments) { $1 })
  }

  /// The steps that shares among the settings are of.
  public var plannedSteps: Int {
    if let scheduleSteps { return scheduleSteps }
    if case .steps(let count) = budget { return count }
    return Self.defaultSteps
  }

  /// The file's text.
  public var toml: String {
    func section(_ name: String, _ values: [String: SettingValue]) -> String {
      "\n[\(name)]\n" + values.sorted { $0.key < $1.key }.map { "\($0.key) = \(Self.literal($0.value))\n" }.joined()
    }
    let limit =
      switch budget {
      case .steps(let count): "steps = \(count)"
      case .episodes(let count): "episodes = \(count)"
      }
    return """
      # The complete configuration of a Tarn run: the same file gives the same bytes\(processor == nil ? "" : " on one kind of processor").
      version = \(Self.literal(.text(version)))
      environment = \(Self.literal(.text(environment)))
      agent = \(Self.literal(.text(agent)))
      seed = \(seed)
      \(limit)
      evaluation_interval = \(evaluationInterval)
      evaluation_episodes = \(evaluationEpisodes)
      checkpoint_interval = \(checkpointInterval)

      """ + (keptBytes == Self.usualKeptBytes ? "" : "keep = \(keptBytes)\n")
        + (scheduleSteps.map { "schedule_steps = \($0)\n" } ?? "")
        + (evaluationMaxSteps.map { "evaluation_max_steps = \($0)\n" } ?? "")
        + (processor.map { "processor = \(Self.literal(.text($0)))\n" } ?? "")
        + (origin.map { "origin = \(Self.literal(.text($0)))\n" } ?? "")
        + section("environment_arguments", environmentArguments) + section("settings", settings)
        + (inputs.isEmpty
          ? ""
          : section("inputs", inputs.mapValues { .text($0) })
            + section("input_checksums", inputChecksums.mapValues { .text($0) }))
  }

  private static func literal(_ value: SettingValue) -> String {
    let text: String
    switch value {
    case .real, .integer, .boolean: return "\(value)"
    case .text, .share: text = "\(value)"
    }
    var writer = JSONWriter()  // TOML's basic strings escape as JSON's do
    writer.append(string: text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// - Throws: ``InputError`` naming `path` when the text is not TOML or lacks something.
  public init(toml text: String, path: String) throws(InputError) {
    let document = try ConfigurationFile(text, path: path)
    version = try document.string("version")
    environment = try document.string("environment")
    agent = try document.string("agent")
    seed = UInt64(try document.integer("seed"))
    if let count = try document.optionalInteger("episodes") {
      budget = .episodes(count)
    } else {
      budget = .steps(try document.integer("steps"))
    }
    scheduleSteps = try document.optionalInteger("schedule_steps")
    evaluationInterval = try document.integer("evaluation_interval")
    evaluationEpisodes = try document.integer("evaluation_episodes")
    evaluationMaxSteps = try document.optionalInteger("evaluation_max_steps").map { max(1, $0) }
    checkpointInterval = max(1, try document.integer("checkpoint_interval"))
    keptBytes = try document.optionalInteger("keep") ?? Self.usualKeptBytes
    origin = document.optionalString("origin")
    processor = document.optionalString("processor")
    environmentArguments = try document.values(in: "environment_arguments")
    settings = try document.values(in: "settings")
    inputs = try document.values(in: "inputs").mapValues { "\($0)" }
    inputChecksums = try document.values(in: "input_checksums").mapValues { "\($0)" }
  }
}

/// A TOML document read with sentences for errors.
public struct ConfigurationFile {
  private let table: TOMLTable
  private let path: String

  /// Reads a document.
  ///
  /// - Throws: ``InputError`` naming `path` and the line when it is not TOML.
  public init(_ text: String, path: String) throws(InputError) {
    self.path = path
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw InputError(
        "'\(path)' is not valid TOML: line \(error.source.begin.line), column \(error.source.begin.column): \(error.description)"
      )
    } catch {
      throw InputError("'\(path)' is not valid TOML: \(error)")
    }
  }

  /// Names at the top level, sections included, sorted.
  public var keys: [String] { table.keys.sorted() }

  /// A count at the top level; nil if it is missing.
  ///
  /// - Throws: ``InputError`` for anything but a whole number that is not negative.
  public func optionalInteger(_ key: String) throws(InputError) -> Int? {
    guard let value = table[key] else { return nil }
    guard let number = value.int, number >= 0 else {
      throw InputError("'\(path)': '\(key)' takes a whole number that is not negative")
    }
    return number
  }

  /// A count at the top level.
  ///
  /// - Throws: ``InputError`` if it is missing, or is not a whole number from 0 up.
  public func integer(_ key: String) throws(InputError) -> Int {
    guard let number = try optionalInteger(key) else { throw InputError("'\(path)': '\(key)' is missing") }
    return number
  }

  /// A text at the top level; nil if it is missing or something else.
  public func optionalString(_ key: String) -> String? { table[key]?.string }

  /// A text at the top level.
  ///
  /// - Throws: ``InputError`` if it is missing or something else.
  public func string(_ key: String) throws(InputError) -> String {
    guard let text = optionalString(key) else { throw InputError("'\(path)': '\(key)' is missing or not a string") }
    return text
  }

  /// The values of a section; none if it is missing.
  public func values(in section: String) throws(InputError) -> [String: SettingValue] {
    guard let value = table[section] else { return [:] }
    guard let table = value.table else { throw InputError("'\(path)': '\(section)' is a section, not a value") }
    var values: [String: SettingValue] = [:]
    for key in table.keys {
      guard let value = table[key] else { continue }
      if let flag = value.bool {
        values[key] = .boolean(flag)
      } else if let number = value.int {
        values[key] = .integer(number)
      } else if let number = value.double {
        values[key] = .real(number)
      } else if let text = value.string {
        values[key] = .text(text)
      } else {
        throw InputError("'\(path)': '\(section).\(key)' takes a number, true, false or a string")
      }
    }
    return values
  }
}
