import Foundation
import Randomness
import TestSupport
import Testing

/// Runs as users and scripts make them: the shipped binary in a folder of its own.
@Suite(.serialized)
struct RunTests {
  private func contents(_ run: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in ["metrics.jsonl", "moves.jsonl"] { files[name] = try Data(contentsOf: run.appending(path: name)) }
    // Agents with networks say more about their learning.
    files["readings.jsonl"] = try? Data(contentsOf: run.appending(path: "readings.jsonl"))
    for folder in ["checkpoint", "past"] {
      let names = try? FileManager.default.contentsOfDirectory(atPath: run.appending(path: folder).path)
      for name in names ?? [] {
        files["\(folder)/\(name)"] = try Data(contentsOf: run.appending(path: "\(folder)/\(name)"))
      }
    }
    return files
  }

  private func train(_ folder: URL, _ out: String, _ extra: [String]) throws -> TarnBinary.Result {
    try TarnBinary.run(["train"] + extra + ["--out", out, "--quiet"], in: folder)
  }

  @Test func aRunDirectoryIsComplete() throws {
    try TarnBinary.withFolder { folder throws in
      let result = try train(folder, "a", ["q-learning", "FrozenLake-v1", "--seed", "3", "--steps", "20000"])
      #expect(result.status == 0, "\(result.diagnostics)")
      for key in [
        "run", "agent", "environment", "seed", "steps", "episodes", "seconds", "steps_per_second",
        "mean_return_last_100",
      ] {
        #expect(result.json[key] != nil, "\(key)")
      }
      for name in ["run.toml", "metrics.jsonl", "timing.jsonl", "summary.json", "checkpoint/manifest.json"] {
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "a/\(name)").path), "\(name)")
      }
      let lines = try String(contentsOf: folder.appending(path: "a/metrics.jsonl"), encoding: .utf8).split(
        separator: "\n")
      for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
      #expect(lines.contains { $0.contains("\"kind\":\"evaluation\"") })
      // A second run does not overwrite the first.
      let again = try train(folder, "a", ["q-learning", "FrozenLake-v1"])
      #expect(again.status == 64 && again.diagnostics.contains("already holds a run"))
    }
  }

  @Test(arguments: [["q-learning", "FrozenLake-v1"], ["sarsa-lambda", "Taxi-v4"], ["n-step-sarsa", "Blackjack-v1"]])
  func sameInputsSameBytes(names: [String]) throws {
    try TarnBinary.withFolder { folder throws in
      for out in ["a", "b"] { #expect(try train(folder, out, names + ["--steps", "30000"]).status == 0) }
      #expect(try contents(folder.appending(path: "a")) == contents(folder.appending(path: "b")))
      #expect(try train(folder, "c", names + ["--steps", "30000", "--seed", "1"]).status == 0)
      #expect(try contents(folder.appending(path: "a")) != contents(folder.appending(path: "c")))
    }
  }

  /// Two runs at once, on two cores, write what they write alone.
  @Test func twoAtOnceChangeNothing() throws {
    try TarnBinary.withFolder { folder throws in
      let arguments = ["train", "q-learning", "FrozenLake8x8-v1", "--steps", "200000", "--quiet", "--out"]
      let processes = try ["a", "b"].map { try TarnBinary.start(arguments + [$0], in: folder) }
      for process in processes {
        process.standardOutput = FileHandle.nullDevice
        try process.run()
      }
      for process in processes { process.waitUntilExit() }
      #expect(try contents(folder.appending(path: "a")) == contents(folder.appending(path: "b")))
    }
  }

  /// Killed at any moment and resumed, the run ends in the bytes of the uninterrupted one.
  @Test func killedRunsResumeExactly() throws {
    try TarnBinary.withFolder { folder throws in
      let arguments = [
        "double-q-learning", "Taxi-v4", "--steps", "600000", "--seed", "5", "--checkpoint-every", "7000",
        "--evaluate-every", "3000",
      ]
      #expect(try train(folder, "whole", arguments).status == 0)
      let whole = try contents(folder.appending(path: "whole"))
      var random = PCG64(seed: 17)
      for trial in 0..<20 {
        let out = "killed-\(trial)"
        let process = try TarnBinary.start(["train"] + arguments + ["--out", out, "--quiet"], in: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        usleep(UInt32(random.integer(in: 3_000..<250_000)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        if !FileManager.default.fileExists(atPath: folder.appending(path: "\(out)/run.toml").path) { continue }
        // And once more while it resumes.
        let resumed = try TarnBinary.start(["train", "--resume", out, "--quiet"], in: folder)
        resumed.standardOutput = FileHandle.nullDevice
        resumed.standardError = FileHandle.nullDevice
        try resumed.run()
        usleep(UInt32(random.integer(in: 3_000..<60_000)))
        kill(resumed.processIdentifier, SIGKILL)
        resumed.waitUntilExit()
        let last = try TarnBinary.run(["train", "--resume", out, "--quiet"], in: folder)
        #expect(last.status == 0, "trial \(trial): \(last.diagnostics)")
        #expect(try contents(folder.appending(path: out)) == whole, "trial \(trial)")
      }
    }
  }

  /// The same for agents with networks: replay, priorities, moments, memories, statistics, rollouts
  /// and what is kept of the past.
  @Test(arguments: [
    [
      "dqn", "CartPole-v1", "--untuned", "--steps", "4000", "--set", "hidden=16", "--set", "learningStarts=200",
      "--set",
      "bufferSize=900",
    ],
    [
      "rainbow", "MinAtar/Breakout-v1", "--untuned", "--steps", "1200", "--set", "hidden=16", "--set", "filters=2",
      "--set", "learningStarts=100", "--set", "batchSize=8", "--set", "bufferSize=700",
    ],
    ["ac-lambda", "MinAtar/Asterix-v0", "--steps", "4000", "--set", "hidden=16", "--set", "filters=2"],
    ["reinforce", "CartPole-v1", "--steps", "30000"],
    ["actor-critic", "Pendulum-v1", "--steps", "12000", "--set", "normalizeRewards=true"],
    ["a2c", "CartPole-v1", "--steps", "40000"],
    ["ppo", "CartPole-v1", "--steps", "20000", "--set", "hidden=16", "--set", "epochs=4"],
    // So little room that what is kept of the past is thinned again and again.
    ["dqn", "CartPole-v1", "--untuned", "--steps", "6000", "--set", "hidden=16", "--keep", "300KB"],
    [
      "ppo", "CartPole-v1:hide_velocity=true", "--untuned", "--steps", "6000", "--set", "memory=gru", "--set",
      "hidden=16",
      "--set", "normalizeObservations=true", "--set", "rolloutSteps=32",
    ],
  ])
  func killedNetworkRunsResumeExactly(names: [String]) throws {
    try TarnBinary.withFolder { folder throws in
      let arguments = names + ["--seed", "5", "--checkpoint-every", "370", "--evaluate-every", "1000"]
      #expect(try train(folder, "whole", arguments).status == 0)
      let whole = try contents(folder.appending(path: "whole"))
      var random = PCG64(seed: 18)
      for trial in 0..<20 {
        let out = "killed-\(trial)"
        let process = try TarnBinary.start(["train"] + arguments + ["--out", out, "--quiet"], in: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        usleep(UInt32(random.integer(in: 8_000..<400_000)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        if !FileManager.default.fileExists(atPath: folder.appending(path: "\(out)/run.toml").path) { continue }
        let last = try TarnBinary.run(["train", "--resume", out, "--quiet"], in: folder)
        #expect(last.status == 0, "trial \(trial): \(last.diagnostics)")
        #expect(try contents(folder.appending(path: out)) == whole, "trial \(trial)")
        try FileManager.default.removeItem(at: folder.appending(path: out))
      }
    }
  }

  @Test func impossibleSettingsAreRefused() throws {
    try TarnBinary.withFolder { folder throws in
      for (arguments, part) in [
        (["dqn", "CartPole-v1", "--steps", "500", "--set", "learningStarts=500"], "learningStarts 500"),
        (["dqn", "CartPole-v1", "--set", "batchSize=64", "--set", "bufferSize=32"], "batchSize 64 is larger"),
        (["dqn", "CartPole-v1", "--set", "hidden=12,x"], "widths"),
        (["dqn", "CartPole-v1", "--set", "atoms=51", "--set", "valueMin=5", "--set", "valueMax=5"], "valueMin 5.0"),
        (["rainbow", "CartPole-v1", "--set", "hidden=none"], "noisy"),
        (
          ["dqn", "CartPole-v1", "--set", "nStep=100", "--untuned", "--set", "bufferSize=100", "--set", "batchSize=9"],
          "nStep"
        ),
        (["dqn", "Pendulum-v1"], "discrete actions"),
        (["ppo", "CartPole-v1", "--set", "batchSize=5000"], "larger than a rollout"),
        (["ppo", "CartPole-v1", "--steps", "100"], "longer than the run"),
        (["a2c", "CartPole-v1", "--steps", "10"], "longer than the run"),
        (["ppo", "CartPole-v1", "--set", "memory=lstm", "--set", "hidden=none"], "memory needs a hidden layer"),
        (["q-learning", "CartPole-v1"], "keeps a table"),
        (["ppo", "CartPole-v1", "--set", "lambda=1.5"], "'lambda' cannot be '1.5'"),
      ] {
        let result = try train(folder, "never", arguments)
        #expect(result.status == 64 && result.diagnostics.contains(part), "\(arguments): \(result.diagnostics)")
        #expect(result.diagnostics.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "never").path))
      }
    }
  }

  @Test func stoppedRunsSayHowToGoOn() throws {
    try TarnBinary.withFolder { folder throws in
      for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
        let out = "s\(status)"
        let process = try TarnBinary.start(
          ["train", "q-learning", "Taxi-v4", "--steps", "200000000", "--out", out, "--quiet"], in: folder)
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        usleep(300_000)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains("tarn train --resume \(out)"), "\(text)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "\(out)/summary.json").path))
      }
    }
  }

  /// The same while it is watched, here in a terminal's stead.
  @Test func stoppedDemosSayHowToGoOn() throws {
    try TarnBinary.withFolder { folder throws in
      let process = try TarnBinary.start(
        ["watch", "Taxi-v4", "--agent", "q-learning", "--steps", "200000000", "--out", "w", "--speed", "max"],
        in: folder,
        environment: ["DISPLAY": "", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": ""])
      process.standardOutput = FileHandle.nullDevice
      let pipe = Pipe()
      process.standardError = pipe
      try process.run()
      usleep(400_000)
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
      #expect(process.terminationStatus == 143)
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(text.contains("tarn train --resume w"), "\(text)")
    }
  }

  /// Continuing for longer is the same as having asked for it at once, where no schedule is a share of the run.
  @Test func extendedRunsEqualLongOnes() throws {
    try TarnBinary.withFolder { folder throws in
      let names = ["sarsa", "FrozenLake-v1", "--seed", "2", "--set", "epsilonSteps=250000"]
      #expect(try train(folder, "long", names + ["--steps", "50000"]).status == 0)
      #expect(try train(folder, "short", names + ["--steps", "12345"]).status == 0)
      #expect(
        try TarnBinary.run(["train", "--resume", "short", "--steps", "50000", "--quiet"], in: folder).status == 0)
      #expect(try contents(folder.appending(path: "long")) == contents(folder.appending(path: "short")))
    }
  }

  @Test func damagedCheckpointsAreRefusedAndKept() throws {
    try TarnBinary.withFolder { folder throws in
      #expect(try train(folder, "a", ["q-learning", "FrozenLake-v1", "--steps", "20000"]).status == 0)
      let run = folder.appending(path: "a")
      let checkpoint = run.appending(path: "checkpoint")
      let manifest = checkpoint.appending(path: "manifest.json")
      let state = try TarnBinary.file(in: checkpoint, "state-20000-")
      let tensors = try TarnBinary.file(in: checkpoint, "tensors-20000-")
      let text = try String(contentsOf: manifest, encoding: .utf8)
      let damages: [(String, String, () throws -> Void)] = [
        (
          "flipped", "damaged",
          {
            var data = try Data(contentsOf: tensors)
            data[data.count - 5] ^= 1
            try data.write(to: tensors)
          }
        ),
        ("cut", "damaged", { try Data(try Data(contentsOf: state).dropLast(9)).write(to: state) }),
        (
          "future", "checkpoint format 99",
          {
            try text.replacingOccurrences(of: "\"formatVersion\" : 2", with: "\"formatVersion\" : 99")
              .write(to: manifest, atomically: true, encoding: .utf8)
          }
        ),
        (
          "foreign", "run.toml says",
          {
            try text.replacingOccurrences(of: "q-learning", with: "sarsa").write(
              to: manifest, atomically: true, encoding: .utf8)
          }
        ),
        ("garbage", "not the manifest", { try "{}".write(to: manifest, atomically: true, encoding: .utf8) }),
        ("missing", "cannot read", { try FileManager.default.removeItem(at: tensors) }),
        (
          "metrics", "was cut or replaced",
          {
            try Data("x".utf8).write(to: run.appending(path: "metrics.jsonl"))
          }
        ),
      ]
      let backup = folder.appending(path: "backup")
      try FileManager.default.copyItem(at: run, to: backup)
      for (name, part, damage) in damages {
        try FileManager.default.removeItem(at: run)
        try FileManager.default.copyItem(at: backup, to: run)
        try damage()
        let before = try? contents(run)
        let result = try TarnBinary.run(["train", "--resume", "a", "--steps", "40000", "--quiet"], in: folder)
        #expect(result.status == 64, "\(name)")
        #expect(result.diagnostics.contains(part), "\(name): \(result.diagnostics)")
        #expect(result.diagnostics.split(separator: "\n").count == 1)
        #expect((try? contents(run)) == before, "\(name) was overwritten")
      }
    }
  }
}
