import Foundation
import TestSupport
import Testing

/// Agents whose network a file describes: `tarn train dqn ENV --layers net.toml`.
@Suite(.serialized)
struct LayerTests {
  static let dense = """
    [[layer]]
    kind = "dense"
    units = 16
    [[layer]]
    kind = "residual"
      [[layer.layers]]
      kind = "dense"
      units = 16
    [[layer]]
    kind = "layer-norm"

    """

  static let board = """
    [[layer]]
    kind = "conv2d"
    filters = 4
    stride = 2
    [[layer]]
    kind = "flatten"
    [[layer]]
    kind = "dense"
    units = 12
    activation = "silu"

    """

  private func train(_ folder: URL, _ arguments: [String]) throws -> TarnBinary.Result {
    try TarnBinary.run(["train"] + arguments + ["--quiet"], in: folder)
  }

  private func write(_ text: String, _ folder: URL) throws {
    try text.write(to: folder.appending(path: "net.toml"), atomically: true, encoding: .utf8)
  }

  /// The run does not depend on the file: it goes on, is evaluated and is watched without it, as if it had never stopped.
  @Test func runsKeepTheirLayers() throws {
    try TarnBinary.withFolder { folder throws in
      try write(Self.dense, folder)
      let settings = ["--seed", "3", "--set", "learningStarts=200"]
      let start = ["dqn", "CartPole-v1", "--layers", "net.toml"] + settings
      let whole = try train(folder, start + ["--steps", "2000", "--out", "whole"])
      #expect(whole.status == 0, "\(whole.diagnostics)")
      let plan = ["--set", "epsilonSteps=200"]
      #expect(try train(folder, start + plan + ["--steps", "2000", "--out", "long"]).status == 0)
      #expect(try train(folder, start + plan + ["--steps", "1200", "--out", "part"]).status == 0)
      try FileManager.default.removeItem(at: folder.appending(path: "net.toml"))
      let resumed = try train(folder, ["--resume", "part", "--steps", "2000"])
      #expect(resumed.status == 0, "\(resumed.diagnostics)")
      func metrics(_ run: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: "\(run)/metrics.jsonl"))
      }
      #expect(try metrics("part") == metrics("long"))
      let evaluated = try TarnBinary.run(["evaluate", "part", "--episodes", "3", "--json"], in: folder)
      #expect(evaluated.status == 0, "\(evaluated.diagnostics)")
      let seen = try TarnBinary.run(["watch", "part", "--text"], in: folder, environment: ["DISPLAY": ""])
      #expect(seen.status == 0 && seen.output.contains("finished"), "\(seen.diagnostics)")
      // The same run from its own configuration.
      let again = try train(folder, ["--config", "whole/run.toml", "--out", "again"])
      #expect(again.status == 0, "\(again.diagnostics)")
      #expect(try metrics("again") == metrics("whole"))
    }
  }

  /// Every family of agents with networks, dense and on boards.
  @Test(arguments: [
    ["dqn", "MinAtar/Breakout-v0", "--steps", "300", "--set", "learningStarts=100"],
    ["rainbow", "MinAtar/Breakout-v0", "--steps", "300", "--set", "learningStarts=100"],
    ["ppo", "MinAtar/Breakout-v0", "--steps", "300", "--set", "simulations=4", "--set", "batchSize=128"],
    ["a2c", "MinAtar/Breakout-v0", "--steps", "200"],
    [
      "ppo", "MinAtar/Breakout-v0", "--steps", "300", "--set", "simulations=4", "--set", "batchSize=128", "--set",
      "memory=gru",
    ],
    ["ac-lambda", "MinAtar/Breakout-v1", "--steps", "100"], ["reinforce", "MinAtar/Breakout-v0", "--steps", "200"],
    ["actor-critic", "MinAtar/Breakout-v0", "--steps", "100"],
  ])
  func everyAgentTakesThem(arguments: [String]) throws {
    try TarnBinary.withFolder { folder throws in
      try write(Self.board, folder)
      let result = try train(folder, arguments + ["--layers", "net.toml"])
      #expect(result.status == 0, "\(result.diagnostics)")
      // The run is named by its layers.
      #expect((result.json["run"] as? String)?.contains("layers=conv2d+flatten+dense") == true, "\(result.output)")
      let run = try #require(result.json["run"] as? String)
      #expect(try TarnBinary.run(["evaluate", run, "--episodes", "1", "--json"], in: folder).status == 0)
    }
  }

  @Test(
    arguments: [
      ("[[layer]]\nkind = \"dropout\"\n", ["dqn"], "layer 1 (dropout) cannot stand in an agent's network"),
      ("[[layer]]\nkind = \"batch-norm\"\n", ["ppo"], "layer 1 (batch-norm) cannot stand in an agent's network"),
      ("[[layer]]\nkind = \"lstm\"\n", ["a2c"], "layer 1 (lstm) takes sequences [steps, features]"),
      ("[[layer]]\nkind = \"repeat-steps\"\n", ["ppo"], "layer 1 (repeat-steps) ends with the shape [1, 4]"),
      ("[[layer]]\nkind = \"dens\"\n", ["dqn"], "unknown kind of layer 'dens'; did you mean 'dense'?"),
      (
        "[[layer]]\nkind = \"dense\"\n", ["q-learning"],
        "--layers is for agents with networks; q-learning keeps a table"
      ),
      ("layer", ["dqn"], "'net.toml' is not valid TOML"),
      ("", ["dqn", "--set", "layers=dense"], "'dense' does not describe layers"),
      (
        "[[layer]]\nkind = \"dense\"\nunits = 1000000\n\n[[layer]]\nkind = \"dense\"\nunits = 1000000\n", ["dqn"],
        "layer 2 (dense): 1000000 inputs and 1000000 units are more than fit into memory"
      ),
      ("", ["dqn", "--set", "layers=nowhere.toml"], "cannot read 'nowhere.toml'"),
    ] as [(String, [String], String)])
  func whatCannotBeIsRefused(text: String, arguments: [String], part: String) throws {
    try TarnBinary.withFolder { folder throws in
      try write(text, folder)
      let layers = arguments.count > 1 ? [] : ["--layers", "net.toml"]
      let world = arguments[0] == "q-learning" ? "FrozenLake-v1" : "CartPole-v1"
      let result = try train(
        folder, [arguments[0], world] + arguments.dropFirst() + layers + ["--steps", "20000", "--out", "r"])
      #expect(result.status == 64 && result.diagnostics.contains(part), "\(result.diagnostics)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "r").path))
    }
  }
}
