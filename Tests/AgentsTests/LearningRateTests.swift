import Experiments
import Persistence
import Randomness
import ReinforcementLearning
import Testing
import Settings

/// The learning rate falls over the run: to the last update it is above 0, after that nothing is learned.
struct LearningRateTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var agent: String
    /// Environment steps from one update to the next, and in the run.
    var stride, steps: Int
    var settings: [String: SettingValue]
    var testDescription: String { agent }
  }

  static let cases = [
    Case(
      agent: "ppo", stride: 64, steps: 640,
      settings: ["simulations": .integer(4), "rolloutSteps": .integer(16), "batchSize": .integer(32)]),
    Case(agent: "a2c", stride: 20, steps: 400, settings: ["simulations": .integer(4)]),
    Case(agent: "actor-critic", stride: 4, steps: 400, settings: ["simulations": .integer(4)]),
    Case(
      agent: "dqn", stride: 10, steps: 400,
      settings: ["batchSize": .integer(8), "bufferSize": .integer(200), "learningStarts": .integer(50)]),
    Case(agent: "ac-lambda", stride: 1, steps: 200, settings: [:]),
  ]

  @Test(arguments: cases)
  func theLastUpdateLearnsAndNoneAfterIt(item: Case) throws {
    var session = try NetworkAgentTests.session(
      item.agent, "CartPole-v1",
      item.settings.merging(["hidden": .text("16"), "learningRateSteps": .share(1), "learningRate": .real(0.01)]) {
        $1
      },
      plannedSteps: item.steps)
    func advance(to target: Int) throws -> [[UInt8]] {
      while session.log.stepCount < target {
        _ = session.advance(by: target - session.log.stepCount)
        _ = session.log.drain()
      }
      return try NetworkAgentTests.bytes(session).filter { name, _ in
        ["network.", "online."].contains { name.contains($0) } && !name.contains("ptimizer")
      }.sorted { $0.key < $1.key }.map(\.value)
    }
    #expect(session.agent.learningEnd == item.steps)
    let before = try advance(to: item.steps - item.stride)
    let last = try advance(to: item.steps)
    #expect(!before.isEmpty && before != last, "the last update changes the network")
    let updates = session.inspection.updateCount
    #expect(try advance(to: item.steps + 3 * item.stride) == last, "nothing is learned after the end")
    #expect(session.inspection.updateCount > updates)
  }
}
