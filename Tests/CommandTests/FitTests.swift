import Foundation
import TestSupport
import Testing

/// `tarn fit`, `tarn predict` and `tarn export` as a person would use them.
struct FitTests {
  static func contents(_ folder: URL, _ names: [String]) throws -> [Data] {
    try names.map { try Data(contentsOf: folder.appending(path: $0)) }
  }

  static let deterministic = ["metrics.jsonl", "model.safetensors", "checkpoint/manifest.json"]

  @Test func digitsFromTheCommandLine() throws {
    try TarnBinary.withFolder { folder throws in
      let result = try TarnBinary.run(["fit", "digits", "--epochs", "12", "--seed", "1", "--out", "run"], in: folder)
      #expect(result.status == 0 && result.output.contains("rows: truth, columns: prediction"))
      #expect(result.diagnostics.contains("validation loss") && result.diagnostics.contains("tarn predict run FILE"))
      let json = try TarnBinary.run(
        ["fit", "digits", "--epochs", "12", "--seed", "1", "--json", "--out", "again"], in: folder)
      let test = try #require(json.json["test"] as? [String: Any])
      let accuracy = try #require(test["accuracy"] as? Double)
      #expect(accuracy > 0.95)
      #expect(json.output.split(separator: "\n").count == 1)
      let (one, two) = (folder.appending(path: "run"), folder.appending(path: "again"))
      #expect(try Self.contents(one, Self.deterministic) == Self.contents(two, Self.deterministic))
      let files = try FileManager.default.contentsOfDirectory(atPath: one.path)
      #expect(files.contains { $0.hasPrefix("events.out.tfevents.") })
      #expect(files.contains("summary.json") && files.contains("run.toml") && files.contains("timing.jsonl"))
    }
  }

