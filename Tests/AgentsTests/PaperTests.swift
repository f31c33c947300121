import Agents
import Environments
import Experiments
import Foundation
import Persistence
import Randomness
import ReinforcementLearning
import Testing
import Settings

/// Places where agents are easily almost what their papers say.
struct PaperTests {
  private static let replay: [String: SettingValue] = [
    "hidden": .text("16,16"), "batchSize": .integer(16), "bufferSize": .integer(2000), "learningStarts": .integer(200),
    "trainEvery": .integer(1),
  ]

  private static func saved(_ session: any NetworkedSession) throws -> StateArchive {
    let archive = TensorArchive()
    let json = try session.encode(into: archive)
    return StateArchive(
      values: try JSONDecoder().decode([String: String].self, from: Data(json)), tensors: archive.tensors,
      blocks: archive.blocks)
  }

  private static func train(_ session: inout any NetworkedSession, to steps: Int) {
    while session.log.stepCount < steps {
      _ = session.advance(by: 1)
      _ = session.log.drain()
    }
  }

  /// Each pair moves by the step size that its own visits leave it: here 1 / 2n.
  @Test func tracesUseEachPairsStepSize() throws {
    let settings = try SettingValues(
      QLambda.descriptor.hyperparameters,
      overrides: [
        "stepSize": .real(0.5), "stepSizeHalfLife": .real(1), "lambda": .real(0.5), "discount": .real(0.8),
      ], of: "q-lambda"
    ).planned(over: 300_000)
    var agent = try QLambda(settings, for: TableOutline(observationCount: 3, actionCount: 1))
    var random = PCG64(seed: 1)
    func step(_ from: Int, _ to: Int, reward: Double, isTerminal: Bool, isTruncated: Bool = false) {
      agent.learn(
        from: Transition(
          observation: from, action: 0, reward: reward, nextObservation: to, isTerminal: isTerminal,
          isTruncated: isTruncated), using: &random)
    }
    // Three visits to the first pair that teach nothing.
    for _ in 0..<3 { step(0, 1, reward: 0, isTerminal: false, isTruncated: true) }
    step(0, 1, reward: 0, isTerminal: false)
    step(1, 2, reward: 1, isTerminal: true)
    #expect(agent.memory.values[1, 0] == 0.5)
    #expect(agent.memory.values[0, 0] == 0.125 * 0.5 * 0.8)
  }

  /// Rows that step together train as often as steps are taken.
  @Test(arguments: [(1, 1), (8, 1), (8, 3), (5, 16)])
  func everyStepThatIsDueTrains(rows: Int, trainEvery: Int) throws {
    var session = try NetworkAgentTests.session(
      "dqn", "CartPole-v1",
      Self.replay.merging(["simulations": .integer(rows), "trainEvery": .integer(trainEvery)]) { $1 })
    Self.train(&session, to: 400)
    let last = session.log.stepCount
    #expect(session.inspection.updateCount == (200...last).filter { $0 % trainEvery == 0 }.count)
  }

  /// The network that chooses the next action has a noise of its own, beside those that value it and learn.
  @Test func whatChoosesHasItsOwnNoise() throws {
    func random(isDouble: Bool, updates: Int) throws -> String {
      var session = try NetworkAgentTests.session(
        "dqn", "CartPole-v1",
        Self.replay.merging(["noisy": .boolean(true), "double": .boolean(isDouble)]) { $1 })
      while session.inspection.updateCount < updates {
        _ = session.advance(by: 1)
        _ = session.log.drain()
        if session.log.stepCount == 199, updates == 0 { break }
      }
      return try #require(try Self.saved(session).values["agentRandom"])
    }
    #expect(try random(isDouble: true, updates: 0) == random(isDouble: false, updates: 0))
    #expect(try random(isDouble: true, updates: 1) != random(isDouble: false, updates: 1))
  }

  /// Priorities measure what is still to be learned, not how uncertain returns are: in a world of chance they fall to nearly
  /// nothing although the cross-entropy stays.
  @Test func prioritiesAreDivergences() throws {
    var session = try NetworkAgentTests.session(
      "dqn", "Tarn/RandomWalk-v0",
      Self.replay.merging([
        "prioritized": .boolean(true), "atoms": .integer(21), "valueMin": .real(-1), "valueMax": .real(1),
        "priorityExponent": .real(1), "discount": .real(0.95), "learningRate": .real(2e-3),
        "epsilonSteps": .integer(0), "epsilonFinal": .real(1),
      ]) { $1 })
    Self.train(&session, to: 4000)
    let crossEntropy = try #require(session.inspection.readings.first { $0.name == "Cross-entropy" }).value
    let leaves = try #require(try Self.saved(session).tensors["agent.priorities.leaves"])
    let priorities = leaves.bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }.filter { $0 > 0 }.sorted()
    #expect(crossEntropy > 0.5, "\(crossEntropy)")
    #expect(priorities[priorities.count / 2] < 0.2 * Float(crossEntropy), "\(priorities[priorities.count / 2])")
  }
}
