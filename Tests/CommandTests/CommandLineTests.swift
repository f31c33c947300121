import Foundation
import TestSupport
import Testing

/// The contract of the command line.
struct CommandLineTests {
  private func tarn(_ arguments: String...) throws -> TarnBinary.Result {
    try TarnBinary.withFolder { try TarnBinary.run(arguments, in: $0) }
  }

  @Test func theCertificateAgrees() throws {
    let result = try tarn("verify", "--json")
    #expect(result.status == 0 && result.diagnostics.isEmpty)
    #expect(result.json["differing"] as? Int == 0)
    #expect((result.json["checks"] as? [Any])?.count ?? 0 >= 33)
  }

  @Test func solving() throws {
    let result = try tarn("solve", "FrozenLake-v1:map_name=8x8", "--discount", "0.99", "--json")
    let value = try #require(result.json["start_value"] as? Double)
    #expect(abs(value - 0.4146403618) < 1e-9)
    #expect((result.json["values"] as? [Any])?.count == 64 && (result.json["policy"] as? [Any])?.count == 64)
    for key in ["method", "discount", "tolerance", "sweeps", "residual", "policy_loss_bound", "seconds"] {
      #expect(result.json[key] != nil, "\(key)")
    }
    let drawing = try tarn("solve", "FrozenLake-v1").output
    #expect(drawing.contains("↑") && drawing.contains("(__)") && drawing.contains("0.5420259319"))
  }

