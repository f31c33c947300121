public import Randomness
public import Scenes
public import Persistence

/// A tabular agent learning in a world with numbered observations.
public struct TabularSession<Learner: TabularAgent, World: TabularEnvironment>: TableSession {
  private var agent: Learner
  private var simulation: Simulation<World, PCG64>
  private var agentRandom: PCG64
  public var table: (any TableSession)? { self }
  public var log = EpisodeLog()
  public var supervision = Supervision.none { didSet { agent.supervision = supervision } }
  public var isUpdateDue: Bool { agent.isUpdateDue }
  public mutating func finishUpdate() {
    guard agent.isUpdateDue else { return }
    agent.supervision = .none
    agent.finishUpdate()
    agent.supervision = supervision
  }
  public private(set) var episodeCount = 0
  private let depict: @Sendable (World.State) -> Scene
  private let practise: Practice

  /// A training loop: takes at most so many steps with the agent in the world, drawing its choices from the agent's
  /// stream, and returns how many it took. It comes back early when the log is full.
  public typealias Practice =
    @Sendable (inout Learner, inout Simulation<World, PCG64>, Int, inout PCG64, inout EpisodeLog) -> Int

  /// - Parameters:
  ///   - seed: the run's seed; the world, the agent and evaluation have streams derived from it.
  ///   - practise: the training loop, compiled for this agent and world where there is one.
  public init(
    _ agent: Learner, in world: World, stepLimit: Int?, seed: Seed,
    depictedBy depict: @escaping @Sendable (World.State) -> Scene, practise: @escaping Practice
  ) {
    self.agent = agent
    simulation = Simulation(world, stepLimit: stepLimit, random: seed.derived(for: .environment).generator())
    agentRandom = seed.derived(for: .agent).generator()
    self.depict = depict
    self.practise = practise
  }

  public mutating func advance(by steps: Int) -> Int {
    let before = log.records.count
    finishUpdate()
    let taken = practise(&agent, &simulation, steps, &agentRandom, &log)
    episodeCount += log.records.count - before
    return taken
  }

  public mutating func step(_ input: HumanInput?) -> StepReport {
    finishUpdate()
    let observation = simulation.observationIndex
    if input != nil { agent.giveWay() }
    let action = input?.action ?? agent.action(for: observation, using: &agentRandom)
    let step = simulation.step(action)
    let transition = Transition(
      observation: observation, action: action, reward: step.reward,
      nextObservation: simulation.observationIndex, end: step.end)
    if input?.isLearnedFrom ?? true {
      agent.learn(from: transition, using: &agentRandom)
    } else {
      agent.breakOff()
    }
    log.stepCount += 1
    log.currentReturn += step.reward
    if input != nil { log.currentHumanSteps += 1 }
    let report = StepReport(
      observation: .index(observation), nextObservation: .index(transition.nextObservation), action: action, reals: [],
      reward: step.reward, end: transition.end, scene: depict(simulation.state),
      wasHuman: input != nil)
    if let end = step.end {
      log.finishEpisode(length: simulation.elapsed, end: end)
      episodeCount += 1
      simulation.reset()
    }
    return report
  }

  public var learner: any TabularAgent { agent }
  public var scene: Scene { depict(simulation.state) }
  public var observation: Int { simulation.observationIndex }
  public var elapsed: Int { simulation.elapsed }
  public var stride: Int { 1 }

  public var greedyPolicy: [Int] {
    let values = agent.actionValues
    return (0..<values.rows).map { values.argmax(inRow: $0) }
  }

  public func rollouts(_ episodes: Int, seed: Seed, stepLimit: Int, isSampled: Bool) -> [EpisodeRecord] {
    let policy = greedyPolicy
    return (0..<episodes).map { episode in
      var trial = Simulation(
        simulation.environment, stepLimit: stepLimit,
        random: seed.derived(for: .evaluation, episode).generator())
      var random = seed.derived(for: .evaluationActions, episode).generator()
      var total = 0.0
      while true {
        let observation = trial.observationIndex
        let step = trial.step(isSampled ? sampledAction(observation, using: &random) : policy[observation])
        total += step.reward
        if step.isLast || supervision.isCancelled {
          return EpisodeRecord(
            endStep: trial.elapsed, return: total, length: trial.elapsed,
            end: step.isTerminal ? .terminated : .truncated)
        }
      }
    }
  }

  /// An action drawn from the exploring policy, whose clock stands still.
  private func sampledAction(_ observation: Int, using random: inout PCG64) -> Int {
    let memory = agent.memory
    return random.categorical(
      memory.exploration.probabilities(
        for: observation, values: agent.actionValues, visits: memory.visits, at: memory.stepCount))
  }

  public mutating func begin(_ world: PCG64, _ actions: PCG64, stepLimit: Int) {
    simulation = Simulation(simulation.environment, stepLimit: stepLimit, random: world)
    agentRandom = actions
    log.currentReturn = 0
  }

  public mutating func evaluatedAction(isSampled: Bool) -> Int {
    let observation = simulation.observationIndex
    if !isSampled { return agent.actionValues.argmax(inRow: observation) }
    return sampledAction(observation, using: &agentRandom)
  }

  public mutating func adopt(_ other: any AgentSession) -> Bool {
    guard let learned = other.table?.learner as? Learner,
      (learned.actionValues.rows, learned.actionValues.columns)
        == (agent.actionValues.rows, agent.actionValues.columns)
    else { return false }
    agent = learned
    agent.supervision = supervision
    return true
  }

  public var epsilon: Double? { agent.epsilon }

  public mutating func fixEpsilon(at epsilon: Double) {
    agent.epsilon = epsilon
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.within("agent") { try agent.archive(&$0) }
    try archive.within("world") { try simulation.archive(&$0) }
    try archive.visit(&agentRandom, "agentRandom")
    try archive.visit(&log, "log")
    try archive.visit(&episodeCount, "episodeCount")
  }
}

extension Simulation where Source: Codable {
  /// Visits everything that changes: state, time and chances.
  mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&state, "state")
    try archive.visit(&elapsed, "elapsed")
    try archive.visit(&random, "random")
  }
}
