import Display
import Environments
import Experiments
import ReinforcementLearning
import Scenes
import Persistence

/// A run to watch, made from a directory or from names.
struct Subject {
  let configuration: RunConfiguration
  let prepared: PreparedRun
  let knowledge: Knowledge
  let builder: ScreenBuilder
  /// The run directory; nil while nothing is written.
  let directory: String?
  let track: Track
  /// Whether the run was complete before it was watched.
  let isReplay: Bool

  /// A run in a directory, played again from its seed up to its newest checkpoint.
  init(run directory: String, control: Track.Control) throws {
    let configuration = try TrainCommand.configuration(of: directory)
    let prepared = try PreparedRun(configuration)
    let saved = try SavedSession.load(directory, configuration: configuration, into: prepared.session)
    let moves = try HumanMove.load(from: directory)
    let isBranch = configuration.origin != nil
    var history = History()
    history.moves = moves
    // A branch does not begin at its seed: what is known of it begins with its checkpoint.
    // A network's training is too long to be played again: its past is read from the record.
    let isDeep = saved is any DeepSession
    if isDeep { try Self.load(&history, from: directory) }
    let start = isBranch || isDeep ? saved : prepared.session
    let target = saved.log.stepCount
    self.init(
      configuration, prepared, directory: directory, isReplay: true,
      track: Track(
        directory: directory, session: start, history: history, evaluator: prepared.evaluator,
        control: control, evaluationStride: max(1, target / 400), idleAction: prepared.idleAction
      ) { Engine(replaying: start, to: target, moves: moves) })
  }

  /// Episodes and evaluations of a run from its metrics.
  private static func load(_ history: inout History, from directory: String) throws {
    let lines = String(decoding: try Files.read("\(directory)/metrics.jsonl"), as: UTF8.self)
    var records: [EpisodeRecord] = []
    var greedy: [Point] = []
    var readings: [(step: Int, values: [Reading])] = []
    for line in lines.split(separator: "\n") {
      guard let entry = try? JSONText.decode(MetricsLine.self, from: String(line), name: "metrics") else { continue }
      if let value = entry.return, let length = entry.length {
        records.append(
          EpisodeRecord(
            endStep: entry.step, return: value, length: length,
            end: entry.end == "truncated" ? .truncated : .terminated, humanSteps: entry.human_steps ?? 0))
      } else if let mean = entry.mean_return {
        greedy.append(Point(Double(entry.step), mean))
        let values = (entry.learning ?? [:]).sorted { $0.key > $1.key }.map { name, value in
          Reading(name, value, scale: name == "Entropy" ? .linear : .logarithmic)
        }
        readings.append((entry.step, values))
      }
    }
    history.load(records, greedy: greedy, readings: readings)
  }

  /// A line of `metrics.jsonl`, with the file's own names.
  private struct MetricsLine: Decodable {
    let step: Int
    let `return`: Double?
    let length: Int?
    let end: String?
    let human_steps: Int?
    let mean_return: Double?
    let learning: [String: Double]?
  }

  /// A new run that learns while it is watched.
  init(
    training configuration: RunConfiguration, directory: String, control: Track.Control, writesEvents: Bool = false
  ) throws {
    try RunDirectory.check(directory)
    let prepared = try PreparedRun(configuration)
    let (session, evaluator) = (prepared.session, prepared.evaluator)
    self.init(
      configuration, prepared, directory: directory, isReplay: false,
      track: Track(
        directory: directory, session: session, evaluator: evaluator, control: control,
        idleAction: prepared.idleAction
      ) {
        try Engine(
          Run(configuration, session: session, evaluator: evaluator, directory: directory), writesEvents: writesEvents)
      })
  }

  /// A run continued from its checkpoint while it is watched.
  init(
    resuming directory: String, configuration: RunConfiguration, control: Track.Control, writesEvents: Bool = false
  ) throws {
    let prepared = try PreparedRun(configuration)
    let saved = try SavedSession.load(directory, configuration: configuration, into: prepared.session)
    let (session, evaluator) = (prepared.session, prepared.evaluator)
    self.init(
      configuration, prepared, directory: directory, isReplay: false,
      track: Track(
        directory: directory, session: saved, evaluator: evaluator, control: control,
        idleAction: prepared.idleAction
      ) {
        try Engine(
          Run(resuming: directory, configuration: configuration, session: session, evaluator: evaluator),
          writesEvents: writesEvents)
      })
  }

  private init(
    _ configuration: RunConfiguration, _ prepared: PreparedRun, directory: String?, isReplay: Bool, track: Track
  ) {
    self.configuration = configuration
    self.prepared = prepared
    self.directory = directory
    self.isReplay = isReplay
    self.track = track
    let discount = if case .real(let value) = prepared.settings.values["discount"] { value } else { 0.99 }
    knowledge = Knowledge(prepared.environment, evaluator: prepared.evaluator, discount: discount)
    builder = ScreenBuilder(
      prepared.environment, agent: prepared.descriptor, settings: prepared.settings, seed: configuration.seed,
      knowledge: knowledge)
  }
}

extension PreparedRun {
  /// In worlds with features time does not wait: what happens when no key is pressed.
  var idleAction: Int? {
    guard environment.world is any FeatureWorld else { return nil }
    return environment.world.actionLabels.firstIndex { $0.direction == nil && $0.name != "fire" } ?? 0
  }
}
