package import Experiments
package import NeuralNetworks
import Persistence
import ReinforcementLearning
package import Settings
package import SupervisedLearning

/// Everything a fit is a function of, as written to its `run.toml`.
package struct FitPlan: Codable, Hashable {
  package var version = Version.current
  /// A shipped or made data set, or the path of a file.
  package var data: String
  /// A file to test on, instead of a part of the data.
  package var testFile: String?
  package var labels: String?
  package var testLabels: String?
  /// CRC-32 of the files, so that a run is not taken up on other data.
  package var checksum: String?
  /// The run's own copies of the files, by what they are: paths within the run directory.
  package var inputs: [String: String]?
  /// What the processors that trained the network computed with.
  package var processor: String?
  package var label: String?
  package var group: String?
  package var ignore: [String] = []
  package var header = CSVTable.Header.automatic.rawValue
  package var skipsBadRows = false
  package var problem: String?
  package var model: String?
  package var seed: UInt64 = 0
  package var validation = 0.15
  package var test = 0.2
  package var standardize = true
  package var settings = TrainingConfiguration()
  package var layer: [LayerDescription]

  /// A plan for data, with everything else as it is usually.
  package init(data: String, layer: [LayerDescription]) { (self.data, self.layer) = (data, layer) }

  /// What is trained on what.
  package var subject: RunSubject { RunSubject(learner: model ?? "layers", task: data, seed: seed) }

  /// The checksum of the files as they are now; nil for data that ship or are made.
  package func filesChecksum() throws -> String? {
    let name = data.prefix { $0 != ":" }
    let files = [FitData.shipped.contains { $0.key == name } ? nil : data, testFile, labels, testLabels].compactMap {
      $0
    }
    if files.isEmpty { return nil }
    var sum = CRC32()
    for file in files { sum.update(try Files.read(file)) }
    return sum.hexadecimal
  }

  /// The files that a person named, by what they are.
  private static var files: [(name: String, path: WritableKeyPath<FitPlan, String?>)] {
    [
      ("test_file", \.testFile), ("labels", \.labels), ("test_labels", \.testLabels),
    ]
  }

  /// The plan with the run's own copies in place of the files that were named.
  package func located(in directory: String) -> FitPlan {
    var plan = self
    let copies = (inputs ?? [:]).mapValues { "\(directory)/\($0)" }
    if let copy = copies["data"] { plan.data = copy }
    for file in Self.files { if let copy = copies[file.name] { plan[keyPath: file.path] = copy } }
    return plan
  }

  /// Copies the files into a run directory, from which they are read from then on.
  ///
  /// - Throws: ``InputError`` when one of them has changed since it was read.
  package mutating func storeInputs(in directory: String) throws {
    guard checksum != nil else { return }
    var sources = Self.files.compactMap { file in self[keyPath: file.path].map { (file.name, $0) } }
    let name = data.prefix { $0 != ":" }
    if !FitData.shipped.contains(where: { $0.key == name }) { sources.append(("data", data)) }
    try Files.makeDirectory("\(directory)/inputs")
    var copies: [String: String] = [:]
    for (name, path) in sources {
      copies[name] = "inputs/\(name)"
      try Files.copy(path, to: "\(directory)/inputs/\(name)")
    }
    inputs = copies
    guard try located(in: directory).filesChecksum() == checksum else {
      throw InputError("'\(data)' was changed while it was read; start again")
    }
  }

  package static func read(_ path: String) throws -> FitPlan {
    try TOMLFile.decode(FitPlan.self, from: String(decoding: try Files.read(path), as: UTF8.self), path: path)
  }
}

