import Persistence
public import Randomness
public import Settings

/// An agent in the catalogue: an algorithm under a name with its defaults, and how it is put into a world.
///
/// The only place that knows whether an agent keeps a table or networks; what it makes are sessions.
public struct AgentEntry: Sendable {
  /// Name, words, source and settings with this entry's defaults.
  public let descriptor: AgentDescriptor
  /// The algorithm.
  public let type: any Agent.Type
  private let open: @Sendable (SettingValues, SessionRequest) throws -> any AgentSession

  /// An agent with a table, under the name of its own descriptor.
  public init<Learner: TabularAgent>(_ type: Learner.Type) {
    self.type = type
    descriptor = Learner.descriptor
    open = { try Self.tabular(type, $0, $1) }
  }

  /// An agent with networks.
  ///
  /// - Parameter settings: the defaults under this name.
  public init<Learner: NetworkAgent>(
    _ type: Learner.Type, id: String, title: String, summary: String, source: String,
    settings: Learner.Settings = Learner.Settings()
  ) {
    self.type = type
    descriptor = AgentDescriptor(
      id: id, title: title, summary: summary, source: source, hyperparameters: settings.declarations)
    open = { try Self.networked(type, id, $0, $1) }
  }

  /// The algorithm, where it keeps a table.
  public var tabularType: (any TabularAgent.Type)? { type as? any TabularAgent.Type }
  /// The algorithm, where it has networks.
  public var networkType: (any NetworkAgent.Type)? { type as? any NetworkAgent.Type }
  /// Whether it has networks: its numbers depend on the kind of processor then, and it keeps its past on the disk.
  public var hasNetworks: Bool { networkType != nil }

  /// A fresh session of the agent in a world.
  ///
  /// - Parameter settings: validated, shares of the run resolved.
  /// - Throws: ``InputError`` when the agent cannot act in the world, or its settings do not suit it.
  public func session(_ settings: SettingValues, in request: SessionRequest) throws -> any AgentSession {
    try open(settings, request)
  }
}

/// The world that an agent is put into, and what the run has decided.
public struct SessionRequest: Sendable {
  /// The world's id, for the words of errors.
  public var environment: String
  /// The world with numbers; nil where it has none.
  public var tabular: (any TabularEnvironment)?
  /// The world as networks see it; nil where it cannot be seen so.
  public var features: (any FeatureEnvironment)?
  /// Steps after which an episode is cut; nil for never.
  public var stepLimit: Int?
  /// The run's seed: the world, the initial networks, the agent and evaluation have streams derived from it.
  public var seed: Seed
  /// Environment steps the run was asked for; nil where it ends by episodes.
  public var plannedSteps: Int?

  /// A world in a run.
  public init(
    _ environment: String, tabular: (any TabularEnvironment)?, features: (any FeatureEnvironment)?, stepLimit: Int?,
    seed: Seed, plannedSteps: Int? = nil
  ) {
    self.environment = environment
    (self.tabular, self.features, self.stepLimit) = (tabular, features, stepLimit)
    (self.seed, self.plannedSteps) = (seed, plannedSteps)
  }
}

extension AgentEntry {
  private static func networked<Learner: NetworkAgent>(
    _ type: Learner.Type, _ id: String, _ settings: SettingValues, _ request: SessionRequest
  ) throws -> any AgentSession {
    guard let world = request.features else {
      throw InputError("\(request.environment) has neither features nor numbers for an agent to learn from")
    }
    guard type.actionKinds.accept(world.actionSpace) else {
      throw InputError(
        "\(id) takes \(type.actionKinds.rawValue) actions; \(request.environment) has "
          + "\(world.actionSpace) (agents and what they take: tarn agents)")
    }
    func enter(_ world: some FeatureEnvironment) throws -> any AgentSession {
      let outline = FeatureOutline(world, stepLimit: request.stepLimit, plannedSteps: request.plannedSteps)
      return try NetworkSession(type, settings, for: outline, seed: request.seed) { rows in
        FeatureBatch(world, count: rows, stepLimit: request.stepLimit, seed: request.seed)
      }
    }
    return try enter(world)
  }

  private static func tabular<Learner: TabularAgent>(
    _ type: Learner.Type, _ settings: SettingValues, _ request: SessionRequest
  ) throws -> any AgentSession {
    guard let world = request.tabular else {
      throw InputError(
        "\(type.descriptor.id) keeps a table and needs numbered observations, which \(request.environment) does "
          + "not have; try dqn or ppo")
    }
    func enter<World: TabularEnvironment>(_ world: World) throws -> any AgentSession {
      // Of a large map the model is the greater part of the set-up: made for those who plan.
      let model = type.descriptor.needsModel ? world.transitionModel() : nil
      let isObserved = model.map { $0.stateCount == world.observationCount } ?? false
      if type.descriptor.needsModel, !isObserved {
        throw InputError(
          "\(type.descriptor.id) needs an exact model over the observations, which \(request.environment) "
            + "does not have here; learn it with q-learning instead")
      }
      let outline = TableOutline(
        observationCount: world.observationCount, actionCount: world.actionCount, model: model,
        stepLimit: request.stepLimit)
      let learner = try Learner(settings, for: outline)
      if let table = world.tableEnvironment() {
        return TabularSession(
          learner, in: table, stepLimit: request.stepLimit, seed: request.seed,
          depictedBy: { state in
            // A packed world numbers its states as the world it was made from.
            guard let state = state as? World.State else { preconditionFailure("packed states are numbers") }
            return world.scene(of: state)
          },
          practise: { $0.practise(in: &$1, for: $2, using: &$3, log: &$4) })
      }
      return TabularSession(
        learner, in: world, stepLimit: request.stepLimit, seed: request.seed, depictedBy: { world.scene(of: $0) },
        practise: { $0.train(in: &$1, for: $2, using: &$3, log: &$4) })
    }
    return try enter(world)
  }
}
