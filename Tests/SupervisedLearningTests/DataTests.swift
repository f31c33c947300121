import Foundation
import NeuralNetworks
import Persistence
import Randomness
import SupervisedLearning
import Tensors
import TestSupport
import Testing

/// Tables, IDX files, divisions, and what is fitted to training rows.
struct DataTests {
  static func refusal(_ text: String, header: CSVTable.Header = .automatic) -> String {
    do {
      let table = try CSVTable(text: text, path: "t.csv", header: header)
      _ = try TablePreprocessing(fitting: table, rows: Array(table.rows.indices), label: table.columns.count - 1)
      return "accepted"
    } catch { return "\(error)" }
  }

  @Test func tables() throws {
    let table = try CSVTable(text: "a,b,kind\n1,x,yes\n2,\"y, or z\",no\n?,x,yes\n", path: "t.csv")
    #expect(table.columns == ["a", "b", "kind"])
    #expect(table.rows.map(\.line) == [2, 3, 4])
    #expect(table.rows[1].fields[1] == "y, or z")
    let fitted = try TablePreprocessing(fitting: table, rows: [0, 1], label: 2)
    #expect(fitted.featureCount == 3 && fitted.outputNames == ["no", "yes"] && fitted.problem == .singleLabel)
    // The missing number takes the mean of the training rows, 1.5.
    #expect(try fitted.features(of: table).elements == [1, 1, 0, 2, 0, 1, 1.5, 1, 0])
    #expect(try fitted.targets(of: table).elements == [1, 0, 1])
    let plain = try CSVTable(text: "1;2\n3;4\n", path: "t.csv")
    #expect(plain.columns == ["column1", "column2"] && plain.rows.count == 2)
    let quoted = try CSVTable(text: "a,b\n\"one\ntwo\",1\n3,2\n", path: "t.csv")
    #expect(quoted.rows.map(\.line) == [2, 4])
    #expect(try CSVTable(text: "x,y\n1,2.5\n2,3.5\n3,0.1\n", path: "t").columns == ["x", "y"])
  }

  @Test func badTablesAreRefusedByLine() {
    #expect(Self.refusal("a,b\n1,2\n3\n4,5\n") == "'t.csv', line 3: 1 field where the table has 2")
    #expect(Self.refusal("a,b\n1,2\n3,4,5\n") == "'t.csv', line 3: 3 fields where the table has 2")
    #expect(Self.refusal("a,a\n1,2\n") == "'t.csv', line 1: two columns are called 'a'")
    #expect(Self.refusal("") == "'t.csv' has no rows")
    #expect(Self.refusal("a,b\n", header: .present) == "'t.csv' has no rows below its header")
    #expect(Self.refusal("a,b\n1,x\n2,x\n").contains("the label 'b' has one value only"))
    #expect(Self.refusal("a,b\n1,x\n2,y\nz,x\n").contains("line 4: 'z' in column 'a' is not a number"))
    // A quotation that never ends swallows the rest of the file.
    #expect(Self.refusal("a,b\n\"1,x\n2,y\n").contains("line 2: 1 field where the table has 2"))
    #expect(Self.refusal("a,b\n\"1\"2,x\n").contains("line 2: the quotation marks do not pair up"))
    #expect(throws: InputError.self) { try CSVTable(path: "/nowhere.csv") }
  }

  @Test func badRowsCanBeSkipped() throws {
    let table = try CSVTable(text: "a,b\n1,x\n3\n4,y\n", path: "t.csv", badRows: .skip)
    #expect(table.rows.count == 2 && table.skipped == ["'t.csv', line 3: 1 field where the table has 2"])
  }

