public import Environments
public import Experiments
public import Randomness
public import ReinforcementLearning
public import Settings
public import Persistence

/// A configuration made real: the world, a fresh session in it, and what evaluates it.
public struct PreparedRun: Sendable {
  /// The world, made.
  public let environment: ResolvedEnvironment
  /// The agent's entry in the catalogue.
  public let descriptor: AgentDescriptor
  /// As configured: shares of the run are shares.
  public let settings: SettingValues
  /// A fresh session: no step has been taken.
  public let session: any AgentSession
  /// What judges its greedy policy.
  public let evaluator: Evaluator

  /// - Parameter supervision: may cancel what takes long: planning, evaluations, large updates.
  /// - Throws: ``InputError`` when the environment, the agent or its settings cannot be, or do not suit each other.
  public init(_ configuration: RunConfiguration, supervision: Supervision = .none) throws {
    environment = try ResolvedEnvironment(id: configuration.environment, arguments: configuration.resolvedArguments)
    let agent = try Catalogue.agent(configuration.agent)
    descriptor = agent.descriptor
    settings = try SettingValues(
      agent.descriptor.hyperparameters, overrides: configuration.settings, of: configuration.agent)
    let steps: Int? = if case .steps(let count) = configuration.budget { count } else { nil }
    var session = try agent.session(
      settings.planned(over: configuration.plannedSteps),
      in: environment.sessionRequest(seed: Seed(configuration.seed), plannedSteps: steps))
    session.supervision = supervision
    self.session = session
    evaluator = Evaluator(
      environment.world, stepLimit: environment.stepLimit, cap: configuration.evaluationMaxSteps,
      supervision: supervision)
  }

  /// A new run in a directory, which must not hold one.
  public func begin(_ configuration: RunConfiguration, in directory: String) throws -> AgentRun {
    let run = try AgentRun(configuration, session: session, evaluator: evaluator, directory: directory)
    run.summaryFacts = RunChanges(configuration).summary
    return run
  }

  /// The run in a directory, taken up from its newest checkpoint.
  public func resume(_ configuration: RunConfiguration, in directory: String) throws -> AgentRun {
    let run = try AgentRun(
      resuming: directory, configuration: configuration, session: session, evaluator: evaluator)
    run.summaryFacts = RunChanges(configuration).summary
    return run
  }
}

extension ResolvedEnvironment {
  /// The world as a session of an agent is asked for in it.
  public func sessionRequest(seed: Seed, plannedSteps: Int? = nil) -> SessionRequest {
    SessionRequest(
      descriptor.id, tabular: tabular, features: try? features, stepLimit: stepLimit, seed: seed,
      plannedSteps: plannedSteps)
  }
}