  @Test func listings() throws {
    let environments = try tarn("environments", "--json").json["environments"] as? [[String: Any]] ?? []
    #expect(environments.count >= 11)
    #expect(
      environments.allSatisfy { $0["arguments"] != nil && $0["has_model"] != nil && $0["observation_space"] != nil })
    let agents = try tarn("agents", "--json").json["agents"] as? [[String: Any]] ?? []
    #expect(agents.count >= 11)
    for agent in agents {
      let settings = agent["hyperparameters"] as? [[String: Any]] ?? []
      #expect(
        !settings.isEmpty && settings.allSatisfy { $0["type"] != nil && $0["default"] != nil && $0["summary"] != nil })
    }
  }

  @Test func models() throws {
    let model = try tarn("model", "FrozenLake-v1", "--json").json
    #expect(model["states"] as? Int == 16 && model["actions"] as? Int == 4)
    let transitions = model["transitions"] as? [[String: Any]] ?? []
    #expect(transitions.reduce(0) { $0 + ($1["probability"] as? Double ?? 0) }.rounded() == 64)
    #expect((model["initial"] as? [Double])?.reduce(0, +) == 1)
  }

  @Test func traces() throws {
    try TarnBinary.withFolder { folder throws in
      try "2\n2\n1\n1\n1\n2\n".write(to: folder.appending(path: "actions"), atomically: true, encoding: .utf8)
      let result = try TarnBinary.run(
        ["trace", "FrozenLake-v1:is_slippery=false", "--seed", "0", "--actions", "actions"], in: folder)
      let lines = try result.output.split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(lines.map { $0["observation"] as? Int } == [0, 1, 2, 6, 10, 14, 15])
      #expect(lines.last?["terminated"] as? Bool == true && lines.last?["reward"] as? Double == 1)
      try "9\n".write(to: folder.appending(path: "bad"), atomically: true, encoding: .utf8)
      let bad = try TarnBinary.run(["trace", "FrozenLake-v1", "--actions", "bad"], in: folder)
      #expect(bad.status == 64 && bad.diagnostics.contains("line 1"))
    }
  }

  @Test func evaluation() throws {
    try TarnBinary.withFolder { folder throws in
      let training = try TarnBinary.run(
        ["train", "q-learning", "FrozenLake-v1", "--out", "r", "--quiet"], in: folder)
      #expect(training.status == 0)
      let first = try TarnBinary.run(["evaluate", "r", "--json", "--episodes", "500"], in: folder)
      let json = first.json
      let optimum = try #require(json["optimal_return"] as? Double)
      let exact = try #require(json["policy_return"] as? Double)
      #expect(abs(optimum - 0.744190) < 1e-6 && exact >= 0.72)
      #expect(abs((json["regret"] as? Double ?? 9) - (optimum - exact)) < 1e-12)
      #expect((json["returns"] as? [Any])?.count == 500)
      #expect(abs((json["mean_return"] as? Double ?? 0) - exact) < 0.1)
      #expect(try TarnBinary.run(["evaluate", "r", "--json", "--episodes", "500"], in: folder).output == first.output)
    }
  }

  @Test(arguments: [
    (["train", "nope", "FrozenLake-v1"], "unknown agent 'nope'"),
    (["train", "q-lerning", "FrozenLake-v1"], "did you mean 'q-learning'?"),
    (["train", "q-learning", "FrozenLke-v1"], "did you mean 'FrozenLake-v1'? (list: tarn environments)"),
    (["train", "q-learning", "FrozenLake-v1", "--set", "epsilom=1"], "did you mean 'epsilon'?"),
    (["train", "q-learning", "FrozenLake-v1", "--set", "epsilon=2"], "0.0 to 1.0"),
    (["train", "q-learning", "FrozenLake-v1", "--steps", "0"], "above 0"),
    (["train", "q-learning", "FrozenLake-v1", "--steps", "1", "--episodes", "1"], "not both"),
    (["train", "--resume", "/no/such"], "not a run directory"),
    (["train", "q-learning"], "name an environment"),
    (["train", "q-learning", "FrozenLake-v1", "--config", "/no/such"], "cannot read"),
    (["train", "q-learning", "FrozenLake-v1", "--out", "/proc/x/y"], "cannot make directory"),
    (["train", "value-iteration", "Taxi-v4:fickle_passenger=true"], "needs an exact model"),
    (["evaluate", "/no/such"], "not a run directory"),
    (["solve", "Taxi-v4:fickle_passenger=true"], "no exact model"),
    (["solve", "FrozenLake-v1", "--discount", "2"], "--discount"),
    (["trace", "FrozenLake-v1"], "give the actions"),
    (["verify", "Tarn/Bandit-v0"], "nothing to verify"), (["watch", "FrozenLake-v1"], "--agent"),
    (["watch", "FrozenLake-v1", "--agent", "q-learning", "--speed", "3"], "--speed cannot be '3'"),
    (["train", "--nonsense"], "unknown option '--nonsense'"), (["nonsense"], "unknown command 'nonsense'"),
    (["trian", "q-learning", "FrozenLake-v1"], "unknown command 'trian'; did you mean 'train'? (list: tarn help)"),
  ])
  func wrongInputGetsOneSentence(arguments: [String], part: String) throws {
    let result = try TarnBinary.withFolder { try TarnBinary.run(arguments, in: $0) }
    #expect(result.status == 64, "\(result.diagnostics)")
    #expect(result.diagnostics.contains(part), "\(result.diagnostics)")
    #expect(result.output.isEmpty)
    #expect(result.diagnostics.split(separator: "\n").count == 1, "\(result.diagnostics)")
  }

  @Test func configurationFiles() throws {
    try TarnBinary.withFolder { folder throws in
      try """
      agent = "sarsa"
      environment = "FrozenLake-v1"
      seed = 4
      steps = 2000
      [settings]
      epsilonFinal = 0.2
      [environment_arguments]
      is_slippery = false
      """.write(to: folder.appending(path: "c.toml"), atomically: true, encoding: .utf8)
      let result = try TarnBinary.run(
        ["train", "--config", "c.toml", "--set", "discount=0.9", "--out", "r", "--quiet"], in: folder)
      #expect(result.status == 0, "\(result.diagnostics)")
      let toml = try String(contentsOf: folder.appending(path: "r/run.toml"), encoding: .utf8)
      for line in [
        "agent = \"sarsa\"", "seed = 4", "steps = 2000", "epsilonFinal = 0.2", "is_slippery = false", "discount = 0.9",
      ] {
        #expect(toml.contains(line), "\(line)")
      }
      try "sede = 1".write(to: folder.appending(path: "bad.toml"), atomically: true, encoding: .utf8)
      let bad = try TarnBinary.run(["train", "q-learning", "FrozenLake-v1", "--config", "bad.toml"], in: folder)
      #expect(bad.status == 64 && bad.diagnostics.contains("did you mean 'seed'?"))
    }
  }

  @Test(arguments: [
    "demo", "train", "evaluate", "watch", "play", "solve", "environments", "agents", "model", "trace", "verify",
    "bench",
  ])
  func everyCommandHasAnExample(command: String) throws {
    let help = try tarn("help", command)
    #expect(help.status == 0 && help.output.contains("Example: tarn \(command)"))
  }

  @Test func completionAndVersion() throws {
    #expect(try tarn("--version").output.hasPrefix("tarn "))
    for shell in ["bash", "zsh", "fish"] {
      #expect(try tarn("--generate-completion-script", shell).output.contains("tarn"))
    }
  }
}
