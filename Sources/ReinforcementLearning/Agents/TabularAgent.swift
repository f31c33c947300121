public import Randomness
public import Settings
public import Persistence

/// An agent for worlds with numbered observations and actions.
///
/// One file, one equation: a conforming type says how `memory` changes with a transition; acting, the training loop,
/// checkpoints and pictures come from here.
public protocol TabularAgent: Agent<Int, Int>, Codable {
  static var descriptor: AgentDescriptor { get }

  /// What can be set of it.
  associatedtype Settings: SettingGroup

  /// - Throws: ``InputError`` when the settings or the world do not suit the agent.
  init(_ settings: Settings, for world: TableOutline) throws

  var memory: TabularMemory { get set }

  /// Estimates of Q(s, a), [observations, actions]: what greedy evaluation acts on and what pictures show.
  var actionValues: Table<Double> { get }

  /// Lets a person act in the agent's place: the clock of exploration goes on, so that it counts the steps of the run whoever
  /// takes them. An action that was drawn for this step has been counted then.
  mutating func giveWay()

  /// Forgets what links the last step to the next one, because steps follow that are not learned from: a person moves.
  mutating func breakOff()

  /// What may cancel long planning on the way.
  var supervision: Supervision { get set }
  /// Whether planning was cancelled and must be done before the next step.
  var isUpdateDue: Bool { get }
  /// Does it.
  mutating func finishUpdate()

  /// Trains for at most `steps` steps; stops early when `log` is full or an update is due. Returns the steps taken.
  ///
  /// A requirement, so that every agent has its own compiled loop over the packed world even when it is called
  /// through `any TabularAgent`.
  mutating func practise(
    in simulation: inout Simulation<TableEnvironment, PCG64>, for steps: Int, using random: inout PCG64,
    log: inout EpisodeLog
  ) -> Int
}

/// What an agent is told about the world it will live in.
public struct TableOutline: Sendable {
  public let observationCount: Int
  public let actionCount: Int
  /// The exact model, for planners; its states are the observations.
  public let model: TransitionModel?
  public let stepLimit: Int?

  public init(observationCount: Int, actionCount: Int, model: TransitionModel? = nil, stepLimit: Int? = nil) {
    self.observationCount = observationCount
    self.actionCount = actionCount
    self.model = model
    self.stepLimit = stepLimit
  }
}

/// An agent's entry in the catalogue.
public struct AgentDescriptor: Sendable {
  /// Kebab-case, as typed on the command line.
  public let id: String
  public let title: String
  public let summary: String
  /// The equation and where it is printed.
  public let source: String
  public let hyperparameters: [SettingDeclaration]
  public let needsModel: Bool

  /// - Parameters:
  ///   - hyperparameters: what can be set, with the defaults under this name.
  ///   - needsModel: whether it plans with the world's exact model.
  public init(
    id: String, title: String, summary: String, source: String, hyperparameters: [SettingDeclaration],
    needsModel: Bool = false
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.source = source
    self.hyperparameters = hyperparameters
    self.needsModel = needsModel
  }
}

extension TabularAgent {
  /// - Parameter settings: validated values by name.
  /// - Throws: ``InputError`` when the settings or the world do not suit the agent, or the length of a schedule is a share of a
  ///   run whose steps are not known.
  public init(_ settings: SettingValues, for world: TableOutline) throws {
    try self.init(Settings(settings), for: world)
  }

  public var actionValues: Table<Double> { memory.values }

  public mutating func giveWay() { memory.stepCount += 1 }

  public mutating func breakOff() {}

  public var supervision: Supervision {
    get { .none }
    set { _ = newValue }
  }
  @inlinable @inline(__always)
  public var isUpdateDue: Bool { false }
  public mutating func finishUpdate() {}

  @inlinable @inline(__always)
  public mutating func action<Source: RandomSource>(for observation: Int, using random: inout Source) -> Int {
    memory.explore(observation, using: &random)
  }

  public mutating func practise(
    in simulation: inout Simulation<TableEnvironment, PCG64>, for steps: Int, using random: inout PCG64,
    log: inout EpisodeLog
  ) -> Int {
    train(in: &simulation, for: steps, using: &random, log: &log)
  }

  /// The training loop: act, step, learn.
  @inlinable
  public mutating func train<World: TabularEnvironment>(
    in simulation: inout Simulation<World, PCG64>, for steps: Int, using random: inout PCG64, log: inout EpisodeLog
  ) -> Int {
    var observation = simulation.observationIndex
    var taken = 0
    while taken < steps {
      let action = action(for: observation, using: &random)
      let step = simulation.step(action)
      let next = simulation.observationIndex
      learn(
        from: Transition(
          observation: observation, action: action, reward: step.reward, nextObservation: next,
          end: step.end),
        using: &random)
      taken &+= 1
      log.stepCount &+= 1
      log.currentReturn += step.reward
      observation = next
      if let end = step.end {
        log.finishEpisode(length: simulation.elapsed, end: end)
        simulation.reset()
        observation = simulation.observationIndex
        if log.isFull { break }
      }
      if isUpdateDue { break }
    }
    return taken
  }
}
