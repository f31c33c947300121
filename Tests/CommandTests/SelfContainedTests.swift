import Foundation
import TestSupport
import Testing

/// A run is all there is in its directory, and says what it is.
@Suite(.serialized)
struct SelfContainedTests {
  private func write(_ text: String, _ folder: URL, _ path: String) throws {
    try text.write(to: folder.appending(path: path), atomically: true, encoding: .utf8)
  }

  private func text(_ folder: URL, _ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  private func tarn(_ folder: URL, _ arguments: [String]) throws -> TarnBinary.Result {
    let result = try TarnBinary.run(arguments, in: folder)
    #expect(result.status == 0, "\(arguments): \(result.diagnostics)")
    return result
  }

  @Test func mapsAreKept() throws {
    try TarnBinary.withFolder { folder throws in
      let train = [
        "train", "q-learning", "FrozenLake-v1:map_file=lake.txt", "--quiet", "--set", "epsilonSteps=5000", "--out",
      ]
      try write("SFF\nFHF\nFFG\n", folder, "lake.txt")
      _ = try tarn(folder, train + ["whole", "--steps", "9000"])
      _ = try tarn(folder, train + ["a", "--steps", "4000"])
      let before = try tarn(folder, ["evaluate", "a", "--episodes", "5", "--json"]).output
      // Another map, then none.
      try write("SFFFF\nFHFFF\nFFFFG\n", folder, "lake.txt")
      #expect(try tarn(folder, ["evaluate", "a", "--episodes", "5", "--json"]).output == before)
      try FileManager.default.removeItem(at: folder.appending(path: "lake.txt"))
      _ = try tarn(folder, ["train", "--resume", "a", "--steps", "9000", "--quiet"])
      #expect(try text(folder, "a/metrics.jsonl") == text(folder, "whole/metrics.jsonl"))
      _ = try tarn(folder, ["watch", "a", "--text"])
      // Its configuration makes the same run anew, elsewhere too.
      _ = try tarn(folder, ["train", "--config", "a/run.toml", "--out", "b", "--quiet"])
      #expect(try text(folder, "b/metrics.jsonl") == text(folder, "whole/metrics.jsonl"))
      // Nothing outside the run is read.
      let toml = try text(folder, "a/run.toml")
      try write(toml.replacingOccurrences(of: "inputs/map_file", with: "../lake.txt"), folder, "a/run.toml")
      let outside = try TarnBinary.run(["evaluate", "a"], in: folder)
      #expect(
        outside.status == 64 && outside.diagnostics.contains("is to lie in 'inputs/map_file', not in '../lake.txt'"))
      try write(toml, folder, "a/run.toml")
      // The copy itself must not change.
      try write("SFF\nFFF\nFFG\n", folder, "a/inputs/map_file")
      let changed = try TarnBinary.run(["evaluate", "a", "--episodes", "5"], in: folder)
      #expect(changed.status != 0 && changed.diagnostics.contains("its checksum is another"), "\(changed.diagnostics)")
    }
  }

  @Test func dataAndLayersAreKept() throws {
    try TarnBinary.withFolder { folder throws in
      let rows = (0..<60).map { "\($0 % 7),\($0 % 5),\(($0 % 7 + $0 % 5) > 5 ? "big" : "small")" }
      let table = "a,b,size\n" + rows.joined(separator: "\n") + "\n"
      try write(table, folder, "sizes.csv")
      try write("[[layer]]\nkind = \"dense\"\nunits = 4\nactivation = \"tanh\"\n", folder, "net.toml")
      let fit = ["fit", "sizes.csv", "--layers", "net.toml", "--no-tensorboard", "--quiet", "--out"]
      _ = try tarn(folder, fit + ["whole", "--epochs", "6"])
      _ = try tarn(folder, fit + ["a", "--epochs", "3"])
      try write("[[layer]]\nkind = \"dense\"\nunits = 9\n", folder, "net.toml")
      try FileManager.default.removeItem(at: folder.appending(path: "sizes.csv"))
      _ = try tarn(folder, ["fit", "--resume", "a", "--epochs", "6", "--no-tensorboard", "--quiet"])
      #expect(try text(folder, "a/metrics.jsonl") == text(folder, "whole/metrics.jsonl"))
      #expect(try text(folder, "a/inputs/data") == table)
      try write("a,b\n1,1\n6,4\n", folder, "new.csv")
      #expect(try tarn(folder, ["predict", "a", "new.csv"]).output.contains("small"))
    }
  }

