package import Environments
package import Experiments
import Randomness
package import ReinforcementLearning
import Scenes
import Persistence
package import Settings

/// Joins a world and an agent into a session: the step from names to compiled loops.
package enum SessionFactory {
  /// - Parameter steps: what the run was asked for, where that is known.
  package static func session(
    agent: AgentChoice, settings: SettingValues, in environment: ResolvedEnvironment, seed: UInt64, steps: Int? = nil
  ) throws -> any AgentSession {
    switch agent {
    case .tabular(let type): try session(agent: type, settings: settings, in: environment, seed: seed)
    case .network(let entry): try session(entry, settings: settings, in: environment, seed: seed, steps: steps)
    }
  }

  private static func session(
    _ entry: NetworkAgentEntry, settings: SettingValues, in environment: ResolvedEnvironment, seed: UInt64, steps: Int?
  ) throws -> any AgentSession {
    let world = try environment.features
    guard entry.type.actionKinds.accept(world.actionSpace) else {
      throw InputError(
        "\(entry.descriptor.id) takes \(entry.type.actionKinds.rawValue) actions; \(environment.descriptor.id) has "
          + "\(world.actionSpace) (agents and what they take: tarn agents)")
    }
    let stepLimit = environment.stepLimit
    func open<Learner: NetworkAgent>(_ type: Learner.Type) throws -> any AgentSession {
      func enter(_ world: some FeatureEnvironment) throws -> any AgentSession {
        let outline = FeatureOutline(world, stepLimit: stepLimit, plannedSteps: steps)
        return try NetworkSession(type, settings, for: outline, seed: Seed(seed)) { rows in
          FeatureBatch(world, count: rows, stepLimit: stepLimit, seed: Seed(seed))
        }
      }
      return try enter(world)
    }
    return try open(entry.type)
  }

  package static func session(
    agent: any TabularAgent.Type, settings: SettingValues, in environment: ResolvedEnvironment, seed: UInt64
  ) throws -> any AgentSession {
    guard let world = environment.tabular else {
      throw InputError(
        "\(agent.descriptor.id) keeps a table and needs numbered observations, which \(environment.descriptor.id) does "
          + "not have; try dqn or ppo")
    }
    func open<Learner: TabularAgent>(_ type: Learner.Type) throws -> any AgentSession {
      func enter<World: TabularEnvironment>(_ world: World) throws -> any AgentSession {
        let stepLimit = environment.stepLimit
        // Of a large map it is the greater part of the set-up: made for those who plan.
        let model = type.descriptor.needsModel ? world.transitionModel() : nil
        let isObserved = model.map { $0.stateCount == world.observationCount } ?? false
        if type.descriptor.needsModel, !isObserved {
          throw InputError(
            "\(type.descriptor.id) needs an exact model over the observations, which \(environment.descriptor.id) "
              + "does not have here; learn it with q-learning instead")
        }
        let outline = TableOutline(
          observationCount: world.observationCount, actionCount: world.actionCount,
          model: model, stepLimit: stepLimit)
        let learner = try Learner(settings, for: outline)
        if let table = world.tableEnvironment() {
          return TabularSession(
            learner, in: table, stepLimit: stepLimit, seed: Seed(seed),
            depictedBy: { state in
              // A packed world numbers its states as the world it was made from.
              guard let state = state as? World.State else { preconditionFailure("packed states are numbers") }
              return world.scene(of: state)
            },
            practise: { $0.practise(in: &$1, for: $2, using: &$3, log: &$4) })
        }
        return TabularSession(
          learner, in: world, stepLimit: stepLimit, seed: Seed(seed), depictedBy: { world.scene(of: $0) },
          practise: { $0.train(in: &$1, for: $2, using: &$3, log: &$4) })
      }
      return try enter(world)
    }
    return try open(agent)
  }
}
