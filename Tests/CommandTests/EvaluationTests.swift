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

  /// A game of Freeway lasts 2,501 steps: all of them are played unless somebody asks for fewer.
  @Test func episodesAreWhole() throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(
        ["train", "dqn", "MinAtar/Freeway-v1", "--steps", "400", "--evaluate-every", "200", "--out", "a"] + Self.small,
        in: folder)
      #expect(trained.status == 0, "\(trained.diagnostics)")
      let whole = try TarnBinary.run(["evaluate", "a", "--episodes", "2", "--json"], in: folder)
      #expect(whole.json["mean_length"] as? Double == 2501 && whole.json["capped"] as? Int == 0)
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
      #expect(metrics.contains("\"policy_return\":-1000.0,\"optimal_return\":-13.0,\"horizon\":1000"), "\(metrics)")
      let result = try TarnBinary.run(["evaluate", "a", "--episodes", "2", "--json"], in: folder)
      #expect(result.json["capped"] as? Int == 2 && result.json["mean_return"] as? Double == -100_000)
      #expect(result.json["policy_return"] as? Double == -100_000 && result.json["horizon"] as? Int == 100_000)
      let words = try TarnBinary.run(["evaluate", "a", "--episodes", "2"], in: folder)
      #expect(words.output.contains("within 100,000 steps, after which it goes on"), "\(words.output)")
    }
  }

  /// Exact figures look no further than the episodes beside them are played.
  @Test func aCapHoldsForExactFiguresToo() throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(
        [
          "train", "q-learning", "FrozenLake-v1:is_slippery=false", "--steps", "60000", "--out", "a", "--quiet",
        ], in: folder)
      #expect(trained.status == 0, "\(trained.diagnostics)")
      func evaluate(_ arguments: [String]) throws -> TarnBinary.Result {
        try TarnBinary.run(["evaluate", "a", "--episodes", "5"] + arguments, in: folder)
      }
      // The shortest way is six steps.
      let whole = try evaluate(["--json"]).json
      #expect(whole["policy_return"] as? Double == 1 && whole["horizon"] == nil)
      let short = try evaluate(["--max-steps", "5", "--json"]).json
      #expect(short["policy_return"] as? Double == 0 && short["optimal_return"] as? Double == 0)
      #expect(short["mean_return"] as? Double == 0 && short["capped"] as? Int == 5 && short["horizon"] as? Int == 5)
      let enough = try evaluate(["--max-steps", "6", "--json"]).json
      #expect(enough["policy_return"] as? Double == 1 && enough["optimal_return"] as? Double == 1)
      let words = try evaluate(["--max-steps", "5"]).output
      #expect(words.contains("of the greedy policy within 5 steps, after which it goes on"), "\(words)")
      #expect(words.contains("optimum      0.000000  within 5 steps, regret"), "\(words)")
    }
  }

  @Test func anotherEnvironmentOfTheSameShape() throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(
        ["train", "q-learning", "FrozenLake-v1", "--steps", "60000", "--out", "a", "--quiet"], in: folder)
      #expect(trained.status == 0)
      func evaluate(_ arguments: [String]) throws -> TarnBinary.Result {
        try TarnBinary.run(["evaluate", "a", "--episodes", "20", "--json"] + arguments, in: folder)
      }
      let dry = try evaluate(["--env", "is_slippery=false"])
      #expect(dry.json["optimal_return"] as? Double == 1, "\(dry.diagnostics)")
      #expect(dry.json["environment"] as? String == "FrozenLake-v1:is_slippery=false")
      let whole = try evaluate(["--env", "FrozenLake-v1:is_slippery=false"])
      #expect(whole.json["returns"] as? [Double] == dry.json["returns"] as? [Double])
      let short = try evaluate(["--env", "is_slippery=false", "--env", "step_limit=3"])
      #expect(short.json["mean_return"] as? Double == 0)
      for (other, words) in [
        ("FrozenLake8x8-v1", "knows 16 observations and 4 actions; FrozenLake8x8-v1 has 64"), ("Taxi-v4", "has 500"),
        ("nonsense", "--env takes key=value"), ("is_slipery=false", "did you mean 'is_slippery'"),
      ] {
        let result = try evaluate(["--env", other])
        #expect(result.status != 0 && result.diagnostics.contains(words), "\(other): \(result.diagnostics)")
      }
      // The run itself is as it was.
      #expect(try evaluate([]).json["optimal_return"] as? Double != 1)
    }
  }

  @Test func networksElsewhere() throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(
        ["train", "dqn", "CartPole-v1", "--steps", "300", "--out", "a"] + Self.small, in: folder)
      #expect(trained.status == 0, "\(trained.diagnostics)")
      let short = try TarnBinary.run(
        ["evaluate", "a", "--episodes", "3", "--env", "step_limit=5", "--json"], in: folder)
      #expect(short.json["mean_length"] as? Double == 5, "\(short.diagnostics)")
      let hidden = try TarnBinary.run(["evaluate", "a", "--env", "hide_velocity=true"], in: folder)
      #expect(hidden.status != 0 && hidden.diagnostics.contains("shape (4)"), "\(hidden.diagnostics)")
    }
  }

  /// Drawn actions: another policy than the greedy one, the same for the same seed, and not dependent on the number.
  @Test(arguments: [
    ["q-learning", "FrozenLake-v1", "--steps", "60000"], ["dqn", "CartPole-v1", "--steps", "600"] + small,
    ["rainbow", "CartPole-v1", "--steps", "600"] + small, ["ppo", "Pendulum-v1", "--steps", "20000"],
    ["ac-lambda", "MinAtar/Breakout-v1", "--steps", "300", "--set", "hidden=8", "--set", "filters=2"],
  ])
  func actionsCanBeDrawn(training: [String]) throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(["train"] + training + ["--out", "a"], in: folder)
      #expect(trained.status == 0, "\(trained.diagnostics)")
      func returns(_ count: Int, _ arguments: [String]) throws -> [Double] {
        let result = try TarnBinary.run(["evaluate", "a", "--episodes", "\(count)", "--json"] + arguments, in: folder)
        #expect(result.status == 0, "\(result.diagnostics)")
        return result.json["returns"] as? [Double] ?? []
      }
      let drawn = try returns(12, ["--stochastic"])
      #expect(try drawn.count == 12 && drawn == returns(12, ["--stochastic"]))
      #expect(try Array(drawn.prefix(3)) == returns(3, ["--stochastic"]))
      #expect(try drawn != returns(12, []) && drawn != returns(12, ["--stochastic", "--seed", "1"]))
    }
  }

  /// The best agent is kept beside the newest, and a run that was killed on the way keeps the same one.
  @Test(arguments: [
    ["q-learning", "Taxi-v4", "--steps", "60000"],
    ["dqn", "CartPole-v1", "--steps", "3000"] + small,
  ])
  func theBestAgentIsKept(training: [String]) throws {
    try TarnBinary.withFolder { folder throws in
      let arguments = ["train"] + training + ["--evaluate-every", "500", "--quiet", "--out"]
      #expect(try TarnBinary.run(arguments + ["whole"], in: folder).status == 0)
      let metrics = try String(contentsOf: folder.appending(path: "whole/metrics.jsonl"), encoding: .utf8)
      var best = (score: -Double.infinity, step: 0)
      for line in metrics.split(separator: "\n") where line.contains("evaluation") {
        let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        let score = try #require(entry["policy_return"] as? Double ?? entry["mean_return"] as? Double)
        if score > best.score { best = (score, entry["step"] as? Int ?? 0) }
      }
      let result = try TarnBinary.run(["evaluate", "whole", "--best", "--episodes", "3", "--json"], in: folder)
      #expect(result.json["step"] as? Int == best.step, "\(result.diagnostics)")
      if let exact = result.json["policy_return"] as? Double { #expect(exact == best.score) }
      func kept(_ run: String) throws -> [String: Data] {
        let path = folder.appending(path: "\(run)/checkpoint-best")
        let names = try FileManager.default.contentsOfDirectory(atPath: path.path)
        #expect(!names.contains { $0.hasSuffix(".bin") })
        return try names.reduce(into: [:]) { $0[$1] = try Data(contentsOf: path.appending(path: $1)) }
      }
      for (trial, wait) in [20_000, 60_000, 120_000].enumerated() {
        let process = try TarnBinary.start(arguments + ["killed-\(trial)"], in: folder)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let toml = folder.appending(path: "killed-\(trial)/run.toml").path
        while !FileManager.default.fileExists(atPath: toml) { usleep(1_000) }
        usleep(UInt32(wait))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try TarnBinary.run(["train", "--resume", "killed-\(trial)", "--quiet"], in: folder).status == 0)
        #expect(try kept("killed-\(trial)") == kept("whole"))
      }
      let none = ["train"] + training + ["--evaluate-every", "0", "--quiet", "--out", "none"]
      #expect(try TarnBinary.run(none, in: folder).status == 0)
      let missing = try TarnBinary.run(["evaluate", "none", "--best"], in: folder)
      #expect(missing.status != 0 && missing.diagnostics.contains("keeps no best checkpoint"))
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ffmpeg")))
  func episodesAreRecorded() throws {
    try TarnBinary.withFolder { folder throws in
      for (name, training) in [
        ("table", ["q-learning", "FrozenLake-v1:step_limit=8", "--steps", "2000"]),
        ("network", ["dqn", "CartPole-v1:step_limit=6", "--steps", "300"] + Self.small),
      ] {
        #expect(try TarnBinary.run(["train"] + training + ["--out", name], in: folder).status == 0)
        let result = try TarnBinary.run(
          ["evaluate", name, "--episodes", "2", "--record", "\(name).mp4", "--json"], in: folder,
          environment: ["DISPLAY": "", "WAYLAND_DISPLAY": ""])
        #expect(result.status == 0 && result.json["episodes"] as? Int == 2, "\(result.diagnostics)")
        let size = try FileManager.default.attributesOfItem(atPath: folder.appending(path: "\(name).mp4").path)[.size]
        #expect((size as? Int ?? 0) > 5_000)
      }
      let bad = try TarnBinary.run(["evaluate", "table", "--record", "x.avi"], in: folder)
      #expect(bad.status != 0 && bad.diagnostics.contains(".mp4 or .gif"))
    }
  }
}