  /// Networks are the same bytes on one kind of processor; the run says on which, and a resume on another says so.
  @Test func kindsOfProcessorsAreNamed() throws {
    try TarnBinary.withFolder { folder throws in
      let numbers = ["hidden=8", "learningStarts=50", "batchSize=8", "epsilonSteps=100", "importanceSteps=100"]
      let set = ["--untuned", "--quiet"] + numbers.flatMap { ["--set", $0] }
      _ = try tarn(folder, ["train", "dqn", "CartPole-v1", "--steps", "200", "--out", "a"] + set)
      let toml = try text(folder, "a/run.toml")
      let line = try #require(toml.split(separator: "\n").first { $0.hasPrefix("processor = ") })
      let here = line.dropFirst("processor = \"".count).dropLast()
      #expect(["AVX-512", "AVX2", "SSE2", "portable"].contains { here.hasPrefix($0) }, "\(here)")
      let same = try tarn(folder, ["train", "--resume", "a", "--steps", "300", "--quiet"])
      #expect(same.diagnostics.isEmpty, "\(same.diagnostics)")
      try write(
        toml.replacingOccurrences(of: line, with: "processor = \"AVX-1024\""), folder, "a/run.toml")
      let other = try tarn(folder, ["train", "--resume", "a", "--steps", "400", "--quiet"])
      #expect(other.diagnostics.contains("was trained with AVX-1024 and goes on with \(here)"), "\(other.diagnostics)")
      #expect(try text(folder, "a/run.toml").contains("processor = \"AVX-1024; from step 300 \(here)\""))
      #expect(try tarn(folder, ["train", "--resume", "a", "--steps", "500", "--quiet"]).diagnostics.isEmpty)
      // Tables are the same everywhere.
      _ = try tarn(folder, ["train", "q-learning", "FrozenLake-v1", "--steps", "200", "--out", "b", "--quiet"])
      #expect(!(try text(folder, "b/run.toml").contains("processor")))
    }
  }

  @Test func directoriesAreNamedAfterWhatWasChanged() throws {
    try TarnBinary.withFolder { folder throws in
      func name(_ arguments: [String]) throws -> String {
        try tarn(folder, arguments + ["--quiet"]).json["run"] as? String ?? ""
      }
      let train = ["train", "q-learning", "FrozenLake-v1", "--steps", "100"]
      #expect(try name(train) == "runs/q-learning-FrozenLake-v1-0")
      #expect(try name(train) == "runs/q-learning-FrozenLake-v1-0-2")
      #expect(
        try name(train + ["--set", "discount=0.9", "--seed", "3"]) == "runs/q-learning-FrozenLake-v1-discount=0.9-3")
      let slippery = ["train", "q-learning", "FrozenLake-v1:is_slippery=false", "--steps", "100"]
      #expect(try name(slippery) == "runs/q-learning-FrozenLake-v1-is_slippery=false-0")
      let map = ["train", "q-learning", "FrozenLake-v1:map=SFFFFFFFFFFFFFFFF/FFFFFFFFFFFFFFFFG", "--steps", "100"]
      let other = ["train", "q-learning", "FrozenLake-v1:map=SFFFFFFFFFFFFFFFF/FFFFFFFFFFFFFFFGF", "--steps", "100"]
      let (first, second) = (try name(map), try name(other))
      #expect(first != second && first.count < 110 && !first.hasSuffix("-2") && !second.hasSuffix("-2"))
      #expect(
        try name(["train", "ppo", "CartPole-v1", "--steps", "4096", "--set", "hidden=8"])
          == "runs/ppo-CartPole-v1-hidden=8-0")
      let fit = ["fit", "iris", "--epochs", "2", "--no-tensorboard"]
      #expect(try name(fit) == "runs/fit-iris-mlp-epochs=2-0")
      #expect(try name(fit + ["--set", "learningRate=0.01"]) == "runs/fit-iris-mlp-epochs=2-learningRate=0.01-0")
    }
  }

  @Test func summariesSayWhatTheyAreOf() throws {
    try TarnBinary.withFolder { folder throws in
      let arguments = [
        "train", "q-learning", "CliffWalking-v1:step_limit=40", "--steps", "3000", "--set", "discount=0.9", "--out",
        "a", "--quiet",
      ]
      let summary = try tarn(folder, arguments).json
      #expect(summary["environment_arguments"] as? [String: Int] == ["step_limit": 40])
      #expect(summary["settings"] as? [String: Double] == ["discount": 0.9])
      let first = try #require(summary["seconds"] as? Double)
      let more = try tarn(folder, ["train", "--resume", "a", "--steps", "900000", "--quiet"]).json
      #expect(try #require(more["seconds"] as? Double) >= first)
      let lines = try text(folder, "a/timing.jsonl").split(separator: "\n")
      #expect(lines.count == 2)
      let written = try text(folder, "a/summary.json")
      // No seconds of 17 digits.
      #expect(written.firstMatch(of: /[0-9]\.[0-9]{11}/) == nil, "\(written)")
    }
  }
}