/// The settings of training, under the names that `--set` and run.toml use.
package enum FitSettings {
  package static let all: [SettingDeclaration] = {
    let d = TrainingConfiguration()
    func real(_ name: String, _ value: Double, _ range: ClosedRange<Double>, _ summary: String) -> SettingDeclaration {
      SettingDeclaration(name, .real(range), default: .real(value), summary)
    }
    func integer(_ name: String, _ value: Int, _ range: ClosedRange<Int>, _ summary: String) -> SettingDeclaration {
      SettingDeclaration(name, .integer(range), default: .integer(value), summary)
    }
    let large = Double.greatestFiniteMagnitude
    return [
      integer("epochs", d.epochs, 1...Int.max, "passes over the training examples"),
      integer("batchSize", d.batchSize, 1...Int.max, "examples an update"),
      SettingDeclaration(
        "optimizer", .choice(TrainingConfiguration.OptimizerKind.allCases.map(\.rawValue)),
        default: .text(d.optimizer.rawValue), "how parameters move along gradients"),
      real("learningRate", d.learningRate, 1e-12...large, "size of the steps"),
      real("momentum", d.momentum, 0...0.9999, "of momentum and nesterov"),
      real("weightDecay", d.weightDecay, 0...large, "of adamw"),
      SettingDeclaration(
        "schedule", .choice(TrainingConfiguration.ScheduleKind.allCases.map(\.rawValue)),
        default: .text(d.schedule.rawValue), "how the learning rate changes"),
      real("scheduleFactor", d.scheduleFactor, 0...1, "a step's or an epoch's factor, or what a cosine ends at"),
      integer("schedulePeriod", d.schedulePeriod, 1...Int.max, "epochs a step lasts"),
      integer("warmUp", d.warmUp, 0...Int.max, "epochs of linear warm-up"),
      real("l1", d.l1, 0...large, "weight of the sum of magnitudes of weights"),
      real("l2", d.l2, 0...large, "weight of half the sum of squares of weights"),
      real("clipNorm", d.clipNorm, 0...large, "greatest norm of a gradient, 0 for any"),
      real("clipValue", d.clipValue, 0...large, "greatest magnitude of a component, 0 for any"),
      integer(
        "patience", d.patience, 0...Int.max,
        "epochs without a better validation loss before the best model comes back; 0 for the last model"),
      integer("shards", d.shards, 1...4096, "parts a batch is taken in, for --threads"),
      real("flip", 0, 0...1, "probability of mirroring an image"),
      real("shift", 0, 0...large, "pixels an image is shifted at most"),
      real("zoom", 0, 0...0.99, "share an image is scaled by at most"),
      real("rotation", 0, 0...180, "degrees an image is turned at most"),
      real("noise", 0, 0...large, "deviation of noise on features"),
    ]
  }()

  /// Applies `key=value` texts.
  package static func apply(_ assignments: [String], to configuration: inout TrainingConfiguration) throws {
    for (name, text) in try Assignments.read(assignments) {
      guard let setting = all.first(where: { $0.name == name }) else {
        throw InputError.unknown("setting", name, of: "fit", among: all.map(\.name), list: "tarn help fit")
      }
      guard let value = setting.parse(text) else {
        throw InputError("\(name) cannot be '\(text)'; valid is \(setting.validRange)")
      }
      set(name, value, &configuration)
    }
  }

  private static func set(_ name: String, _ value: SettingValue, _ c: inout TrainingConfiguration) {
    switch value {
    case .integer(let number):
      let paths: [String: WritableKeyPath<TrainingConfiguration, Int>] = [
        "epochs": \.epochs, "batchSize": \.batchSize, "schedulePeriod": \.schedulePeriod, "warmUp": \.warmUp,
        "patience": \.patience, "shards": \.shards,
      ]
      if let path = paths[name] { c[keyPath: path] = number }
    case .real(let number):
      let paths: [String: WritableKeyPath<TrainingConfiguration, Double>] = [
        "learningRate": \.learningRate, "momentum": \.momentum, "weightDecay": \.weightDecay,
        "scheduleFactor": \.scheduleFactor, "l1": \.l1, "l2": \.l2, "clipNorm": \.clipNorm, "clipValue": \.clipValue,
        "flip": \.augmentation.flip, "shift": \.augmentation.shift, "zoom": \.augmentation.zoom,
        "rotation": \.augmentation.rotation, "noise": \.augmentation.noise,
      ]
      if let path = paths[name] { c[keyPath: path] = number }
    case .text(let text):
      if name == "optimizer" { c.optimizer = .init(rawValue: text) ?? c.optimizer }
      if name == "schedule" { c.schedule = .init(rawValue: text) ?? c.schedule }
    case .boolean, .share: break
    }
  }

  /// For `tarn help fit`.
  package static var listing: String {
    all.map { "  \($0.name) = \($0.defaultValue)  \($0.summary) (\($0.validRange))" }.joined(separator: "\n")
  }
}
