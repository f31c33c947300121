import Environments
import Experiments
import Foundation
import Persistence
import Randomness
import ReinforcementLearning
import Settings
import Synchronization
import TestSupport
import Testing

/// How often a run writes itself down.
struct SavingTests {
  /// Learns nothing and counts how often it is saved.
  private struct Scribe: TabularAgent {
    static let saved = Mutex(0)
    var memory: TabularMemory

    init(_ settings: TabularSettings, for world: TableOutline) { memory = TabularMemory(settings, for: world) }
    init(from decoder: any Decoder) throws { memory = try TabularMemory(from: decoder) }

    func encode(to encoder: any Encoder) throws {
      Self.saved.withLock { $0 += 1 }
      try memory.encode(to: encoder)
    }

    mutating func learn<Source: RandomSource>(from step: Transition<Int, Int>, using random: inout Source) {}

    static let descriptor = AgentDescriptor(
      id: "scribe", title: "Scribe", summary: "", source: "", hyperparameters: Settings.declarations)
  }

  /// The first evaluation is the best so far and comes where a checkpoint is due: the best one is written and the newest one,
  /// once each, with the one at the start.
  @Test func theBestOneIsSavedOnceWhereACheckpointIsDue() throws {
    try TarnBinary.withFolder { folder throws in
      let environment = try ResolvedEnvironment("FrozenLake-v1")
      let world = try #require(environment.tabular)
      func open(_ world: some TabularEnvironment) throws -> any AgentSession {
        let agent = try Learning.agent(Scribe.self, in: world)
        return TabularSession(
          agent, in: world, stepLimit: environment.stepLimit, seed: Seed(1), depictedBy: { world.scene(of: $0) }
        ) { agent, simulation, steps, random, log in
          agent.train(in: &simulation, for: steps, using: &random, log: &log)
        }
      }
      var configuration = RunConfiguration(
        environment: "FrozenLake-v1", agent: "scribe", budget: .steps(1_000), evaluationInterval: 100)
      configuration.checkpointInterval = 100
      let run = try AgentRun(
        configuration, session: try open(world),
        evaluator: Evaluator(environment.world, stepLimit: environment.stepLimit),
        directory: folder.appending(path: "r").path)
      #expect(Scribe.saved.withLock { $0 } == 1)
      try run.advance(100)
      #expect(run.latestEvaluation != nil && Scribe.saved.withLock { $0 } == 3)
      // It stays the best: nothing is learned.
      try run.advance(100)
      #expect(Scribe.saved.withLock { $0 } == 4)
    }
  }
}
