import Settings
import Display
import Environments
package import Experiments
import ReinforcementLearning
import Scenes
package import Persistence

/// A run to watch, made from a directory or from names.
package struct Subject {
  package let configuration: RunConfiguration
  let prepared: PreparedRun
  let knowledge: Knowledge
  let builder: ScreenBuilder
  /// The run directory; nil while nothing is written.
  package let directory: String?
  let track: Track
  /// Whether the run is only looked at: another process trains it, or did.
  let isReplay: Bool

  /// A run in a directory, as far as it has come.
  package init(run directory: String, control: Track.Control, supervision: Supervision = .none) throws {
    let configuration = try RunRequest.configuration(of: directory)
    let prepared = try PreparedRun(configuration, supervision: supervision)
    let follower = try RunFollower(
      directory, configuration, fresh: prepared.session, evaluator: prepared.evaluator)
    self.init(
      configuration, prepared, directory: directory, isReplay: true,
      track: Track(
        following: follower, directory: directory, evaluator: prepared.evaluator, control: control,
        idleAction: prepared.idleAction))
  }

  /// A run that ships inside the binary.
  package init(shipped: ShippedRun, control: Track.Control, supervision: Supervision = .none) throws {
    let prepared = try PreparedRun(shipped.configuration, supervision: supervision)
    let follower = try RunFollower(
      shipped, fresh: prepared.session, evaluator: prepared.evaluator, stepLimit: prepared.environment.stepLimit)
    self.init(
      shipped.configuration, prepared, directory: nil, isReplay: true,
      track: Track(
        following: follower, directory: nil, evaluator: prepared.evaluator, control: control,
        idleAction: prepared.idleAction))
  }

  /// A new run that learns while it is watched.
  package init(
    training configuration: RunConfiguration, directory: String, control: Track.Control, writesEvents: Bool = false,
    supervision: Supervision = .none
  ) throws {
    try RunDirectory.check(directory)
    let prepared = try PreparedRun(configuration, supervision: supervision)
    let (session, evaluator) = (prepared.session, prepared.evaluator)
    self.init(
      configuration, prepared, directory: directory, isReplay: false,
      track: Track(
        directory: directory, session: session, evaluator: evaluator, control: control,
        idleAction: prepared.idleAction
      ) {
        try Engine(
          AgentRun(configuration, session: session, evaluator: evaluator, directory: directory),
          writesEvents: writesEvents)
      })
  }

  /// A run continued from its checkpoint while it is watched.
  package init(
    resuming directory: String, configuration: RunConfiguration, control: Track.Control, writesEvents: Bool = false,
    supervision: Supervision = .none
  ) throws {
    let prepared = try PreparedRun(configuration, supervision: supervision)
    let saved = try SavedSession.load(directory, configuration: configuration, into: prepared.session)
    let (session, evaluator) = (prepared.session, prepared.evaluator)
    self.init(
      configuration, prepared, directory: directory, isReplay: false,
      track: Track(
        directory: directory, session: saved, evaluator: evaluator, control: control,
        idleAction: prepared.idleAction
      ) {
        try Engine(
          AgentRun(resuming: directory, configuration: configuration, session: session, evaluator: evaluator),
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
    guard environment.world is any FeatureEnvironment else { return nil }
    return environment.world.actionLabels.firstIndex { $0.direction == nil && $0.name != "fire" } ?? 0
  }
}
