import Foundation
import TestSupport
import Testing

/// Schedules are shares of the run, and what becomes of them when it goes on is said.
struct ScheduleTests {
  private let ppo = [
    "train", "ppo", "CartPole-v1", "--quiet", "--no-tensorboard", "--set", "hidden=16", "--set", "epochs=2",
    "--set", "simulations=4", "--set", "rolloutSteps=64", "--set", "batchSize=64",
  ]

  /// The networks of a run's newest checkpoint.
  private func weights(_ run: URL, at step: Int) throws -> Data {
    try Data(contentsOf: TarnBinary.file(in: run.appending(path: "checkpoint"), "tensors-\(step)-"))
  }

  /// A run of twice the steps declines half as fast: its episodes are others from the second rollout on. With a number of
  /// steps in place of the share they are the same, and then nothing is learned.
  @Test func schedulesFollowTheSteps() throws {
    try TarnBinary.withFolder { folder throws in
      for (out, steps) in [("one", "2048"), ("two", "4096")] {
        #expect(try TarnBinary.run(ppo + ["--steps", steps, "--out", out], in: folder).status == 0)
      }
      let cut = try TarnBinary.run(
        ppo + ["--steps", "4096", "--set", "learningRateSteps=2048", "--out", "cut"], in: folder)
      #expect(cut.status == 0)
      #expect(cut.diagnostics.contains("the learning rate reaches 0 at step 2,048 of 4,096"), "\(cut.diagnostics)")
      func episodes(_ run: String) throws -> [String] {
        let text = try String(contentsOf: folder.appending(path: "\(run)/metrics.jsonl"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.contains("\"episode\"") }.map(String.init)
      }
      let (one, two, same) = (try episodes("one"), try episodes("two"), try episodes("cut"))
      #expect(one.count > 20 && Array(two.prefix(one.count)) != one && Array(same.prefix(one.count)) == one)
      let configuration = try String(contentsOf: folder.appending(path: "two/run.toml"), encoding: .utf8)
      #expect(configuration.contains("schedule_steps = 4096\n"))
      #expect(configuration.contains("learningRateSteps = \"1.0x\"\n"))
    }
  }

  @Test func resumedRunsKeepTheirPlanAndSaySo() throws {
    try TarnBinary.withFolder { folder throws in
      #expect(try TarnBinary.run(ppo + ["--steps", "2048", "--out", "kept"], in: folder).status == 0)
      try FileManager.default.copyItem(
        at: folder.appending(path: "kept"), to: folder.appending(path: "stretched"))
      let resume = ["train", "--quiet", "--no-tensorboard", "--steps", "4096", "--resume"]
      let kept = try TarnBinary.run(resume + ["kept"], in: folder)
      #expect(kept.status == 0)
      for part in [
        "the schedules (learningRateSteps=1.0x) keep the plan of 2,048 steps", "--extend-schedules",
        "the learning rate is 0 from step 2,048 on: this run learns nothing more",
      ] {
        #expect(kept.diagnostics.contains(part), "\(kept.diagnostics)")
      }
      let stretched = try TarnBinary.run(resume + ["stretched", "--extend-schedules"], in: folder)
      #expect(stretched.status == 0)
      #expect(stretched.diagnostics.contains("shares of 4,096 steps from here on"), "\(stretched.diagnostics)")
      #expect(!stretched.diagnostics.contains("learns nothing"), "\(stretched.diagnostics)")
      let runs = ["kept", "stretched"].map { folder.appending(path: $0) }
      #expect(try weights(runs[0], at: 4096) != weights(runs[1], at: 4096))
      for (run, plan) in zip(runs, [2048, 4096]) {
        let text = try String(contentsOf: run.appending(path: "run.toml"), encoding: .utf8)
        #expect(text.contains("steps = 4096\n") && text.contains("schedule_steps = \(plan)\n"), "\(text)")
      }
      // The summary says it as well.
      let loud = try TarnBinary.run(
        ["train", "--no-tensorboard", "--steps", "6144", "--resume", "kept"], in: folder)
      #expect(loud.diagnostics.contains("nothing was learned after step 2,048"), "\(loud.diagnostics)")
    }
  }

  /// The same of a table's exploration: stretched, it goes on from where the longer plan has it.
  @Test func explorationIsStretchedToo() throws {
    try TarnBinary.withFolder { folder throws in
      let names = ["train", "q-learning", "FrozenLake-v1", "--quiet", "--no-tensorboard", "--steps"]
      #expect(try TarnBinary.run(names + ["4000", "--out", "kept"], in: folder).status == 0)
      try FileManager.default.copyItem(
        at: folder.appending(path: "kept"), to: folder.appending(path: "stretched"))
      for (run, more) in [("kept", []), ("stretched", ["--extend-schedules"])] {
        let result = try TarnBinary.run(
          ["train", "--quiet", "--resume", run, "--steps", "9000", "--no-tensorboard"] + more, in: folder)
        #expect(result.status == 0 && result.diagnostics.contains("epsilonSteps=0.8x"), "\(result.diagnostics)")
        let state = try String(
          contentsOf: TarnBinary.file(in: folder.appending(path: "\(run)/checkpoint"), "state-9000-"), encoding: .utf8
        ).replacing("\\", with: "")
        #expect(state.contains("\"steps\":\(more.isEmpty ? 3200 : 7200)"), "\(state)")
      }
    }
  }

  @Test func runsOfEpisodesSayWhatTheirSharesAreOf() throws {
    try TarnBinary.withFolder { folder throws in
      let result = try TarnBinary.run(
        ["train", "q-learning", "FrozenLake-v1", "--episodes", "30", "--out", "e", "--no-tensorboard"], in: folder)
      #expect(result.status == 0)
      #expect(
        result.diagnostics.contains("its schedules (epsilonSteps=0.8x) are shares of 300,000 steps"),
        "\(result.diagnostics)")
    }
  }

  @Test func wrongSchedulesAreRefused() throws {
    try TarnBinary.withFolder { folder throws in
      let absolute = ["train", "sarsa", "FrozenLake-v1", "--quiet", "--set", "epsilonSteps=1e3", "--steps", "2000"]
      #expect(try TarnBinary.run(absolute + ["--out", "a"], in: folder).status == 0)
      let toml = try String(contentsOf: folder.appending(path: "a/run.toml"), encoding: .utf8)
      #expect(toml.contains("epsilonSteps = 1000\n"))
      for (arguments, part) in [
        (["ppo", "CartPole-v1", "--set", "learningRateSteps=half"], "a share of the run's steps such as 0.5x"),
        (["ppo", "CartPole-v1", "--set", "learningRateSteps=-1x"], "'learningRateSteps' cannot be '-1x'"),
        (["ppo", "CartPole-v1", "--extend-schedules"], "--extend-schedules goes with --resume"),
        (["--resume", "a", "--steps", "4000", "--extend-schedules"], "nothing to stretch"),
        (["--resume", "a", "--episodes", "4000", "--extend-schedules"], "ends by episodes; add --steps"),
      ] {
        let result = try TarnBinary.run(["train", "--quiet"] + arguments, in: folder)
        #expect(result.status != 0 && result.diagnostics.contains(part), "\(arguments): \(result.diagnostics)")
      }
      let listing = try TarnBinary.run(["agents", "q-learning"], in: folder).output
      #expect(listing.contains("epsilonSteps=0.8x"))
      let json = try TarnBinary.run(["agents", "q-learning", "--json"], in: folder).output
      #expect(json.contains("{\"name\":\"epsilonSteps\",\"type\":\"steps\",\"default\":\"0.8x\""), "\(json)")
    }
  }
}
