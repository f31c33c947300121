import Foundation
import TestSupport
import Testing

/// What `--resume` refuses, and how runs end when their terminal does.
@Suite(.serialized)
struct ResumptionTests {
  private func train(_ folder: URL, _ arguments: [String]) throws -> TarnBinary.Result {
    try TarnBinary.run(["train"] + arguments + ["--quiet"], in: folder)
  }

  private func text(_ folder: URL, _ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  @Test func aBudgetThatIsUsedUpIsSaid() throws {
    try TarnBinary.withFolder { folder throws in
      #expect(try train(folder, ["q-learning", "FrozenLake-v1", "--steps", "5000", "--out", "a"]).status == 0)
      let before = try text(folder, "a/run.toml")
      for steps in ["4000", "5000"] {
        let result = try train(folder, ["--resume", "a", "--steps", steps])
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.diagnostics.contains("is at step 5000 already"), "\(result.diagnostics)")
        #expect(result.diagnostics.split(separator: "\n").count == 1)
      }
      let episodes = try train(folder, ["--resume", "a", "--episodes", "3"])
      #expect(episodes.status == 1 && episodes.diagnostics.contains("episodes already"), "\(episodes.diagnostics)")
      #expect(try text(folder, "a/run.toml") == before)
      // To take up a run that is complete changes nothing and is no fault: scripts do it.
      let again = try train(folder, ["--resume", "a"])
      #expect(again.status == 0 && again.json["steps"] as? Int == 5000)
    }
  }

  @Test func aRunWithoutItsCheckpointIsRefused() throws {
    try TarnBinary.withFolder { folder throws in
      #expect(try train(folder, ["q-learning", "FrozenLake-v1", "--steps", "5000", "--out", "a"]).status == 0)
      let metrics = try text(folder, "a/metrics.jsonl")
      try FileManager.default.removeItem(at: folder.appending(path: "a/checkpoint"))
      let result = try train(folder, ["--resume", "a", "--steps", "9000"])
      #expect(result.status != 0 && result.diagnostics.contains("no complete checkpoint"), "\(result.diagnostics)")
      #expect(try text(folder, "a/metrics.jsonl") == metrics)
      // What it recommends works.
      let anew = try train(folder, ["--config", "a/run.toml", "--out", "b"])
      #expect(anew.status == 0, "\(anew.diagnostics)")
      #expect(try text(folder, "b/metrics.jsonl") == metrics)
    }
  }

  @Test func aRunOfAnotherVersionIsRefused() throws {
    try TarnBinary.withFolder { folder throws in
      #expect(try train(folder, ["q-learning", "FrozenLake-v1", "--steps", "5000", "--out", "a"]).status == 0)
      let toml = try text(folder, "a/run.toml")
      let lines = toml.split(separator: "\n", omittingEmptySubsequences: false)
      let changed = lines.map { $0.hasPrefix("version") ? "version = \"0.0.3\"" : $0 }.joined(separator: "\n")
      try changed.write(to: folder.appending(path: "a/run.toml"), atomically: true, encoding: .utf8)
      let result = try train(folder, ["--resume", "a", "--steps", "9000"])
      #expect(result.status != 0 && result.diagnostics.contains("trained by Tarn 0.0.3"), "\(result.diagnostics)")
      #expect(try text(folder, "a/run.toml") == changed)
      // It can still be looked at.
      #expect(try TarnBinary.run(["evaluate", "a", "--episodes", "2"], in: folder).status == 0)
    }
  }

