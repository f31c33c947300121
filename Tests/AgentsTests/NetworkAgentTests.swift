import Agents
import Environments
import Experiments
import Foundation
import Persistence
import Randomness
import ReinforcementLearning
import Testing
import Settings

extension NetworkedSession {
  /// The agent to look into, which every agent of the catalogue allows.
  var inspection: any Inspectable {
    guard let inspection = agent.inspection else { preconditionFailure("\(type(of: agent)) cannot be looked into") }
    return inspection
  }
}

/// What every agent with networks must keep to, in all its variants.
struct NetworkAgentTests {
  /// An agent, a world, and settings small enough for a test.
  struct Case: Sendable, CustomTestStringConvertible {
    var agent: String
    var world: String
    var settings: [String: SettingValue]
    var testDescription: String { "\(agent) \(world) \(settings.count)" }
  }

  private static let replay: [String: SettingValue] = [
    "hidden": .text("16,16"), "batchSize": .integer(8), "bufferSize": .integer(200), "learningStarts": .integer(50),
    "trainEvery": .integer(4), "targetEvery": .integer(40), "filters": .integer(2),
  ]
  private static let rollout: [String: SettingValue] = [
    "hidden": .text("16,16"), "simulations": .integer(4), "filters": .integer(2),
  ]

  static let cases: [Case] =
    ["dqn", "double-dqn", "dueling-dqn", "rainbow"].flatMap { agent in
      ["CartPole-v1", "MinAtar/Breakout-v1", "FrozenLake-v1"].map { Case(agent: agent, world: $0, settings: replay) }
    } + [
      Case(agent: "dqn", world: "CartPole-v1", settings: replay.merging(["simulations": .integer(3)]) { $1 }),
      Case(agent: "rainbow", world: "CartPole-v1", settings: replay.merging(["simulations": .integer(3)]) { $1 }),
      Case(agent: "dqn", world: "FrozenLake-v1", settings: replay.merging(["hidden": .text("none")]) { $1 }),
      Case(
        agent: "ac-lambda", world: "MinAtar/Asterix-v0", settings: ["hidden": .text("16"), "filters": .integer(2)]),
      Case(agent: "ac-lambda", world: "CartPole-v1", settings: ["hidden": .text("16")]),
      Case(
        agent: "rainbow", world: "CartPole-v1", settings: replay.merging(["averageShare": .real(0.01)]) { $1 }),
      Case(agent: "a2c", world: "CartPole-v1", settings: rollout.merging(["averageShare": .real(0.01)]) { $1 }),
    ]
    + ["reinforce", "actor-critic", "a2c", "ppo"].flatMap { agent in
      ["CartPole-v1", "Pendulum-v1", "MinAtar/SpaceInvaders-v1"].map { world in
        var settings = rollout
        if agent == "ppo" { settings.merge(["rolloutSteps": .integer(16), "batchSize": .integer(32)]) { $1 } }
        if agent == "reinforce" { settings["episodes"] = .integer(3) }
        return Case(agent: agent, world: world, settings: settings)
      }
    }
    + [
      Case(
        agent: "ppo", world: "Tarn/Pong-v0:opponent=self",
        settings: rollout.merging(["rolloutSteps": .integer(16), "batchSize": .integer(32)]) { $1 }),
      Case(
        agent: "dqn", world: "Tarn/Pong-v0:opponent=self", settings: replay.merging(["simulations": .integer(2)]) { $1 }
      ),
      Case(agent: "a2c", world: "Tarn/Snake-v0", settings: rollout),
    ]
    + ["reinforce", "a2c", "ppo"].flatMap { agent in
      ["lstm", "gru"].map { memory in
        var settings = rollout.merging([
          "memory": .text(memory), "normalizeObservations": .boolean(true), "normalizeRewards": .boolean(true),
        ]) { $1 }
        if agent == "ppo" { settings.merge(["rolloutSteps": .integer(16), "batchSize": .integer(32)]) { $1 } }
        return Case(agent: agent, world: "CartPole-v1:hide_velocity=true", settings: settings)
      }
    }

