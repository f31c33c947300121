import Foundation
import TestSupport
import Testing

/// `tarn evaluate`, and the evaluations that training makes.
@Suite(.serialized)
struct EvaluationTests {
  static let small = [
    "--untuned", "--set", "learningStarts=100", "--set", "hidden=16", "--set", "filters=2", "--set", "bufferSize=500",
    "--set", "batchSize=8", "--quiet",
  ]

  /// A game of Freeway lasts 2,500 frames: all of them are played unless somebody asks for fewer.
  @Test func episodesAreWhole() throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(
        ["train", "dqn", "MinAtar/Freeway-v1", "--steps", "400", "--evaluate-every", "200", "--out", "a"] + Self.small,
        in: folder)
      #expect(trained.status == 0, "\(trained.diagnostics)")
      let whole = try TarnBinary.run(["evaluate", "a", "--episodes", "2", "--json"], in: folder)
      #expect(whole.json["mean_length"] as? Double == 2500 && whole.json["capped"] as? Int == 0)
      let cut = try TarnBinary.run(["evaluate", "a", "--episodes", "2", "--max-steps", "700", "--json"], in: folder)
      #expect(cut.json["mean_length"] as? Double == 700 && cut.json["capped"] as? Int == 2)
      let words = try TarnBinary.run(["evaluate", "a", "--episodes", "2", "--max-steps", "700"], in: folder)
      #expect(words.output.contains("2 of 2 episodes were cut after 700 steps"), "\(words.output)")
      let metrics = try String(contentsOf: folder.appending(path: "a/metrics.jsonl"), encoding: .utf8)
      #expect(metrics.contains("\"kind\":\"evaluation\"") && !metrics.contains("capped"))
    }
  }

  @Test func periodicEvaluationsSayWhatTheyCut() throws {
    try TarnBinary.withFolder { folder throws in
      func metrics(_ out: String, _ arguments: [String]) throws -> String {
        let result = try TarnBinary.run(["train"] + arguments + Self.small + ["--out", out], in: folder)
        #expect(result.status == 0, "\(result.diagnostics)")
        return try String(contentsOf: folder.appending(path: "\(out)/metrics.jsonl"), encoding: .utf8)
      }
      let asked = [
        "dqn", "MinAtar/Freeway-v1", "--steps", "200", "--evaluate-every", "200", "--evaluate-max-steps", "50",
      ]
      #expect(try metrics("a", asked).contains("\"capped\":20"))
      let toml = try String(contentsOf: folder.appending(path: "a/run.toml"), encoding: .utf8)
      #expect(toml.contains("evaluation_max_steps = 50\n"))
      // Within a limit of the world's own nothing is said, and nothing is cut.
      let limited = ["dqn", "FrozenLake-v1", "--steps", "200", "--evaluate-every", "200"]
      #expect(!(try metrics("b", limited).contains("capped")))
    }
  }

  /// On the cliff an untrained policy walks into a wall for ever: that is cut in the end, and said.
  @Test func policiesThatGoRoundAreSaid() throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(
        [
          "train", "q-learning", "CliffWalking-v1", "--steps", "20", "--evaluate-every", "20", "--out", "a", "--quiet",
        ], in: folder)
      #expect(trained.status == 0)
      let metrics = try String(contentsOf: folder.appending(path: "a/metrics.jsonl"), encoding: .utf8)
      #expect(metrics.contains("\"policy_return\":-1000,\"optimal_return\":-13,\"horizon\":1000"), "\(metrics)")
      let result = try TarnBinary.run(["evaluate", "a", "--episodes", "2", "--json"], in: folder)
      #expect(result.json["capped"] as? Int == 2 && result.json["mean_return"] as? Double == -100_000)
      #expect(result.json["policy_return"] as? Double == -100_000 && result.json["horizon"] as? Int == 100_000)
      let words = try TarnBinary.run(["evaluate", "a", "--episodes", "2"], in: folder)
      #expect(words.output.contains("within 100,000 steps, after which it goes on"), "\(words.output)")
    }
  }
}
