import Foundation
import TestSupport
import Testing

/// What a first-time user types wrongly: status 64, one sentence that names it and says what would be valid, nothing made.
struct WrongInputTests {
  static let train = ["train", "q-learning", "FrozenLake-v1"]

  static let inputs: [(arguments: [String], part: String)] = [
    (["trian"], "unknown command 'trian'; did you mean 'train'? (list: tarn help)"),
    (["help", "trian"], "did you mean 'train'?"),
    (["environment"], "did you mean 'environments'?"),
    (train + ["--seed", "-1"], "--seed cannot be '-1'; it takes a whole number from 0"),
    (train + ["--seed", "one"], "--seed cannot be 'one'"),
    (train + ["--seed"], "missing value for '--seed"),
    (train + ["--steps", "1e6.5"], "--steps cannot be '1e6.5'; it takes a whole number above 0, such as 20000 or 1e6"),
    (train + ["--steps", "2.5"], "--steps cannot be '2.5'"), (train + ["--steps", "-5"], "--steps cannot be '-5'"),
    (train + ["--steps", "1__0"], "--steps cannot be '1__0'"),
    (train + ["--step", "5"], "unknown option '--step'; did you mean '--steps'? (see: tarn help train)"),
    (train + ["--episodes", "none"], "--episodes cannot be 'none'"),
    (train + ["--evaluate-every", "-1"], "it takes a whole number from 0"),
    (train + ["--checkpoint-every", "0"], "it takes a whole number above 0"),
    (train + ["--out", ""], "--out takes the name of a directory"),
    (train + ["--out", "file"], "a file of that name is in the way"),
    (train + ["--out", "foreign"], "it holds 'letter.txt' and no run; name a new directory or an empty one"),
    (train + ["--set", "epsilon"], "--set takes key=value"), (train + ["--set", "=1"], "--set takes key=value"),
    (
      train + ["--set", "epsilon=0.1", "--set", "epsilon=0.2"],
      "--set gives 'epsilon' twice, as '0.1' and '0.2'; give it once"
    ),
    (train + ["--set", "epsilon=lots"], "'epsilon' cannot be 'lots'; it takes a number from 0.0 to 1.0"),
    (train + ["extra"], "unexpected argument 'extra'"),
    (["train", "q-learning", "FrozenLake-v1", "--keep", "10MB"], "--keep is for agents with networks"),
    (
      ["train", "dqn", "CartPole-v1", "--keep", "-1"], "--keep takes an amount of disk such as 100MB, or 0, not '-1'"
    ),
    (["train", "q-learning", "FrozenLake-v1:is_slippery=maybe"], "it takes true or false"),
    (["train", "q-learning", "FrozenLake-v1:is_slipery=true"], "did you mean 'is_slippery'?"),
    (["train", "q-learning", "FrozenLake-v1:is_slippery"], "write key=value"),
    (["train", "q-learning", "FrozenLake-v1:map=SFXG"], "unknown letter 'X'"),
    (["train", "q-learning", "FrozenLake-v1:map_file=nowhere"], "cannot read map file 'nowhere'"),
    (["train", "FrozenLake-v1", "q-learning"], "'FrozenLake-v1' is an environment where an agent is meant"),
    (["train", "--resume", "foreign"], "not a run directory"),
    (["evaluate"], "<run> is missing: a run directory"),
    (["evaluate", "nowhere", "--episodes", "0"], "--episodes cannot be '0'"),
    (["evaluate", "file"], "not a run directory"),
    (["watch", "nowhere"], "not a run directory"),
    (["watch", "breakout", "--agent", "dqn"], "'breakout' is a run that ships with Tarn and has its agent"),
    (["watch", "FrozenLake-v1", "--agent", "q-learnin"], "did you mean 'q-learning'?"),
    (
      ["watch", "nowhere", "--screenshot", "x.jpg"],
      "--screenshot cannot write 'x.jpg'; it takes the name of a file ending in .png"
    ),
    (["watch", "nowhere", "--screenshot", "no/such/x.png"], "there is no directory 'no/such'"),
    (["watch", "nowhere", "--screenshot", "foreign"], "--screenshot takes the name of a file ending in .png"),
    (["watch", "nowhere", "--record", "x.avi"], "ending in .mp4 or .gif"),
    (["watch", "nowhere", "--keys", "foo"], "--keys cannot press 'foo'; it takes keys separated by spaces: space"),
    (["watch", "nowhere", "--step", "3"], "--step 3 needs --episode"),
    (["watch", "nowhere", "--step", "many"], "--step cannot be 'many'"),
    (["watch", "nowhere", "--size", "huge"], "--size takes WIDTHxHEIGHT"),
    (["watch", "nowhere", "--frames", "0"], "--frames cannot be '0'"),
    (["watch", "nowhere", "--speed", "fast"], "--speed cannot be 'fast'; it takes 0.25, 0.5"),
    (["demo", "--out", "foreign", "--headless"], "it holds 'letter.txt' and no run"),
    (["demo", "--seed", "x"], "--seed cannot be 'x'"),
    (["solve", "FrozenLake-v1", "--discount", "-1"], "--discount cannot be '-1'; it takes a number from 0 to 1"),
    (["solve", "FrozenLake-v1", "--tolerance", "0"], "--tolerance cannot be '0'; it takes a number above 0"),
    (["solve", "FrozenLake-v1", "--method", "vi"], "--method cannot be 'vi'; it takes value-iteration, "),
    (["solve", "FrozenLake-v1", "--maximum-sweeps", "-3"], "--maximum-sweeps cannot be '-3'"),
    (["solve", "CartPole-v1"], "no exact model"), (["model", "CartPole-v1"], "no exact model"),
    (["model"], "<environment> is missing: the environment"),
    (["environments", "Taxi"], "did you mean 'Taxi-v"),
    (["agents", "q_learning"], "did you mean 'q-learning'?"),
    (["trace", "FrozenLake-v1", "--random-actions", "-1"], "--random-actions cannot be '-1'"),
    (["trace", "FrozenLake-v1", "--actions", "nowhere"], "cannot read 'nowhere'"),
    (["trace", "FrozenLake-v1", "--random-actions", "1", "--random-source", "mt"], "it takes numpy or numpy-legacy"),
    (["verify", "Frozen"], "did you mean 'FrozenLake-v1'?"),
    (["bench", "--only", "W99"], "--only cannot be 'W99'; it takes W1, W2"),
    (["bench", "--repeats", "0"], "--repeats cannot be '0'"),
    (["fit"], "tarn fit needs data"), (["fit", "iriss"], "did you mean 'iris'?"),
    (["fit", "iris", "--epochs", "0"], "--epochs cannot be '0'"),
    (["fit", "iris", "--test", "2"], "it takes a number from 0 to 1"),
    (["fit", "iris", "--set", "epochs=3", "--set", "epochs=4"], "--set gives 'epochs' twice"),
    (["fit", "iris", "--model", "lenett"], "did you mean 'lenet'?"),
    (["fit", "iris", "--out", "foreign"], "holds 'letter.txt'"),
    (["fit", "iris", "--out", ""], "--out takes the name of a directory"),
    (["predict", "nowhere"], "<file> is missing"),
    (["export", "nowhere", "x.onnx"], "there is no run or model 'nowhere'"),
    (["--nonsense"], "unknown option '--nonsense'"),
  ]

