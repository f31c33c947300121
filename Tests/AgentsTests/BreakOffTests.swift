import Agents
import Experiments
import Foundation
import Persistence
import Randomness
import ReinforcementLearning
import Testing
import Settings

/// Counts its steps and pays the count, so that a transition shows where it comes from. Episodes last eight steps.
private struct Clock: FeatureEnvironment {
  struct State: Sendable, Hashable, Codable {
    var name: Double
    var time = 0
  }
  var layout: FeatureLayout { .row(2, in: 0...8) }
  var actionSpace: Space { .discrete(2) }
  func initialState<Source: RandomSource>(using random: inout Source) -> State { State(name: random.nextDouble()) }
  func advance<Source: RandomSource>(_ state: inout State, taking action: Int, using random: inout Source) -> Outcome {
    state.time += 1
    return Outcome(reward: Double(state.time), isTerminal: state.time == 8)
  }
  func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    buffer[0] = Float(state.name)
    buffer[1] = Float(state.time)
  }
}

/// A person's step that is not learned from links nothing: not in the replay of any row, not in any memory.
struct BreakOffTests {
  private static let outline = FeatureOutline(
    featureShape: [2], isBinary: false, actionSpace: .discrete(2), stepLimit: nil)

  private static func session(_ id: String, _ settings: [String: SettingValue]) throws -> any NetworkedSession {
    let entry = try #require(AgentCatalogue.all.first { $0.descriptor.id == id })
    let values = try SettingValues(entry.descriptor.hyperparameters, overrides: settings, of: id).planned(over: 20_000)
    func open<Learner: NetworkAgent>(_ type: Learner.Type) throws -> any NetworkedSession {
      try NetworkSession(type, values, for: outline, seed: Seed(1)) {
        FeatureBatch(Clock(), count: $0, stepLimit: nil, seed: Seed(1))
      }
    }
    let type: any NetworkAgent.Type = try #require(entry.networkType)
    return try open(type)
  }

  /// What the session would save.
  private static func saved(_ session: any NetworkedSession) throws -> StateArchive {
    let archive = TensorArchive()
    let json = try session.encode(into: archive)
    let values = try JSONDecoder().decode([String: String].self, from: Data(json))
    return StateArchive(values: values, tensors: archive.tensors, blocks: archive.blocks)
  }

