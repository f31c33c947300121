import Environments
import Experiments
import Randomness
import ReinforcementLearning
import Scenes
import Persistence

/// Joins a world and an agent into a session: the step from names to compiled loops.
enum SessionFactory {
  static func session(
    agent: any TabularAgent.Type, settings: Settings, in environment: ResolvedEnvironment, seed: UInt64
  ) throws -> any Session {
    func open<Learner: TabularAgent>(_ type: Learner.Type) throws -> any Session {
      func enter<Place: World>(_ world: Place) throws -> any Session {
        let stepLimit = environment.descriptor.stepLimit
        let model = world.transitionModel()
        let isObserved = model.map { $0.stateCount == world.observationCount } ?? false
        if type.descriptor.needsModel, !isObserved {
          throw InputError(
            "\(type.descriptor.id) needs an exact model over the observations, which \(environment.descriptor.id) "
              + "does not have here; learn it with q-learning instead")
        }
        let outline = WorldOutline(
          observationCount: world.observationCount, actionCount: world.actionCount,
          model: type.descriptor.needsModel ? model : nil, stepLimit: stepLimit)
        let learner = try Learner(settings, for: outline)
        if let table = world.tableEnvironment() {
          return TabularSession(
            learner, in: table, stepLimit: stepLimit, seed: Seed(seed),
            depictedBy: { state in
              // A packed world numbers its states as the world it was made from.
              guard let state = state as? Place.State else { preconditionFailure("packed states are numbers") }
              return world.scene(of: state)
            },
            practise: { $0.practise(in: &$1, for: $2, using: &$3, log: &$4) })
        }
        return TabularSession(
          learner, in: world, stepLimit: stepLimit, seed: Seed(seed), depictedBy: { world.scene(of: $0) },
          practise: { $0.train(in: &$1, for: $2, using: &$3, log: &$4) })
      }
      return try enter(environment.world)
    }
    return try open(agent)
  }
}