  /// A checkpoint belongs to the settings it was made with: other ones in run.toml are refused by all who would read it, before
  /// anything is changed.
  @Test func changedSettingsAreRefused() throws {
    try TarnBinary.withFolder { folder throws in
      let made = try train(
        folder,
        ["ppo", "CartPole-v1", "--steps", "20000", "--set", "hidden=8", "--set", "rolloutSteps=32", "--out", "a"])
      #expect(made.status == 0, "\(made.diagnostics)")
      let fitted = try TarnBinary.run(
        ["fit", "iris", "--epochs", "3", "--out", "f", "--quiet", "--no-tensorboard"], in: folder)
      #expect(fitted.status == 0, "\(fitted.diagnostics)")
      for (run, old, new) in [
        ("a", "simulations = ", "simulations = 32"), ("a", "rolloutSteps = ", "rolloutSteps = 400"),
        ("a", "optimizer = ", "optimizer = \"rmsprop\""), ("f", "learningRate = ", "learningRate = 0.5"),
        ("f", "batchSize = ", "batchSize = 7"), ("f", "validation = ", "validation = 0.4"),
      ] {
        let toml = try text(folder, "\(run)/run.toml")
        let lines = toml.split(separator: "\n", omittingEmptySubsequences: false)
        let changed = lines.map { $0.hasPrefix(old) ? new : String($0) }.joined(separator: "\n")
        #expect(changed != toml, "\(old) is not in the file")
        let file = folder.appending(path: "\(run)/run.toml")
        try changed.write(to: file, atomically: true, encoding: .utf8)
        let resumed =
          run == "a"
          ? try train(folder, ["--resume", "a", "--steps", "30000"])
          : try TarnBinary.run(["fit", "--resume", "f", "--epochs", "5", "--quiet"], in: folder)
        #expect(
          resumed.status == 64 && resumed.diagnostics.contains("made with other settings"), "\(resumed.diagnostics)")
        if run == "a" {
          let evaluated = try TarnBinary.run(["evaluate", "a", "--episodes", "1"], in: folder)
          #expect(evaluated.status == 64 && evaluated.diagnostics.contains("made with other settings"))
        }
        #expect(try text(folder, "\(run)/run.toml") == changed)
        try toml.write(to: file, atomically: true, encoding: .utf8)
      }
      #expect(try train(folder, ["--resume", "a", "--steps", "30000"]).status == 0)
      #expect(try TarnBinary.run(["fit", "--resume", "f", "--epochs", "5", "--quiet"], in: folder).status == 0)
    }
  }

  /// A checkpoint in another format says so, whatever else its manifest holds or lacks, to all who would read it.
  @Test func aCheckpointInAnotherFormatIsRefused() throws {
    try TarnBinary.withFolder { folder throws in
      #expect(try train(folder, ["q-learning", "FrozenLake-v1", "--steps", "5000", "--out", "a"]).status == 0)
      let manifest = #"{"format":"tarn-checkpoint","formatVersion":1,"version":"0.1.0","steps":"many"}"#
      try manifest.write(
        to: folder.appending(path: "a/checkpoint/manifest.json"), atomically: true, encoding: .utf8)
      let commands = [
        ["train", "--resume", "a", "--steps", "9000"], ["evaluate", "a"], ["watch", "a", "--text"],
      ]
      for arguments in commands {
        let result = try TarnBinary.run(arguments, in: folder, environment: ["DISPLAY": ""])
        #expect(result.status == 64 && result.output.isEmpty, "\(arguments): \(result.output)")
        let words = "written by Tarn 0.1.0 in checkpoint format 1"
        #expect(result.diagnostics.contains(words), "\(arguments): \(result.diagnostics)")
        #expect(result.diagnostics.contains("tarn train --config a/run.toml"), "\(result.diagnostics)")
        #expect(result.diagnostics.split(separator: "\n").count == 1, "\(arguments): \(result.diagnostics)")
      }
      let anew = try train(folder, ["--config", "a/run.toml", "--out", "b"])
      #expect(anew.status == 0, "\(anew.diagnostics)")
    }
  }

  /// The lock goes with the process: killed, it leaves a run that can be continued at once.
  @Test func aRunInTrainingIsRefused() throws {
    try TarnBinary.withFolder { folder throws in
      let process = try TarnBinary.start(
        ["train", "q-learning", "Taxi-v4", "--steps", "2000000000", "--out", "a", "--quiet"], in: folder)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      while !FileManager.default.fileExists(atPath: folder.appending(path: "a/run.toml").path) { usleep(2_000) }
      for arguments in [
        ["--resume", "a"], ["--resume", "a", "--watch"], ["q-learning", "Taxi-v4", "--steps", "9", "--out", "a"],
      ] {
        let result = try train(folder, arguments)
        #expect(result.status != 0, "\(arguments)")
        let isNew = arguments[0] != "--resume"
        let words = isNew ? "already holds a run" : "is being trained by process \(process.processIdentifier)"
        #expect(result.diagnostics.contains(words), "\(arguments): \(result.diagnostics)")
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let data = try Data(contentsOf: folder.appending(path: "a/checkpoint/manifest.json"))
      let manifest = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      let steps = try #require(manifest?["steps"] as? Int)
      let result = try train(folder, ["--resume", "a", "--steps", "\(steps + 1000)"])
      #expect(result.status == 0, "\(result.diagnostics)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "a/lock").path))
    }
  }

  @Test func theEndOfTheTerminalSaves() throws {
    try TarnBinary.withFolder { folder throws in
      let process = try TarnBinary.start(
        ["train", "q-learning", "Taxi-v4", "--steps", "2000000000", "--out", "a", "--quiet"], in: folder)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      while !FileManager.default.fileExists(atPath: folder.appending(path: "a/run.toml").path) { usleep(2_000) }
      usleep(50_000)
      kill(process.processIdentifier, SIGHUP)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 129)
      let data = try Data(contentsOf: folder.appending(path: "a/checkpoint/manifest.json"))
      let manifest = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      #expect((manifest?["steps"] as? Int ?? 0) > 0)
    }
  }
}
