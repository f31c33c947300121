import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Runs that are opened to be looked at: finished, stopped, or in training elsewhere.
@Suite(.serialized)
struct OpenedRunTests {
  private func text(_ folder: URL, _ arguments: String...) throws -> String {
    try TarnBinary.run(["watch", "r", "--text"] + arguments, in: folder, environment: ["DISPLAY": ""]).output
  }

  /// At its end, at once, with its curve and its timeline; `end` and `--episode` act.
  @Test func finishedRunsOpenAtTheirEnd() throws {
    try TarnBinary.withRun { folder throws in
      let opened = try TerminalRun(["watch", "r"], in: folder)
      let parts = ["# finished", "best 0.913"]
      #expect(
        opened.shows { screen in
          parts.allSatisfy(screen.contains) && screen.contains { "▁▂▃▄▅▆▇█".contains($0) }
        }, "\(opened.screen)")
      opened.type("q")
      #expect(opened.ends() && !opened.output.contains("warming up"))
      #expect(opened.output.contains("the run is in r; next: tarn evaluate r"), "\(opened.output)")
      let past = try TerminalRun(
        ["watch", "r", "--episode", "400", "--step", "3", "--speed", "0.25"], in: folder)
      #expect(past.shows { $0.contains("episode 400") && $0.contains("> replaying") }, "\(past.screen)")
      past.type("\u{1B}[F")
      #expect(past.shows("# finished"), "\(past.screen)")
    }
  }

  /// Another process trains it, it stopped short, or it is finished.
  @Test func theStateIsThatOfTheRun() throws {
    try TarnBinary.withRun { folder throws in
      #expect(try text(folder).contains("# finished"))
      let run = folder.appending(path: "r")
      try FileManager.default.removeItem(at: run.appending(path: "summary.json"))
      let configuration = run.appending(path: "run.toml")
      let longer = try String(contentsOf: configuration, encoding: .utf8)
        .replacingOccurrences(of: "steps = 400000", with: "steps = 900000")
      try longer.write(to: configuration, atomically: true, encoding: .utf8)
      #expect(try text(folder).contains("# stopped at 400,000 of 900,000"))
      let lock = open(run.appending(path: "lock").path, O_RDWR | O_CREAT, 0o644)
      // Linux's F_OFD_SETLK: as the process holds it that trains the run.
      var request = flock()
      request.l_type = Int16(F_WRLCK)
      request.l_whence = Int16(SEEK_SET)
      #expect(fcntl(lock, 37, &request) == 0)
      #expect(try text(folder).contains("> learning elsewhere"))
      close(lock)
    }
  }

  /// Scrubbing, playing again and branching in a network's past, which the run keeps within its share of the disk.
  @Test func networksKeepTheirPast() throws {
    try TarnBinary.withFolder { folder throws in
      func train(_ out: String, _ keep: String) throws -> TarnBinary.Result {
        try TarnBinary.run(
          [
            "train", "ppo", "CartPole-v1", "--seed", "1", "--steps", "30000", "--out", out, "--quiet", "--keep", keep,
          ], in: folder)
      }
      func past(_ out: String) throws -> [String: Data] {
        let directory = folder.appending(path: "\(out)/past")
        guard FileManager.default.fileExists(atPath: directory.path) else { return [:] }
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
          files[name] = try Data(contentsOf: directory.appending(path: name))
        }
        return files
      }
      #expect(try train("r", "10MB").status == 0)
      let files = try past("r")
      #expect(files.keys.count { $0.hasPrefix("episode-") } > 4 && files.keys.contains { $0.hasPrefix("session-") })
      let early = try text(folder, "--episode", "3", "--step", "5")
      #expect(early.contains("> replaying") && early.contains("step 5"), "\(early)")
      let late = try text(folder, "--episode", "150")
      #expect(late.contains("> replaying"))
      // What it thought then is not what it thinks now.
      #expect(early.split(separator: "\n")[1...] != late.split(separator: "\n")[1...])

      #expect(try train("same", "10MB").status == 0)
      #expect(try past("same") == files)
      #expect(try train("little", "1MB").status == 0)
      let little = try past("little")
      #expect(!little.isEmpty && little.values.reduce(0) { $0 + $1.count } <= 1_000_000)
      #expect(try train("none", "0").status == 0)
      #expect(try past("none").isEmpty)
      for out in ["r", "same", "little", "none"] {
        let metrics = try Data(contentsOf: folder.appending(path: "\(out)/metrics.jsonl"))
        #expect(try metrics == Data(contentsOf: folder.appending(path: "r/metrics.jsonl")))
        let readings = try String(contentsOf: folder.appending(path: "\(out)/readings.jsonl"), encoding: .utf8)
        #expect((500...2001).contains(readings.split(separator: "\n").count))
        #expect(try readings == String(contentsOf: folder.appending(path: "r/readings.jsonl"), encoding: .utf8))
      }
      let refused = try train("wrong", "much")
      #expect(refused.status != 0 && refused.diagnostics.contains("--keep takes an amount of disk such as 100MB"))
    }
  }

  /// A past episode of a network says what it was played with, or nothing where that was not recorded.
  @Test func pastEpisodesShowTheirEpsilon() throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(
        [
          "train", "dqn", "CartPole-v1", "--steps", "4000", "--out", "r", "--set", "epsilonSteps=0.9x",
          "--evaluate-every", "0",
        ] + EvaluationTests.small, in: folder)
      #expect(trained.status == 0, "\(trained.diagnostics)")
      func epsilon(_ episode: Int) throws -> Double? {
        let words = try text(folder, "--episode", "\(episode)", "--step", "1").split { $0.isWhitespace }
        return words.firstIndex(of: "epsilon").flatMap { Double(words[$0 + 1]) }
      }
      let metrics = try String(contentsOf: folder.appending(path: "r/metrics.jsonl"), encoding: .utf8)
      let last = metrics.split(separator: "\n").count
      let (early, late) = (try #require(try epsilon(1)), try #require(try epsilon(last)))
      #expect(early > 0.8 && late < early - 0.3, "\(early) \(late)")
      try FileManager.default.removeItem(at: folder.appending(path: "r/readings.jsonl"))
      #expect(try epsilon(1) == nil)
    }
  }

  /// A finished run is played on: at the end of an episode the dealer's cards lie open, and of its first episode nothing is
  /// said that will not come.
  @Test func finishedRunsSayWhatIsSo() throws {
    try TarnBinary.withFolder { folder throws in
      let trained = try TarnBinary.run(
        ["train", "q-learning", "Blackjack-v1", "--steps", "20000", "--out", "r", "--quiet"], in: folder)
      #expect(trained.status == 0, "\(trained.diagnostics)")
      let first = try text(folder, "--episode", "1")
      #expect(
        first.contains("The curve begins after this episode.") && !first.contains("first episode ends"), "\(first)")
      let opened = try TerminalRun(["watch", "r", "--speed", "4"], in: folder)
      #expect(opened.shows { $0.contains("# finished") && $0.contains("the dealer has") }, "\(opened.screen)")
      opened.type("q")
      #expect(opened.ends())
    }
  }

  /// A branch from a kept moment learns as the run did.
  @Test func branchesBeginInTheKeptPast() throws {
    try TarnBinary.withFolder { folder throws in
      let result = try TarnBinary.run(
        ["train", "ppo", "CartPole-v1", "--seed", "1", "--steps", "30000", "--out", "r", "--quiet"], in: folder)
      #expect(result.status == 0)
      let opened = try TerminalRun(
        ["watch", "r", "--episode", "150", "--step", "4", "--speed", "max"], in: folder)
      #expect(opened.shows("> replaying"), "\(opened.screen)")
      opened.type("b")
      #expect(opened.shows("> branch 1", within: 60), "\(opened.screen)")
      // On the original run's screen nothing is said of it.
      #expect(opened.screen.contains("i This is branch 1"))
      opened.type("1")
      #expect(opened.shows("# finished") && !opened.screen.contains("i This is branch 1"), "\(opened.screen)")
      Thread.sleep(forTimeInterval: 0.5)
      opened.type("q")
      #expect(opened.ends())
      let toml = try String(contentsOf: folder.appending(path: "r-branch-1/run.toml"), encoding: .utf8)
      #expect(toml.contains("origin = \"r at step"))
      // Nothing was done differently: it is the run again as far as it came.
      func episodes(_ run: String) throws -> [Substring] {
        try String(contentsOf: folder.appending(path: "\(run)/metrics.jsonl"), encoding: .utf8).split(separator: "\n")
          .filter { $0.contains("\"kind\":\"episode\"") }
      }
      let (run, branch) = (try episodes("r"), try episodes("r-branch-1"))
      func step(_ line: Substring) -> Int {
        line.split(separator: "\"step\":").last.map { Int($0.prefix { $0.isNumber }) ?? 0 } ?? 0
      }
      let shared = branch.filter { step($0) <= 30_000 }
      #expect(!shared.isEmpty && shared.allSatisfy { run.contains($0) })
    }
  }

  /// A run directory that someone removes is noticed, and nothing makes it anew.
  @Test func aRemovedDirectoryIsNoticed() throws {
    try TarnBinary.withFolder { folder throws in
      let run = folder.appending(path: "r")
      let opened = try TerminalRun(
        ["watch", "FrozenLake-v1", "--agent", "q-learning", "--out", "r", "--speed", "64"], in: folder)
      #expect(opened.shows("> learning"), "\(opened.screen)")
      // It has to have been seen before it can be missed.
      Thread.sleep(forTimeInterval: 1.5)
      _ = opened.shows("never", within: 0.1)
      try FileManager.default.removeItem(at: run)
      #expect(opened.shows("! The run directory is no longer there."), "\(opened.screen)")
      opened.type("q")
      #expect(opened.ends() && opened.output.contains("r is no longer there; nothing more was saved"))
      #expect(!FileManager.default.fileExists(atPath: run.path))
    }
  }

  /// A trained agent ships, and is there wherever the binary is.
  @Test func breakoutShips() throws {
    try TarnBinary.withFolder { folder throws in
      let screen = try TarnBinary.run(
        ["watch", "breakout", "--text"], in: folder, environment: ["DISPLAY": ""])
      #expect(screen.status == 0, "\(screen.diagnostics)")
      #expect(screen.output.contains("# finished") && screen.output.contains("Breakout"), "\(screen.output)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { $0.hasPrefix(".") })
    }
  }

  /// Pictures say where they are, and leaving says where the run is.
  @Test func picturesAndRunsAreFound() throws {
    try TarnBinary.withFolder { folder throws in
      let opened = try TerminalRun(
        ["watch", "FrozenLake-v1", "--agent", "q-learning", "--out", "r", "--speed", "64"], in: folder)
      #expect(opened.shows("> learning"), "\(opened.screen)")
      opened.type("x")
      #expect(opened.shows("i Picture saved. r/picture-1.png"), "\(opened.screen)")
      opened.type("\u{1B}")
      for _ in 0..<100 where opened.screen.contains("Picture saved") { _ = opened.shows("never", within: 0.1) }
      #expect(!opened.screen.contains("Picture saved"), "\(opened.screen)")
      opened.type("q")
      #expect(opened.ends() && opened.output.contains("saved in r; continue with: tarn train --resume r"))
    }
  }
}
