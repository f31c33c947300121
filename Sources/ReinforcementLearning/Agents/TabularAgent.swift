public import Randomness
public import Settings
public import Persistence

/// An agent for worlds with numbered observations and actions.
///
/// One file, one equation: a conforming type says how `memory` changes with a transition; acting, the training loop,
/// checkpoints and pictures come from here.
public protocol TabularAgent: Agent, Codable {
  /// What can be set of it.
  associatedtype Settings: SettingGroup

  /// Its name, its settings and what they mean, for the catalogue.
  static var descriptor: AgentDescriptor { get }

  /// - Throws: ``InputError`` when the settings or the world do not suit the agent.
  init(_ settings: Settings, for world: TableOutline) throws

  /// What it knows, and how it explores.
  var memory: TabularMemory { get set }

  /// The action to take now, exploring.
  mutating func action<Source: RandomSource>(for observation: Int, using random: inout Source) -> Int

  /// Learns from one step. Its `end` tells where an episode stops and whether its last state has a value.
  mutating func learn<Source: RandomSource>(from transition: Transition<Int, Int>, using random: inout Source)

  /// Estimates of Q(s, a), [observations, actions]: what greedy evaluation acts on and what pictures show.
  var actionValues: Table<Double> { get }

  /// Lets a person act in the agent's place: the clock of exploration goes on, so that it counts the steps of the run whoever
  /// takes them. An action that was drawn for this step has been counted then.
  mutating func giveWay()

  /// Forgets what links the last step to the next one, because steps follow that are not learned from: a person moves.
  mutating func breakOff()

  /// Does the planning that was cancelled.
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
  /// Numbers that an observation can be.
  public let observationCount: Int
  /// Numbers that an action can be.
  public let actionCount: Int
  /// The exact model, for planners; its states are the observations.
  public let model: TransitionModel?
  /// Steps after which an episode is cut short; nil for none.
  public let stepLimit: Int?

  /// A world of that many observations and actions.
  public init(observationCount: Int, actionCount: Int, model: TransitionModel? = nil, stepLimit: Int? = nil) {
    self.observationCount = observationCount
    self.actionCount = actionCount
    self.model = model
    self.stepLimit = stepLimit
  }
}

extension TabularAgent {
  /// Numbered ones.
  public static var actionKinds: ActionKinds { .discrete }

  /// Of epsilon-greedy exploration; nil for the other rules.
  public var epsilon: Double? {
    get {
      memory.exploration.rule == .epsilonGreedy ? memory.exploration.epsilon.value(at: memory.stepCount) : nil
    }
    set { if let newValue { memory.exploration.epsilon = .constant(newValue) } }
  }

  /// The whole agent, its tables as tensors.
  public mutating func archive(_ archive: inout StateArchive) throws {
    var saved = self
    try archive.visit(&saved, "table")
    let shape = (actionValues.rows, actionValues.columns)
    guard (saved.actionValues.rows, saved.actionValues.columns) == shape else {
      throw InputError(
        "the checkpoint's table has \(saved.actionValues.rows) x \(saved.actionValues.columns) values "
          + "where this world needs \(shape.0) x \(shape.1)")
    }
    let (planned, supervision) = (memory.exploration.epsilon, supervision)
    self = saved
    self.supervision = supervision
    // The plan is the configuration's; only what was fixed by hand comes from the checkpoint.
    if !memory.exploration.epsilon.isConstant { memory.exploration.epsilon = planned }
  }

  /// - Parameter settings: validated values by name.
  /// - Throws: ``InputError`` when the settings or the world do not suit the agent, or the length of a schedule is a share of a
  ///   run whose steps are not known.
  public init(_ settings: SettingValues, for world: TableOutline) throws {
    try self.init(Settings(settings), for: world)
  }

  /// Those of its memory.
  public var actionValues: Table<Double> { memory.values }

  /// Counts the step.
  public mutating func giveWay() { memory.stepCount += 1 }

  /// Nothing links one step to the next.
  public mutating func breakOff() {}

  /// Updates are too short to be cancelled.
  public var supervision: Supervision {
    get { .none }
    set { _ = newValue }
  }
  /// None is ever left over.
  @inlinable @inline(__always)
  public var isUpdateDue: Bool { false }
  /// Nothing to do.
  public mutating func finishUpdate() {}

  /// The action that its exploration chooses.
  @inlinable @inline(__always)
  public mutating func action<Source: RandomSource>(for observation: Int, using random: inout Source) -> Int {
    memory.explore(observation, using: &random)
  }

  /// ``train(in:for:using:log:)`` in the packed world.
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
