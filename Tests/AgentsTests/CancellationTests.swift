import Agents
import Environments
import Experiments
import Foundation
import Persistence
import Randomness
import ReinforcementLearning
import Synchronization
import TestSupport
import Testing
import Settings

/// Work that is cancelled leaves what was whole, and goes on to the same bytes.
struct CancellationTests {
  /// Cancels from the n-th time it is asked.
  private final class Countdown: Sendable {
    private let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }
    var supervision: Supervision {
      Supervision(isCancelled: {
        self.left.withLock { left in
          left -= 1
          return left < 0
        }
      })
    }
  }

  private static let rollout: [String: SettingValue] = [
    "hidden": .text("16,16"), "simulations": .integer(4), "rolloutSteps": .integer(32), "batchSize": .integer(16),
    "epochs": .integer(3),
  ]

  private struct Outcome: Equatable {
    var metrics: Data
    var session: [String: [UInt8]]
  }

  /// A run to its end, cancelled on the way, saved, opened anew and cancelled again, as often as `countdowns` say.
  private func outcome(
    _ agent: String, _ settings: [String: SettingValue], on world: String = "CartPole-v1", countdowns: [Int],
    in folder: URL
  ) throws -> Outcome {
    let directory = folder.appending(path: "\(agent)-\(countdowns.count)-\(countdowns.first ?? 0)").path
    var configuration = RunConfiguration(
      environment: world, agent: agent, settings: settings, budget: .steps(1024), evaluationInterval: 256,
      evaluationEpisodes: 3)
    configuration.checkpointInterval = 512
    let place = try ResolvedEnvironment(world)
    var (left, cancellations) = (countdowns[...], 0)
    var isNew = true
    while true {
      let supervision = left.popFirst().map { Countdown($0).supervision } ?? .none
      var session = try Self.session(agent, place, settings)
      session.supervision = supervision
      let evaluator = Evaluator(place.world, stepLimit: place.stepLimit, supervision: supervision)
      let run =
        isNew
        ? try AgentRun(configuration, session: session, evaluator: evaluator, directory: directory)
        : try AgentRun(resuming: directory, configuration: configuration, session: session, evaluator: evaluator)
      isNew = false
      do {
        while !run.isComplete { try run.advance(100) }
      } catch is CancellationError {
        cancellations += 1
        #expect(!run.isComplete)
        try run.checkpoint()
        continue
      }
      // A countdown may be longer than what is left of the run.
      #expect(cancellations >= min(1, countdowns.count))
      try run.checkpoint()
      return Outcome(
        metrics: try Data(contentsOf: URL(filePath: "\(directory)/metrics.jsonl")),
        session: try NetworkAgentTests.bytes(run.session))
    }
  }

  private static func session(
    _ agent: String, _ place: ResolvedEnvironment, _ settings: [String: SettingValue]
  ) throws -> any AgentSession {
    guard let type = AgentCatalogue.all.first(where: { $0.descriptor.id == agent })?.tabularType,
      let world = place.tabular
    else {
      return try NetworkAgentTests.session(agent, "CartPole-v1", settings)
    }
    func open<Learner: TabularAgent, World: TabularEnvironment>(_ type: Learner.Type, _ world: World) throws
      -> any AgentSession
    {
      TabularSession(
        try Learning.agent(type, in: world, settings), in: world, stepLimit: place.stepLimit, seed: Seed(1),
        depictedBy: { world.scene(of: $0) }
      ) { agent, simulation, steps, random, log in
        agent.train(in: &simulation, for: steps, using: &random, log: &log)
      }
    }
    return try open(type, world)
  }

  /// Within PPO's epochs (asked 24 times an update), with a memory and without, and within evaluations.
  @Test(arguments: ["none", "gru"])
  func cancelledUpdatesAndEvaluationsAreDoneWhenTheRunGoesOn(memory: String) throws {
    try TarnBinary.withFolder { folder throws in
      let settings = Self.rollout.merging(["memory": .text(memory)]) { $1 }
      let whole = try outcome("ppo", settings, countdowns: [], in: folder)
      for countdowns in [[0, 0, 0], [5, 23, 24], [49, 3, 200], [130]] {
        #expect(try outcome("ppo", settings, countdowns: countdowns, in: folder) == whole, "\(countdowns)")
      }
    }
  }

  /// Within the one gradient of an update, on the way there and back.
  @Test(arguments: ["a2c", "reinforce"], ["none", "gru"])
  func cancelledGradientsAreTakenWhenTheRunGoesOn(agent: String, memory: String) throws {
    try TarnBinary.withFolder { folder throws in
      var settings: [String: SettingValue] = [
        "hidden": .text("16,16"), "simulations": .integer(4), "memory": .text(memory),
        "normalizeRewards": .boolean(true),
      ]
      settings[agent == "a2c" ? "rolloutSteps" : "episodes"] = .integer(16)
      let whole = try outcome(agent, settings, countdowns: [], in: folder)
      for countdowns in [[0, 1, 2], [3, 9, 14], [20, 33, 5], [100]] {
        #expect(try outcome(agent, settings, countdowns: countdowns, in: folder) == whole, "\(countdowns)")
      }
    }
  }

  /// Planning with the model learned so far.
  @Test func cancelledPlansAreMadeWhenTheRunGoesOn() throws {
    try TarnBinary.withFolder { folder throws in
      let settings: [String: SettingValue] = ["planEvery": .integer(100)]
      let (agent, world) = ("certainty-equivalence", "FrozenLake8x8-v1")
      let whole = try outcome(agent, settings, on: world, countdowns: [], in: folder)
      for countdowns in [[0, 0, 0], [1, 5, 40], [21, 22, 90]] {
        #expect(try outcome(agent, settings, on: world, countdowns: countdowns, in: folder) == whole, "\(countdowns)")
      }
    }
  }

  @Test func cancelledEvaluationsOfADeepQNetworkAreDoneLater() throws {
    try TarnBinary.withFolder { folder throws in
      let settings: [String: SettingValue] = [
        "hidden": .text("16"), "batchSize": .integer(8), "bufferSize": .integer(300), "learningStarts": .integer(50),
      ]
      let whole = try outcome("dqn", settings, countdowns: [], in: folder)
      for countdowns in [[0], [4, 9, 2]] {
        #expect(try outcome("dqn", settings, countdowns: countdowns, in: folder) == whole, "\(countdowns)")
      }
    }
  }

  /// A planner that is cancelled stops at its next sweep, as if its sweeps were used up, and claims no more than is so.
  @Test func cancelledPlannersStop() throws {
    let model = try #require(try ResolvedEnvironment("FrozenLake8x8-v1").tabular?.transitionModel())
    var problem = PlanningProblem(model, discount: 0.99, policyLoss: 1e-8)
    let reported = Mutex<[Double]>([])
    let countdown = Countdown(12).supervision
    problem.supervision = Supervision(
      isCancelled: { countdown.isCancelled }, report: { _, share in reported.withLock { $0.append(share) } })
    let plan = ValueIteration().plan(problem)
    #expect(plan.sweeps == 12 && plan.residual > problem.tolerance && plan.policyLossBound > 1e-8)
    let shares = reported.withLock { $0 }
    #expect(shares.allSatisfy { (0...1).contains($0) })
    for planner in [PolicyIteration(), PolicyIteration(evaluationSweeps: 20)] as [any Planner] {
      problem.supervision = Countdown(3).supervision
      #expect(planner.plan(problem).residual > problem.tolerance)
    }
    problem.supervision = Countdown(0).supervision
    #expect(BlockedValueIteration().plan(problem).sweeps == 0)
  }
}
