import Experiments
import Foundation
import Persistence
import ReinforcementLearning
import Settings
import TestSupport
import Testing
import Workbench

/// From names to runs, as any program can have it.
struct AssemblyTests {
  /// Every agent of the catalogue learns in a world that suits it, through one contract, and goes on where it was.
  @Test(arguments: Catalogue.agents.map(\.descriptor.id))
  func everyAgentIsARunLikeTheOthers(id: String) throws {
    try TarnBinary.withFolder { folder throws in
      var request = RunRequest(agent: id, environment: "FrozenLake-v1")
      request.isUntuned = true
      request.seed = 3
      request.steps = 3_000
      request.evaluationInterval = 2_000
      if try Catalogue.agent(id).hasNetworks { request.settings = ["hidden=8"] }
      if try Catalogue.agent(id).descriptor.hyperparameters.contains(where: { $0.name == "learningStarts" }) {
        request.settings += ["learningStarts=200", "batchSize=16"]
      }
      let configuration = try request.configuration()
      func records(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: "\(name)/metrics.jsonl"))
      }
      let whole: any TrainingRun = try PreparedRun(configuration).begin(
        configuration, in: folder.appending(path: "whole").path)
      while !whole.isComplete { try whole.advance(700) }
      #expect(whole.progress >= 1 && whole.position >= 3_000)
      #expect(try whole.finish().text.contains("\"agent\":\"\(id)\""))
      // The same in two parts.
      let place = folder.appending(path: "parts").path
      do {
        let first = try PreparedRun(configuration).begin(configuration, in: place)
        try first.advance(1_000)
        try first.stop()
      }
      let resumed = try RunRequest().configuration(resuming: place).configuration
      let second = try PreparedRun(resumed).resume(resumed, in: place)
      while !second.isComplete { try second.advance(10_000) }
      _ = try second.finish()
      #expect(try records("whole") == records("parts"))
    }
  }

  @Test func wrongNamesAreSentences() throws {
    func sentence(_ request: RunRequest) -> String {
      do {
        _ = try request.configuration()
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      sentence(RunRequest(agent: "q-lerning", environment: "FrozenLake-v1")).contains("did you mean 'q-learning'?"))
    #expect(sentence(RunRequest(agent: "q-learning")).contains("name an environment"))
    #expect(sentence(RunRequest(agent: "FrozenLake-v1", environment: "q-learning")).contains("is an environment"))
    var request = RunRequest(agent: "q-learning", environment: "FrozenLake-v1")
    request.settings = ["epsilon=2"]
    #expect(sentence(request).contains("setting 'epsilon' cannot be '2'"))
  }

  /// Supervision cancels what a run does, and loses nothing.
  @Test func cancelledRunsAreWhole() throws {
    try TarnBinary.withFolder { folder throws in
      var request = RunRequest(agent: "ppo", environment: "CartPole-v1")
      request.steps = 2_048
      request.settings = ["hidden=16", "rolloutSteps=64", "simulations=8", "batchSize=64"]
      let configuration = try request.configuration()
      let cancelled = Supervision(isCancelled: { true })
      let place = folder.appending(path: "run").path
      do {
        let run = try PreparedRun(configuration, supervision: cancelled).begin(configuration, in: place)
        #expect(throws: CancellationError.self) { try run.advance(2_048) }
        try run.stop()
      }
      let resumed = try RunRequest().configuration(resuming: place).configuration
      let run = try PreparedRun(resumed).resume(resumed, in: place)
      while !run.isComplete { try run.advance(2_048) }
      let other = folder.appending(path: "other").path
      let plain = try PreparedRun(configuration).begin(configuration, in: other)
      while !plain.isComplete { try plain.advance(2_048) }
      #expect(
        try Data(contentsOf: URL(filePath: "\(place)/metrics.jsonl"))
          == Data(contentsOf: URL(filePath: "\(other)/metrics.jsonl")))
    }
  }

  /// Lines of the record are read back as they were written.
  @Test func evaluationsReadBack() {
    let record = EvaluationRecord(
      step: 10, episode: 2, result: .exact(value: 0.5, optimum: 0.75, horizon: nil),
      learning: [Reading("Entropy", 0.25)])
    var reader = MetricsReader()
    let part = reader.read(Array((record.line + "\n").utf8))
    #expect(part.evaluations.map(\.value) == [0.5] && part.evaluations.map(\.isExact) == [true])
    #expect(part.evaluations.first?.learning == ["Entropy": 0.25])
  }
}