  /// Killed at any moment and resumed, again and again: the same bytes.
  @Test func killedFitsEndInTheSameBytes() throws {
    try TarnBinary.withFolder { folder throws in
      let arguments = [
        "fit", "digits", "--model", "lenet", "--epochs", "12", "--set", "shift=1", "--set", "optimizer=rmsprop-centred",
        "--set", "learningRate=0.0005", "--quiet", "--no-tensorboard",
      ]
      let whole = try TarnBinary.run(arguments + ["--out", "whole"], in: folder)
      #expect(whole.status == 0)
      var kills = 0
      for attempt in 0..<4 {
        let out = "run-\(attempt)"
        var next = arguments + ["--out", out]
        // The first kills come before there is anything to resume.
        for delay in [0.004 + 0.07 * Double(attempt), 0.17, 0.23] {
          let process = try TarnBinary.start(next, in: folder)
          process.standardOutput = FileHandle.nullDevice
          process.standardError = FileHandle.nullDevice
          try process.run()
          Thread.sleep(forTimeInterval: delay)
          if process.isRunning {
            kill(process.processIdentifier, delay == 0.17 ? SIGTERM : SIGKILL)
            kills += 1
          }
          process.waitUntilExit()
          if FileManager.default.fileExists(atPath: folder.appending(path: "\(out)/run.toml").path) {
            next = ["fit", "--resume", out, "--quiet", "--no-tensorboard"]
          }
        }
        #expect(try TarnBinary.run(next, in: folder).status == 0)
        #expect(
          try Self.contents(folder.appending(path: out), Self.deterministic)
            == Self.contents(folder.appending(path: "whole"), Self.deterministic), "attempt \(attempt)")
      }
      #expect(kills > 0)
    }
  }

  @Test func extendedFitsEqualLongOnes() throws {
    try TarnBinary.withFolder { folder throws in
      let base = ["fit", "wine", "--quiet", "--no-tensorboard"]
      #expect(try TarnBinary.run(base + ["--epochs", "20", "--out", "long"], in: folder).status == 0)
      #expect(try TarnBinary.run(base + ["--epochs", "7", "--out", "short"], in: folder).status == 0)
      #expect(
        try TarnBinary.run(["fit", "--resume", "short", "--epochs", "20", "--quiet", "--no-tensorboard"], in: folder)
          .status == 0)
      #expect(
        try Self.contents(folder.appending(path: "short"), Self.deterministic)
          == Self.contents(folder.appending(path: "long"), Self.deterministic))
    }
  }

  static let table = """
    height,weight,colour,kind,person
    1.5,10,red,cat,a
    1.6,11,red,cat,a
    1.4,9,,cat,b
    1.55,10.5,red,cat,b
    1.45,?,red,cat,c
    3.1,30,blue,dog,a
    3.0,31,blue,dog,b
    2.9,29,blue,dog,b
    3.2,32,blue,dog,c
    3.3,30,blue,dog,c

    """

  @Test func tablesAreFittedAndPredicted() throws {
    try TarnBinary.withFolder { folder throws in
      let file = folder.appending(path: "pets.csv")
      try Self.table.write(to: file, atomically: true, encoding: .utf8)
      let result = try TarnBinary.run(
        [
          "fit", "pets.csv", "--label", "kind", "--group", "person", "--model", "linear", "--epochs", "200", "--set",
          "learningRate=0.05", "--validation", "0", "--test", "0", "--out", "run",
        ], in: folder)
      #expect(result.status == 0)
      #expect(result.output.contains("training: 10 examples") && result.output.contains("by group"))
      #expect(result.output.contains("accuracy 100%") || result.output.contains("accuracy 100.00%"))
      try "weight,colour,height,extra\n12,red,1.5,0\n28,blue,3,1\n".write(
        to: folder.appending(path: "new.csv"), atomically: true, encoding: .utf8)
      let predicted = try TarnBinary.run(["predict", "run", "new.csv"], in: folder)
      let lines = predicted.output.split(separator: "\n")
      #expect(lines.count == 3 && lines[0] == "prediction,cat,dog")
      #expect(lines[1].hasPrefix("cat,") && lines[2].hasPrefix("dog,"))
      let known = try TarnBinary.run(["predict", "run", "pets.csv", "--json"], in: folder)
      #expect(known.diagnostics.contains("10 rows, accuracy 100"))
      #expect(known.json["prediction"] as? String == "dog")
      let folds = try TarnBinary.run(
        ["fit", "pets.csv", "--label", "kind", "--group", "person", "--model", "linear", "--folds", "3", "--json"],
        in: folder)
      #expect(folds.status == 0 && folds.json["folds"] as? Int == 3)
      // Other data under the same name are nothing to the run, which has its own; those must stay as they are.
      let other = Self.table + "9,90,blue,dog,a\n"
      try other.write(to: file, atomically: true, encoding: .utf8)
      #expect(try TarnBinary.run(["fit", "--resume", "run", "--epochs", "299", "--quiet"], in: folder).status == 0)
      try other.write(to: folder.appending(path: "run/inputs/data"), atomically: true, encoding: .utf8)
      let changed = try TarnBinary.run(["fit", "--resume", "run", "--epochs", "300"], in: folder)
      #expect(changed.status == 64)
      #expect(changed.diagnostics.contains("'run/inputs/data' is not what it was when 'run' was made"))
      let exported = try TarnBinary.run(["export", "run", "pets.onnx"], in: folder)
      #expect(exported.status == 0)
      #expect(try Data(contentsOf: folder.appending(path: "pets.onnx")).count > 100)
    }
  }

  @Test func layersComeFromAFile() throws {
    try TarnBinary.withFolder { folder throws in
      try """
      [[layer]]
      kind = "conv2d"
      filters = 8
      padding = "same"
      [[layer]]
      kind = "residual"
        [[layer.layers]]
        kind = "conv2d"
        filters = 8
        padding = "same"
      [[layer]]
      kind = "global-average-pool"

      """.write(to: folder.appending(path: "net.toml"), atomically: true, encoding: .utf8)
      let result = try TarnBinary.run(
        ["fit", "digits", "--layers", "net.toml", "--epochs", "2", "--json", "--out", "run"], in: folder)
      #expect(result.status == 0 && result.json["parameters"] as? Int == 80 + 584 + 90)
    }
  }

  static let refusals: [(arguments: [String], part: String)] = [
    (["fit"], "tarn fit needs data"), (["fit", "digts"], "did you mean 'digits'?"),
    (["fit", "digits", "--model", "lenett"], "unknown model 'lenett'; did you mean 'lenet'?"),
    (["fit", "iris", "--model", "lenet"], "takes images"),
    (["fit", "iris", "--set", "epoch=3"], "did you mean 'epochs'?"),
    (["fit", "iris", "--set", "epochs=0"], "epochs cannot be '0'"),
    (["fit", "iris", "--set", "flip=0.5"], "are for images"),
    (["fit", "iris", "--label", "specie"], "did you mean 'species'?"),
    (["fit", "iris", "--test", "1"], "leave nothing to train on"),
    (["fit", "iris", "--set", "patience=3", "--validation", "0"], "needs validation examples"),
    (["fit", "iris", "--resume", "nowhere"], "--resume continues a run as it was made"),
    (["fit", "--resume", "nowhere"], "'nowhere' holds no run of tarn fit"),
    (["fit", "bad.csv"], "line 3: 1 field where the table has 2"),
    (["fit", "adding:length=x"], "'length=x' is not an argument"),
    (["fit", "iris", "--header", "some"], "--header cannot be 'some'"),
    (["fit", "iris", "--problem", "guess"], "unknown problem 'guess'"),
    (["fit", "iris", "--layers", "nowhere.toml"], "cannot read 'nowhere.toml'"),
    (["fit", "iris", "--folds", "1"], "1 folds cannot be made"),
    (["fit", "iris", "--threads", "0"], "--threads cannot be '0'"),
    (["fit", "iris", "--problem", "binary"], "a binary problem has two"),
    (["predict", "nowhere", "bad.csv"], "there is no run or model 'nowhere'"),
    (["fit", "words.csv"], "is not a number"),
    (["fit", "digits", "--ignore", "p00"], "--ignore is for tables, not for 'digits'"),
    (["fit", "digits", "--test-file", "bad.csv"], "--test-file is for tables and IDX files"),
    (["fit", "adding", "--group", "x"], "--group is for tables"),
    (["fit", "iris", "--labels", "x"], "--labels is for IDX files"),
    (["fit", "iris", "--folds", "3", "--out", "x"], "leave --out away"),
    (["fit", "--resume", "nowhere", "--seed", "2"], "--resume continues"),
    (["export", "bad.csv", "x.onnx"], "'bad.csv' is not a complete safetensors file"),
    (
      ["fit", "iris", "--set", "optimizer=sgd", "--set", "learningRate=1e30", "--out", "diverged", "--quiet"],
      "training diverged in epoch"
    ),
  ]

  @Test(arguments: refusals.indices)
  func badInputGetsOneSentence(index: Int) throws {
    try TarnBinary.withFolder { folder throws in
      try "a,b\n1,x\n2\n".write(to: folder.appending(path: "bad.csv"), atomically: true, encoding: .utf8)
      try "a,b\n1,x\n2,y\n3,x\noops,y\n".write(
        to: folder.appending(path: "words.csv"), atomically: true, encoding: .utf8)
      let (arguments, part) = Self.refusals[index]
      let result = try TarnBinary.run(arguments, in: folder)
      #expect(result.status == (arguments.contains("diverged") ? 1 : 64), "\(arguments)")
      #expect(result.diagnostics.contains(part), "\(arguments): \(result.diagnostics)")
      #expect(result.diagnostics.split(separator: "\n").count == 1, "\(result.diagnostics)")
    }
  }

  @Test func wrongExamplesAreRefused() throws {
    try TarnBinary.withFolder { folder throws in
      #expect(try TarnBinary.run(["fit", "iris", "--epochs", "1", "--quiet", "--out", "iris"], in: folder).status == 0)
      #expect(
        try TarnBinary.run(["fit", "digits", "--epochs", "1", "--quiet", "--out", "digits"], in: folder).status == 0)
      try "a,b\n1,x\n".write(to: folder.appending(path: "other.csv"), atomically: true, encoding: .utf8)
      let table = try TarnBinary.run(["predict", "iris", "other.csv"], in: folder)
      #expect(table.status == 64 && table.diagnostics.contains("has no column 'sepal_length'"))
      let images = try TarnBinary.run(["predict", "digits", "other.csv"], in: folder)
      #expect(images.status == 64 && images.diagnostics.contains("not an IDX file of images"))
      let damaged = folder.appending(path: "iris/model.safetensors")
      try Data(contentsOf: damaged).dropLast(8).write(to: damaged)
      let broken = try TarnBinary.run(["predict", "iris", "other.csv"], in: folder)
      #expect(broken.status == 64 && broken.diagnostics.contains("model.safetensors"))
      let again = try TarnBinary.run(["fit", "iris", "--out", "digits"], in: folder)
      #expect(again.status == 64 && again.diagnostics.contains("already holds a run"))
    }
  }
}
