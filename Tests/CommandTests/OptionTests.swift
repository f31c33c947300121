import Foundation
import TestSupport
import Testing

/// What options take beyond the plainest spelling, and what all commands share.
struct OptionTests {
  @Test(arguments: [("1e3", 1000), ("1_000", 1000), ("2.5e3", 2500), ("1E3", 1000)])
  func numbersAsPeopleWriteThem(text: String, steps: Int) throws {
    try TarnBinary.withFolder { folder throws in
      let result = try TarnBinary.run(
        ["train", "q-learning", "FrozenLake-v1", "--steps", text, "--json", "--quiet", "--out", "r"], in: folder)
      #expect(result.status == 0 && result.json["steps"] as? Int == steps, "\(result.diagnostics)")
    }
  }

  @Test(arguments: [
    ("False", false), ("false", false), ("0", false), ("no", false), ("off", false), ("True", true), ("1", true),
    ("yes", true),
  ])
  func truthValuesAsPeopleWriteThem(text: String, isSlippery: Bool) throws {
    let model = try TarnBinary.withFolder {
      try TarnBinary.run(["model", "FrozenLake-v1:is_slippery=\(text)", "--json"], in: $0)
    }
    #expect(model.status == 0)
    #expect((model.json["transitions"] as? [Any])?.count == (isSlippery ? 152 : 64), "\(model.diagnostics)")
  }

  /// Standard output is JSON, line by line, and with --quiet nothing else is said.
  @Test func everyCommandReportsInJSONAndQuietly() throws {
    try TarnBinary.withFolder { folder throws in
      let headless = ["DISPLAY": "", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": ""]
      try "sepal_length,sepal_width,petal_length,petal_width\n5,3,1,0.2\n".write(
        to: folder.appending(path: "new.csv"), atomically: true, encoding: .utf8)
      for arguments in [
        ["environments"], ["environments", "Taxi-v4"], ["agents"], ["agents", "ppo"], ["model", "FrozenLake-v1"],
        ["solve", "FrozenLake-v1"], ["trace", "FrozenLake-v1", "--seed", "3", "--random-actions", "5"],
        ["train", "q-learning", "FrozenLake-v1", "--steps", "2000", "--out", "run"],
        ["evaluate", "run", "--episodes", "5"],
        ["verify", "Blackjack-v1"], ["fit", "iris", "--epochs", "1", "--out", "fit"], ["predict", "fit", "new.csv"],
        ["export", "fit", "fit.onnx"], ["fit", "iris", "--folds", "2", "--epochs", "1"], ["watch", "run"],
        ["watch", "run", "--screenshot", "x.png"], ["watch", "run", "--text"],
        ["train", "sarsa", "FrozenLake-v1", "--steps", "900", "--watch", "--out", "w"],
        ["bench", "--only", "elementwise", "--repeats", "1"],
      ] {
        let result = try TarnBinary.run(arguments + ["--json", "--quiet"], in: folder, environment: headless)
        #expect(result.status == 0 && result.diagnostics.isEmpty, "\(arguments): \(result.diagnostics)")
        #expect(!result.output.isEmpty, "\(arguments)")
        for line in result.output.split(separator: "\n") {
          #expect(
            (try? JSONSerialization.jsonObject(with: Data(line.utf8))) is [String: Any],
            "\(arguments): \(line.prefix(80))")
        }
      }
    }
  }

  /// The generated script in a real shell.
  @Test func completionOffersNames() throws {
    try TarnBinary.withFolder { folder throws in
      let script = """
        source /dev/stdin <<<"$("$1" --generate-completion-script bash)"
        complete_words() {
          COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
          _tarn "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
          echo "${*:2}: ${COMPREPLY[*]}"
        }
        tarn="$1"
        complete_words "$tarn" train q-l
        complete_words "$tarn" train q-learning Froz
        complete_words "$tarn" train ppo CartPole-v1 --set cl
        complete_words "$tarn" fit iris --model le
        complete_words "$tarn" fit ir
        complete_words "$tarn" fit iris --set pat
        complete_words "$tarn" watch --speed 10
        complete_words "$tarn" watch ru
        complete_words "$tarn" solve FrozenLake-v1 --method pol
        complete_words "$tarn" bench --only W1
        """
      try FileManager.default.createDirectory(
        at: folder.appending(path: "runs/first"), withIntermediateDirectories: true)
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", script, "bash", TarnBinary.url.path]
      process.currentDirectoryURL = folder
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      for line in [
        "train q-l: q-learning q-lambda", "FrozenLake-v1 FrozenLake8x8-v1", "--set cl: clip= clipNorm= clipReward=",
        "--model le: lenet", "fit ir: iris", "--set pat: patience=", "--speed 10: 1024", "watch ru: runs/",
        "--method pol: policy-iteration", "--only W1: W1 W10",
      ] { #expect(output.contains(line), "\(line) in \(output)") }
    }
  }

  @Test func aWorldsPageHasItsPictureAndItsLetters() throws {
    try TarnBinary.withFolder { folder throws in
      let lake = try TarnBinary.run(["environments", "FrozenLake-v1:map=SFH/FFG"], in: folder).output
      for part in ["(__)", "@", "|>", "letters of a map", "H  hole", "step limit", "0 left, 1 down", "map=SFFF/FHFH"] {
        #expect(lake.contains(part), "\(part) in \(lake)")
      }
      let grid = try TarnBinary.run(["environments", "Tarn/Gridworld-v0:map_name=keys"], in: folder).output
      for part in ["####", "A-D", "doors, each opened by the key", "-o", "-oa"] {
        #expect(grid.contains(part), "\(part)")
      }
      #expect(try TarnBinary.run(["environments", "MinAtar/Breakout-v1"], in: folder).output.contains(" = "))
      #expect(try TarnBinary.run(["environments", "CartPole-v1"], in: folder).output.contains("####"))
      #expect(try TarnBinary.run(["help", "environments"], in: folder).output.contains("S start"))
    }
  }
}