  @Test(arguments: inputs.indices)
  func oneSentence(index: Int) throws {
    try TarnBinary.withFolder { folder throws in
      let foreign = folder.appending(path: "foreign")
      try FileManager.default.createDirectory(at: foreign, withIntermediateDirectories: false)
      for file in ["file", "foreign/letter.txt"] { try Data("x\n".utf8).write(to: folder.appending(path: file)) }
      let (arguments, part) = Self.inputs[index]
      let result = try TarnBinary.run(arguments, in: folder)
      #expect(result.status == 64, "\(arguments): \(result.status) \(result.diagnostics)")
      #expect(result.diagnostics.contains(part), "\(arguments): \(result.diagnostics)")
      #expect(result.output.isEmpty && result.diagnostics.hasPrefix("tarn: "))
      #expect(result.diagnostics.split(separator: "\n").count == 1, "\(result.diagnostics)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.count == 2)
      #expect(try FileManager.default.contentsOfDirectory(atPath: foreign.path) == ["letter.txt"])
    }
  }

  /// A run of one kind given where the other is meant.
  @Test func runsOfTheOtherKind() throws {
    try TarnBinary.withFolder { folder throws in
      #expect(try TarnBinary.run(Self.train + ["--steps", "500", "--quiet", "--out", "run"], in: folder).status == 0)
      #expect(try TarnBinary.run(["fit", "iris", "--epochs", "1", "--quiet", "--out", "fit"], in: folder).status == 0)
      for (arguments, part) in [
        (["train", "--resume", "fit"], "'fit' is a fit, which has no agent; tarn fit --resume"),
        (["evaluate", "fit"], "'fit' is a fit"), (["watch", "fit"], "'fit' is a fit"),
        (["fit", "--resume", "run"], "'run' is an agent's run, not a fit; continue it with: tarn train --resume run"),
        (
          ["export", "run", "x.onnx"],
          "agents' runs cannot be exported or applied to files yet, only networks that tarn fit"
        ),
        (["predict", "run", "x.csv"], "'run' is an agent's run"),
        (["export", "fit", "nowhere/x.onnx"], "there is no directory 'nowhere'"),
        (["export", "fit", "run"], "takes the name of a file"),
        (
          Self.train + ["--out", "run"],
          "name another directory with --out, or continue the run with: tarn train --resume run"
        ),
        (["demo", "--headless", "--out", "run"], "continue the run with: tarn train --resume run"),
        (["fit", "iris", "--out", "fit"], "continue the run with: tarn fit --resume fit"),
        (["watch", "run", "--text", "--episode", "1", "--step", "99999"], "--step takes a number from 0 to"),
      ] {
        let result = try TarnBinary.run(arguments, in: folder)
        #expect(result.status == 64 && result.diagnostics.contains(part), "\(arguments): \(result.diagnostics)")
        #expect(result.diagnostics.split(separator: "\n").count == 1, "\(result.diagnostics)")
      }
    }
  }

