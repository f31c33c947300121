import Environments
import Experiments
import Persistence
import Randomness
import ReinforcementLearning
import Settings
import Workbench

/// W5, W6 and W7 from end to end: the sessions that `tarn train` advances, three seeds, with the returns they reach.
enum AgentBenchmark {
  static func dqnCartPole(repeats: Int, report: (Measurement) -> Void) throws {
    try measure(
      "W5", "dqn_cartpole", "env steps/s", agent: "dqn", world: "CartPole-v1", steps: 100_000, repeats: repeats,
      [
        "hidden": .text("120,84"), "bufferSize": .integer(10_000), "learningStarts": .integer(10_000),
        "trainEvery": .integer(10), "batchSize": .integer(128), "targetEvery": .integer(500),
        "learningRate": .real(2.5e-4), "epsilonSteps": .integer(50_000), "loss": .text("squared"),
      ], report)
  }

  static func dqnBreakout(repeats: Int, report: (Measurement) -> Void) throws {
    try measure(
      "W6", "dqn_minatar_breakout", "frames/s", agent: "dqn", world: "MinAtar/Breakout-v0", steps: 50_000,
      repeats: repeats,
      [
        "hidden": .text("128"), "filters": .integer(16), "bufferSize": .integer(100_000),
        "learningStarts": .integer(5000), "trainEvery": .integer(1), "batchSize": .integer(32),
        "targetEvery": .integer(1000), "learningRate": .real(2.5e-4), "optimizer": .text("rmsprop-atari"),
        "optimizerDecay": .real(0.95), "optimizerEpsilon": .real(0.01), "epsilonDelay": .integer(5000),
        "epsilonSteps": .integer(20_000), "epsilonFinal": .real(0.1),
      ], report)
  }

  static func policyGradients(repeats: Int, report: (Measurement) -> Void) throws {
    try measure(
      "W7", "ppo_cartpole", "env steps/s", agent: "ppo", world: "CartPole-v1", steps: 100_352, repeats: repeats,
      [:], report)
    try measure(
      "W7", "a2c_cartpole", "env steps/s", agent: "a2c", world: "CartPole-v1", steps: 100_000, repeats: repeats, [:],
      report)
  }

  private static func measure(
    _ workload: String, _ metric: String, _ unit: String, agent: String, world: String, steps: Int, repeats: Int,
    _ overrides: [String: SettingValue], _ report: (Measurement) -> Void
  ) throws {
    let choice = try Catalogue.agent(agent)
    let environment = try ResolvedEnvironment(world)
    let settings = try SettingValues(choice.descriptor.hyperparameters, overrides: overrides, of: agent)
      .planned(over: steps)
    var returns: [Double] = []
    var seed: UInt64 = 0
    var measurement = try Measurement.rate(workload, metric, unit, work: Double(steps), repeats: repeats) {
      // The warm-up run has seed 0, the measured ones 1, 2, 3.
      var session = try choice.session(
        settings, in: environment.sessionRequest(seed: Seed(seed), plannedSteps: steps))
      var episodes: [EpisodeRecord] = []
      while session.log.stepCount < steps {
        _ = session.advance(by: steps - session.log.stepCount)
        episodes += session.log.drain()
      }
      let last = episodes.suffix(100).map(\.return)
      if seed > 0 { returns.append(last.reduce(0, +) / Double(max(last.count, 1))) }
      seed += 1
    }
    let texts = returns.map { "\(($0 * 100).rounded() / 100)" }.joined(separator: ", ")
    measurement.notes = "mean return of the last 100 episodes, seeds from 1: \(texts)"
    report(measurement)
  }
}

/// W10: a replay of a million CartPole-like transitions.
enum ReplayBenchmark {
  static func run(repeats: Int, report: (Measurement) -> Void) {
    let count = 1_000_000
    var replay = Replay(capacity: count, featureCount: 4, isBinary: false)
    var priorities: Priorities? = Priorities(
      laneCount: 1, slotCount: replay.slotCount, exponent: 0.6, importance: .constant(0.4))
    var experience = Transitions<Float>(count: 1, featureCount: 4)
    var source = SplitMix64(seed: 5)
    for _ in 0..<count {
      swap(&experience.previous, &experience.observations)
      for index in 0..<4 { experience.observations[index] = Float(source.unit()) }
      experience.rewards[0] = Float(source.unit())
      replay.append(experience, [Int32(source.next() % 2)], priorities: &priorities)
    }
    var random = Seed(1).generator()
    var batch = ReplayBatch(count: 128, featureCount: 4)
    var places: [Replay.Place] = []
    let draws = 20_000
    report(
      Measurement.rate("W10", "uniform_b128", "transitions/s", work: Double(draws * 128), repeats: repeats) {
        for _ in 0..<draws {
          replay.randomPlaces(128, into: &places, using: &random)
          replay.gather(places, discount: 0.99, into: &batch)
        }
      })
    guard var tree = priorities else { return }
    let errors = (0..<128).map { _ in Float(source.unit()) }
    var sum: Float = 0
    report(
      Measurement.rate("W10", "prioritised_b128", "transitions/s", work: Double(draws / 4 * 128), repeats: repeats) {
        for _ in 0..<(draws / 4) {
          let weights = tree.draw(128, from: replay, at: 0, into: &places, using: &random)
          replay.gather(places, discount: 0.99, into: &batch)
          errors.withUnsafeBufferPointer { tree.update(places, errors: $0) }
          sum += weights[0]
        }
      })
    _ = sum
  }
}
