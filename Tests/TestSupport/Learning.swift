import Randomness
public import ReinforcementLearning
public import Settings

/// Training for tests: agents in worlds, without files.
public enum Learning {
  /// A fresh agent for a world, its schedules planned over the steps a run has by default.
  public static func agent<Learner: TabularAgent>(
    _ type: Learner.Type, in world: some TabularEnvironment, _ settings: [String: SettingValue] = [:],
    stepLimit: Int? = nil
  ) throws -> Learner {
    let values = try SettingValues(type.descriptor.hyperparameters, overrides: settings, of: type.descriptor.id)
      .planned(over: 300_000)
    return try Learner(
      values,
      for: TableOutline(
        observationCount: world.observationCount, actionCount: world.actionCount,
        model: type.descriptor.needsModel ? world.transitionModel() : nil, stepLimit: stepLimit))
  }

  /// Trains for a number of steps and returns the episodes.
  public static func train<Learner: TabularAgent, World: TabularEnvironment>(
    _ agent: inout Learner, in world: World, stepLimit: Int?, steps: Int, seed: UInt64
  ) -> [EpisodeRecord] {
    var simulation = Simulation(world, stepLimit: stepLimit, random: Seed(seed).derived(for: .environment).generator())
    var random = Seed(seed).derived(for: .agent).generator()
    var log = EpisodeLog()
    var episodes: [EpisodeRecord] = []
    while log.stepCount < steps {
      _ = agent.train(in: &simulation, for: steps - log.stepCount, using: &random, log: &log)
      episodes += log.drain()
    }
    return episodes
  }

  /// The greedy action for each observation.
  public static func greedy(_ agent: some TabularAgent) -> [Int] {
    let values = agent.actionValues
    return (0..<values.rows).map { values.argmax(inRow: $0) }
  }
}