  private static func value<Value: Codable>(_ name: String, of session: any NetworkedSession, as type: Value.Type)
    throws
    -> Value
  {
    let text = try #require(try saved(session).values[name])
    return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  @Test(arguments: [1, 3], [1, 3])
  func replayHoldsOnlyWhatHappened(rows: Int, stepCount: Int) throws {
    var session = try Self.session(
      "dqn",
      [
        "hidden": .text("8"), "simulations": .integer(rows), "bufferSize": .integer(900),
        "learningStarts": .integer(100_000),
      ])
    var random = PCG64(seed: 2)
    for _ in 0..<400 {
      let isHuman = random.nextDouble() < 0.3
      _ = session.step(isHuman ? HumanInput(action: 0, isLearnedFrom: random.nextDouble() < 0.3) : nil)
      _ = session.log.drain()
    }
    var replay = Replay(capacity: 900, laneCount: rows, featureCount: 2, isBinary: false)
    var archive = try Self.saved(session)
    try archive.within("agent") { try $0.within("replay") { try replay.archive(&$0) } }
    var places: [Replay.Place] = []
    var batch = ReplayBatch(count: 2000, featureCount: 2)
    replay.randomPlaces(2000, into: &places, using: &random)
    replay.gather(places, stepCount: stepCount, discount: 0.5, into: &batch)
    for index in 0..<batch.count {
      let (name, time) = (batch.observations[2 * index], batch.observations[2 * index + 1])
      let (nextName, nextTime) = (batch.successors[2 * index], batch.successors[2 * index + 1])
      // However many steps it goes on for, it stays in its episode and adds up what these paid.
      var steps = Int(nextTime - time)
      if batch.continuations[index] == 0 {
        steps = min(stepCount, 8 - Int(time))
      } else {
        #expect(name == nextName && steps >= 1 && steps <= stepCount, "\(name) \(time) to \(nextName) \(nextTime)")
        #expect(batch.continuations[index] == pow(0.5, Float(steps)))
      }
      let sum = (0..<max(steps, 1)).reduce(Float(0)) { $0 + pow(0.5, Float($1)) * (time + 1 + Float($1)) }
      #expect(batch.rewards[index] == sum, "from \(time) over \(steps)")
    }
  }

  /// Schedules count the steps of the run, learned from or not.
  @Test(arguments: [1, 3])
  func explorationGoesOnWhileAPersonPlays(rows: Int) throws {
    var session = try Self.session(
      "dqn",
      [
        "hidden": .text("8"), "simulations": .integer(rows), "epsilon": .real(1), "epsilonFinal": .real(0),
        "epsilonDelay": .integer(0), "epsilonSteps": .integer(1000), "learningStarts": .integer(100_000),
        "bufferSize": .integer(900),
      ])
    for step in 0..<300 {
      _ = session.step(step % 3 == 0 ? nil : HumanInput(action: 0, isLearnedFrom: step % 3 == 1))
      _ = session.log.drain()
    }
    #expect(session.log.stepCount == 300 * rows)
    let epsilon = try #require(session.epsilon)
    #expect(abs(epsilon - (1 - Double(session.log.stepCount) / 1000)) < 1e-12)
  }

  /// The learning rate is used up after 400 steps, of which a person took 300 that were not learned from.
  @Test(arguments: ["reinforce", "actor-critic", "a2c", "ppo", "ac-lambda"])
  func learningRatesGoOnWhileAPersonPlays(agent: String) throws {
    var settings: [String: SettingValue] = ["hidden": .text("8"), "learningRateSteps": .integer(400)]
    if agent != "ac-lambda" { settings["simulations"] = .integer(1) }
    if agent == "reinforce" { settings["episodes"] = .integer(1) }
    if ["a2c", "ppo"].contains(agent) { settings["rolloutSteps"] = .integer(8) }
    if agent == "ppo" { settings["batchSize"] = .integer(8) }
    var session = try Self.session(agent, settings)
    for step in 0..<450 {
      _ = session.step(step < 300 ? HumanInput(action: 0, isLearnedFrom: false) : nil)
      _ = session.log.drain()
    }
    #expect(session.inspection.updateCount > 0)
    #expect(session.inspection.measures.first { $0.name == "Learning rate" }?.value == 0)
  }

  private static let recurrent: [(String, String)] = ["reinforce", "a2c", "ppo"].flatMap { agent in
    ["lstm", "gru"].map { (agent, $0) }
  }

  private static func recurrentSettings(_ agent: String, _ memory: String) -> [String: SettingValue] {
    var settings: [String: SettingValue] = [
      "hidden": .text("8"), "memory": .text(memory), "simulations": .integer(2), "normalizeRewards": .boolean(true),
    ]
    if agent != "reinforce" { settings["rolloutSteps"] = .integer(32) }
    if agent == "ppo" { settings.merge(["batchSize": .integer(64), "epochs": .integer(1)]) { $1 } }
    if agent == "reinforce" { settings["episodes"] = .integer(12) }
    return settings
  }

  /// An episode that ends with a person's step leaves nothing in the memory.
  @Test(arguments: recurrent)
  func memoryStartsEmptyAfterAnyEnd(agent: String, memory: String) throws {
    var session = try Self.session(agent, Self.recurrentSettings(agent, memory))
    let untouched = session.inspection.insight(into: [0.5, 0])
    for _ in 0..<7 { _ = session.step(nil) }
    let during = session.inspection.insight(into: [0.5, 0])
    #expect(during != untouched)
    #expect(session.step(HumanInput(action: 0, isLearnedFrom: false)).end == .terminated)
    let after = session.inspection.insight(into: [0.5, 0])
    #expect(after.actions == untouched.actions && after.value == untouched.value)
  }

  /// Where a rollout is broken off it bootstraps from V of what was seen then, with the memory as it was then.
  @Test(arguments: ["a2c", "ppo"], ["none", "lstm", "gru"])
  func brokenRolloutsBootstrapFromWhatWasSeen(agent: String, memory: String) throws {
    var session = try Self.session(agent, Self.recurrentSettings(agent, memory))
    for _ in 0..<5 { _ = session.step(nil) }
    let expected = try #require(session.inspection.insight(into: session.features).value)
    _ = session.step(HumanInput(action: 0, isLearnedFrom: false))
    let finals = try Self.value("agent.rollout.finalValues", of: session, as: [Float].self)
    #expect(abs(Double(finals[2 * 4]) - expected) < 1e-6)
  }

  /// What an update reads of a policy with a memory is what the policy was when it acted, whatever steps lay between.
  @Test(arguments: recurrent)
  func updatesReadWhatWasActedOn(agent: String, memory: String) throws {
    var settings = Self.recurrentSettings(agent, memory)
    settings["simulations"] = .integer(1)
    if agent == "ppo" { settings["batchSize"] = .integer(32) }
    // Policies that differ from state to state.
    settings["learningRate"] = .real(0.01)
    var session = try Self.session(agent, settings)
    while session.inspection.updateCount < 30 {
      _ = session.advance(by: 1)
      _ = session.log.drain()
    }
    var (entropies, updates) = ([Double](), session.inspection.updateCount)
    var before = try #require(session.inspection.readings.first { $0.name == "Entropy" }).value
    // Two updates: the first finishes what was collected before anybody looked.
    for round in 0..<2 {
      entropies = []
      updates = session.inspection.updateCount
      before = try #require(session.inspection.readings.first { $0.name == "Entropy" }).value
      for step in 0..<1000 where session.inspection.updateCount == updates {
        let chances = session.inspection.insight(into: session.features).actions
        let entropy = -chances.reduce(0) { $0 + ($1 > 0 ? $1 * log($1) : 0) }
        let isUnseen = round == 1 && step % 7 > 4
        if !isUnseen { entropies.append(entropy) }
        if isUnseen, agent == "reinforce" { entropies = Self.finishedOnly(entropies, session) }
        _ = session.step(isUnseen ? HumanInput(action: 0, isLearnedFrom: false) : nil)
        _ = session.log.drain()
      }
    }
    let after = try #require(session.inspection.readings.first { $0.name == "Entropy" }).value
    // The reading is a running mean with a known share.
    let share = agent == "reinforce" ? 0.2 : 0.05
    let read = before + (after - before) / share
    let mean = entropies.reduce(0, +) / Double(entropies.count)
    #expect(abs(read - mean) < 1e-4, "\(read) in the update, \(mean) when it acted")
  }

  /// REINFORCE drops what it has of the episode under way when a person's step is not learned from.
  private static func finishedOnly(_ entropies: [Double], _ session: any NetworkedSession) -> [Double] {
    struct Open: Codable { var rewards: [Float] }
    let open = try? value("agent.open", of: session, as: [Open].self)
    return entropies.dropLast(open?.first?.rewards.count ?? 0)
  }
}