  static func session(
    _ agent: String, _ world: String, _ settings: [String: SettingValue], seed: UInt64 = 1,
    plannedSteps: Int = 250_000
  ) throws -> any NetworkedSession {
    let entry = try #require(AgentCatalogue.all.first { $0.descriptor.id == agent })
    let resolved = try ResolvedEnvironment(world)
    let values = try SettingValues(entry.descriptor.hyperparameters, overrides: settings, of: agent)
      .planned(over: plannedSteps)
    let features = try resolved.features
    func open<Learner: NetworkAgent>(_ type: Learner.Type) throws -> any NetworkedSession {
      func enter(_ place: some FeatureEnvironment) throws -> any NetworkedSession {
        let outline = FeatureOutline(
          featureShape: place.featureShape, isBinary: place.isBinary, actionSpace: place.actionSpace,
          stepLimit: resolved.stepLimit, rewardBounds: place.rewardBounds)
        return try NetworkSession(type, values, for: outline, seed: Seed(seed)) {
          FeatureBatch(place, count: $0, stepLimit: resolved.stepLimit, seed: Seed(seed))
        }
      }
      return try enter(features)
    }
    let type: any NetworkAgent.Type = try #require(entry.networkType)
    return try open(type)
  }

  /// Everything a session is made of, as bytes.
  static func bytes(_ session: any AgentSession) throws -> [String: [UInt8]] {
    let archive = TensorArchive()
    var all = ["state": try session.encode(into: archive)]
    for (name, tensor) in archive.tensors { all["tensor \(name)"] = tensor.bytes }
    for (name, block) in archive.blocks { all["block \(name)"] = block.bytes }
    return all
  }

  private func train(_ session: inout any NetworkedSession, _ steps: Int) {
    let target = session.log.stepCount + steps
    while session.log.stepCount < target {
      _ = session.advance(by: target - session.log.stepCount)
      _ = session.log.drain()
    }
  }

  @Test(arguments: cases)
  func sameSeedSameBytesAndAnotherSeedOthers(item: Case) throws {
    func bytes(seed: UInt64) throws -> [String: [UInt8]] {
      var session = try Self.session(item.agent, item.world, item.settings, seed: seed)
      train(&session, 1000)
      #expect(session.inspection.updateCount > 0)
      return try Self.bytes(session)
    }
    let first = try bytes(seed: 4)
    #expect(try bytes(seed: 4) == first)
    #expect(try bytes(seed: 5) != first)
  }

  /// Saved and restored at any moment, a session goes on to the same bytes.
  @Test(arguments: cases)
  func savedSessionsGoOn(item: Case) throws {
    for steps in [7, 61, 333] {
      var session = try Self.session(item.agent, item.world, item.settings)
      train(&session, steps)
      let archive = TensorArchive()
      let json = try session.encode(into: archive)
      var restored = try Self.session(item.agent, item.world, item.settings)
      try restored.restore(from: json, archive)
      #expect(restored.log.stepCount == session.log.stepCount)
      train(&session, 300)
      train(&restored, 300)
      #expect(try Self.bytes(restored) == Self.bytes(session), "saved at \(steps)")
    }
  }