  @Test func unseenValuesAreRefused() throws {
    let table = try CSVTable(text: "a,b,c\n1,x,p\n2,y,q\n", path: "t.csv")
    let fitted = try TablePreprocessing(fitting: table, rows: [0, 1], label: 2)
    let later = try CSVTable(text: "a,b,c\n1,z,p\n", path: "u.csv")
    #expect { try fitted.features(of: later) } throws: {
      "\($0)".contains("'u.csv', line 2: 'z' in column 'b' was not there")
    }
    let other = try CSVTable(text: "a,b,c\n1,x,r\n", path: "u.csv")
    #expect { try fitted.targets(of: other) } throws: { "\($0)".contains("the label 'r' is not one of p, q") }
    let narrow = try CSVTable(text: "a,c\n1,p\n2,q\n", path: "u.csv")
    #expect { try fitted.features(of: narrow) } throws: { "\($0)".contains("no column 'b'") }
  }

  static func idx(_ type: UInt8, _ extents: [Int], _ data: [UInt8]) -> Data {
    Data(
      [0, 0, type, UInt8(extents.count)] + extents.flatMap { e in (0..<4).map { UInt8(e >> (24 - 8 * $0) & 255) } }
        + data)
  }

  @Test func idxFiles() throws {
    try TarnBinary.withFolder { folder throws in
      let images = folder.appending(path: "images")
      let labels = folder.appending(path: "labels")
      try Self.idx(8, [2, 2, 2], [0, 255, 51, 0, 1, 2, 3, 4]).write(to: images)
      try Self.idx(8, [2], [1, 0]).write(to: labels)
      let data = try IDX.images(images.path, labels: labels.path)
      #expect(data.features.shape == [2, 2, 2, 1] && data.labels == [1, 0])
      #expect(data.features.elements.prefix(2) == [0, 1])
      try Self.idx(0x0D, [1], [0x40, 0x49, 0x0f, 0xdb]).write(to: labels)
      #expect(try IDX.read(labels.path).value == Double(Float(bitPattern: 0x4049_0fdb)))
      #expect { try IDX.images(images.path, labels: labels.path) } throws: {
        "\($0)".contains("not labels for the 2 images")
      }
      #expect { try IDX.images(labels.path, labels: images.path) } throws: { "\($0)".contains("mixed up") }
      try Self.idx(8, [3], [1, 0]).write(to: labels)
      #expect { try IDX.read(labels.path) } throws: { "\($0)".contains("do not fill 2 bytes") }
      try Data([1, 2, 3, 4]).write(to: labels)
      #expect { try IDX.read(labels.path) } throws: { "\($0)".contains("not an IDX file") }
      try Self.idx(8, [1 << 30, 1 << 30, 1 << 30], [1]).write(to: labels)
      #expect(throws: InputError.self) { try IDX.read(labels.path) }
      // Gzipped: what the command of that name makes of a file, whole and cut short.
      let gzip = Process()
      gzip.executableURL = URL(filePath: "/bin/gzip")
      gzip.arguments = ["-k", images.path]
      try gzip.run()
      gzip.waitUntilExit()
      let packed = folder.appending(path: "images.gz")
      #expect(try IDX.read(packed.path) == IDX.read(images.path))
      try Data(contentsOf: packed).dropLast(6).write(to: packed)
      #expect(throws: InputError.self) { try IDX.read(packed.path) }
    }
  }

  @Test func splitsAreStratifiedAndWhole() throws {
    var random = Seed(1).generator()
    let labels = (0..<100).map { Float($0 % 10 == 0 ? 1 : 0) }
    let data = Dataset(
      problem: .singleLabel, features: Tensor.zeros([100, 2]), targets: Tensor(labels, shape: [100]),
      outputNames: ["a", "b"])
    let split = try Split(data, validation: 0.2, test: 0.3, using: &random)
    #expect((split.training + split.validation + split.test).sorted() == Array(0..<100))
    for (part, ones) in [(split.training, 5), (split.validation, 2), (split.test, 3)] {
      #expect(part.count { labels[$0] == 1 } == ones)
    }
    #expect(throws: InputError.self) { try Split(data, validation: 0.5, test: 0.5, using: &random) }
    let folds = try Folds.random(7, exampleCount: 100, using: &random)
    #expect(folds.flatMap { $0 }.sorted() == Array(0..<100) && folds.allSatisfy { (14...15).contains($0.count) })
    let groups = (0..<100).map { $0 / 9 }
    let grouped = try Folds.grouped(4, groups: groups, using: &random)
    #expect(grouped.flatMap { $0 }.sorted() == Array(0..<100))
    for group in Set(groups) { #expect(grouped.count { $0.contains { groups[$0] == group } } == 1) }
    #expect(throws: InputError.self) { try Folds.grouped(20, groups: groups, using: &random) }
    #expect(throws: InputError.self) { try Folds.random(1, exampleCount: 100, using: &random) }
  }

  @Test func standardizationUsesTrainingRowsOnly() {
    let features = Tensor([1, 5, 3, 5], shape: [2, 2])
    let standardizer = Standardizer(fitting: features, perFeature: true)
    #expect(standardizer.mean == [2, 5] && standardizer.deviation == [1, 1])
    #expect(standardizer(features).elements == [-1, 0, 1, 0])
    #expect(standardizer.inverse(standardizer(features)) == features)
  }

  @Test func batchesCoverEveryExampleOnce() {
    var random = Seed(2).generator()
    let batches = Batches(exampleCount: 10, size: 4, using: &random)
    #expect(batches.count == 3 && (0..<3).flatMap { batches[$0] }.sorted() == Array(0..<10))
    #expect(batches.order != Array(0..<10))
  }

  @Test func augmentation() {
    var random = Seed(3).generator()
    let image = Tensor((0..<9).map(Float.init), shape: [1, 3, 3, 1])
    let flipped = Augmentation(flip: 1)(image, using: &random)
    #expect(flipped.elements == [2, 1, 0, 5, 4, 3, 8, 7, 6])
    #expect(Augmentation()(image, using: &random) == image)
    let turned = Augmentation(rotation: 180)
    // Whatever the angle, the middle stays and nothing new appears.
    for _ in 0..<20 {
      let result = turned(image, using: &random)
      #expect(abs(result.elements[4] - 4) < 1e-5 && (result.elements.max() ?? 9) <= 8.001)
    }
    let shifted = Augmentation(shift: 1)(Tensor.ones([1, 4, 4, 1]), using: &random)
    #expect(shifted.sum().value < 16 && shifted.sum().value > 8)
    let noisy = Augmentation(noise: 0.5)(Tensor.zeros([100, 100]), using: &random)
    #expect(abs(noisy.squared().mean().value.squareRoot() - 0.5) < 0.02)
    #expect(Augmentation(zoom: 0.2)(image, using: &random).elements != image.elements)
  }

  @Test func metrics() {
    let matrix = ConfusionMatrix(truth: [0, 0, 1, 1, 2], prediction: [0, 1, 1, 1, 0], names: ["a", "b", "c"])
    #expect(matrix.accuracy == 0.6)
    #expect(matrix.classScores[0].precision == 0.5 && matrix.classScores[0].recall == 0.5)
    #expect(abs((matrix.classScores[1].f1 ?? 0) - 0.8) < 1e-12)
    #expect(matrix.classScores[2].precision == nil && matrix.classScores[2].f1 == 0)
    let data = Dataset(
      problem: .singleLabel, features: Tensor.zeros([4, 1]), targets: Tensor([0, 1, 0, 1], shape: [4]),
      outputNames: ["n", "y"],
      groups: [0, 0, 1, 1], groupNames: ["left", "right"])
    let scores = Scores(problem: .singleLabel, outputs: Tensor([1, 0, 0, 1, 0, 1, 0, 1], shape: [4, 2]), data: data)
    #expect(scores.accuracy == 0.75)
    #expect(scores.groups?.map(\.accuracy) == [1, 0.5])
  }
}