  /// Work that fails is not the fault of what was typed.
  @Test func failedWorkEndsWithOne() throws {
    try TarnBinary.withFolder { folder throws in
      // /dev/full takes no byte: the disk is full.
      let run = folder.appending(path: "run")
      try FileManager.default.createDirectory(at: run, withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(
        at: run.appending(path: "metrics.jsonl"), withDestinationURL: URL(filePath: "/dev/full"))
      let full = try TarnBinary.run(Self.train + ["--steps", "9000", "--out", "run", "--quiet"], in: folder)
      #expect(full.status == 1 && full.diagnostics.split(separator: "\n").count == 1, "\(full.diagnostics)")
      let short = try TarnBinary.run(["solve", "FrozenLake-v1", "--maximum-sweeps", "3", "--json"], in: folder)
      #expect(short.status == 1 && short.json["sweeps"] as? Int == 3 && short.diagnostics.contains("--maximum-sweeps"))
      let play = try TarnBinary.run(
        ["play", "FrozenLake-v1"], in: folder,
        environment: ["DISPLAY": "", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": ""])
      #expect(play.status == 1 && play.diagnostics.contains("needs a display or a terminal"), "\(play.diagnostics)")
      #expect(play.diagnostics.split(separator: "\n").count == 1 && play.output.isEmpty)
    }
  }
}