  /// Evaluation, looking and copying change nothing.
  @Test(arguments: cases)
  func lookingChangesNothing(item: Case) throws {
    var session = try Self.session(item.agent, item.world, item.settings)
    train(&session, 200)
    let before = try Self.bytes(session)
    let records = session.rollouts(5, seed: Seed(3), stepLimit: 60)
    #expect(records.count == 5 && records.allSatisfy { $0.length > 0 && $0.length <= 60 })
    // Each episode has its own stream: their number changes none of them.
    #expect(Array(session.rollouts(3, seed: Seed(3), stepLimit: 60)) == Array(records.prefix(3)))
    let insight = session.inspection.insight(into: session.features)
    #expect(insight.actions.allSatisfy { $0.isFinite })
    #expect(insight.saliency.count == session.features.count && insight.saliency.contains { $0 > 0 })
    if insight.kind == .probabilities { #expect(abs(insight.actions.reduce(0, +) - 1) < 1e-5) }
    #expect(session.inspection.readings.allSatisfy { $0.value.isFinite })
    var copy = session
    train(&copy, 100)
    #expect(try Self.bytes(session) == before)
  }

  /// What updates measure for curves has the ranges its equations give it, and a checkpoint does not hold it.
  @Test(arguments: ["dqn", "reinforce", "actor-critic", "a2c", "ppo", "ac-lambda"])
  func updatesMeasureThemselves(agent: String) throws {
    let isReplay = agent == "dqn"
    let sizes: [String: SettingValue] =
      agent == "ppo" ? ["rolloutSteps": .integer(16), "batchSize": .integer(32)] : [:]
    var session = try Self.session(
      agent, "CartPole-v1",
      agent == "ac-lambda" ? [:] : (isReplay ? Self.replay : Self.rollout).merging(sizes) { $1 })
    #expect(session.inspection.measures.isEmpty)
    train(&session, 1000)
    let measures = Dictionary(uniqueKeysWithValues: session.inspection.measures.map { ($0.name, $0.value) })
    #expect(measures.values.allSatisfy { $0.isFinite } && measures["Learning rate"] ?? 0 > 0)
    if agent == "ac-lambda" { return }
    #expect(measures["Gradient norm before clipping"] ?? 0 > 0)
    if isReplay { return #expect(measures["Mean value"] != nil) }
    #expect(measures["Policy loss"] != nil)
    #expect((measures["Explained variance"] != nil) == (agent != "actor-critic"))
    #expect(measures["Explained variance"] ?? 0 <= 1)
    if agent == "ppo" {
      // E[rho - 1 - ln rho] is never negative.
      #expect(measures["Approximate KL"] ?? -1 >= 0 && 0...1 ~= measures["Clip fraction"] ?? -1)
    }
    #expect(!(try Self.bytes(session)).keys.contains { $0.contains("easure") })
  }

  /// The mean of the weights is for greedy play only: training is the same with and without, and a mean that follows all the
  /// way is the weights.
  @Test(arguments: ["dqn", "rainbow", "reinforce", "actor-critic", "a2c", "ppo"])
  func averagedWeightsOnlyJudge(agent: String) throws {
    func outcome(_ share: Double) throws -> (training: [EpisodeRecord], values: [Double]) {
      let sizes: [String: SettingValue] =
        agent == "ppo" ? ["rolloutSteps": .integer(16), "batchSize": .integer(32)] : [:]
      let isReplay = ["dqn", "rainbow"].contains(agent)
      var session = try Self.session(
        agent, "CartPole-v1",
        (isReplay ? Self.replay : Self.rollout).merging(sizes) { $1 }.merging(["averageShare": .real(share)]) { $1 })
      var records: [EpisodeRecord] = []
      while session.log.stepCount < 1500 {
        _ = session.advance(by: 1)
        records += session.log.drain()
      }
      return (records, session.inspection.insight(into: [0.01, 0.2, -0.02, 0.1]).actions)
    }
    let (plain, averaged, following) = (try outcome(0), try outcome(0.001), try outcome(1))
    #expect(plain.training == averaged.training && plain.training == following.training)
    #expect(plain.values != averaged.values)
    for (a, b) in zip(plain.values, following.values) { #expect(abs(a - b) < 1e-4 * max(1, abs(a))) }
  }

  /// A tape plays the very episode that was recorded.
  @Test func tapesRepeatTheirEpisodes() throws {
    for item in Self.cases where !["ac-lambda", "rainbow"].contains(item.agent) {
      var session = try Self.session(item.agent, item.world, item.settings)
      session.startTaping()
      var records: [EpisodeRecord] = []
      for _ in 0..<800 {
        _ = session.advance(by: 1)
        records += session.log.drain()
      }
      let tapes = session.takeTapes()
      if item.world != "Pendulum-v1" { #expect(!tapes.isEmpty, "\(item.testDescription)") }
      for tape in tapes {
        let played = tape.played
        let record = records[tape.number - 1]
        #expect(played.rewards.count == record.length && played.end == record.end)
        #expect(abs(played.rewards.reduce(0) { $0 + Double($1) } - record.return) < 1e-3)
      }
    }
  }

  /// A person's steps are learned from or not, and both go on soundly.
  @Test(arguments: cases)
  func peopleMayInterfere(item: Case) throws {
    var session = try Self.session(item.agent, item.world, item.settings)
    for step in 0..<400 {
      let isHuman = step % 10 < 3
      let report = session.step(isHuman ? HumanInput(action: 0, isLearnedFrom: step % 20 < 10) : nil)
      #expect(report.wasHuman == isHuman)
      _ = session.log.drain()
    }
    let insight = session.inspection.insight(into: session.features)
    #expect(insight.actions.allSatisfy { $0.isFinite })
  }
}
