package import Experiments
package import NeuralNetworks
package import Persistence
import ReinforcementLearning
import Settings
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
  /// How the network is trained.
  @TrainingTable package var settings = TrainingConfiguration()
  package var layer: [LayerDescription]

  /// A plan for data, with everything else as it is usually.
  package init(data: String, layer: [LayerDescription]) { (self.data, self.layer) = (data, layer) }

  /// What is trained on what.
  package var subject: RunSubject {
    get throws {
      var plan = self
      // What may change when a run goes on.
      plan.settings.epochs = 0
      (plan.processor, plan.inputs) = (nil, nil)
      return RunSubject(
        learner: model ?? "layers", task: data, seed: seed, choices: ["plan": try TOMLFile.text(of: plan)])
    }
  }

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

  /// The plan of the fit in a directory.
  ///
  /// - Throws: ``InputError`` when it cannot be read, or is of another version.
  package static func read(from directory: String) throws -> FitPlan {
    let path = "\(directory)/run.toml"
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    // The version first: in a plan of another one the rest may be anything.
    struct Heading: Decodable { var version: String }
    let version = try TOMLFile.decode(Heading.self, from: text, path: path).version
    guard version == Version.current else {
      throw InputError(
        "'\(directory)' was trained by Tarn \(version) and this is Tarn \(Version.current): a run goes on with its "
          + "own version only")
    }
    return try TOMLFile.decode(FitPlan.self, from: text, path: path)
  }
}

/// The settings of training as run.toml has them: a table of values, those of augmentation in a table of their own.
@propertyWrapper
package struct TrainingTable: Codable, Hashable {
  package var wrappedValue: TrainingConfiguration

  package init(wrappedValue: TrainingConfiguration) { self.wrappedValue = wrappedValue }

  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    static let augmentation = Name(stringValue: "augmentation")
  }

  package init(from decoder: any Decoder) throws {
    let table = try decoder.container(keyedBy: Name.self)
    let inner = try table.nestedContainer(keyedBy: Name.self, forKey: .augmentation)
    let changes = Augmentation().values
    var values: [String: SettingValue] = [:]
    for name in TrainingConfiguration.declarations.map(\.name) {
      values[name] = try (changes[name] == nil ? table : inner).decode(
        SettingValue.self, forKey: Name(stringValue: name))
    }
    wrappedValue = TrainingConfiguration()
    try wrappedValue.take(values)
  }

  package func encode(to encoder: any Encoder) throws {
    var table = encoder.container(keyedBy: Name.self)
    let changes = wrappedValue.augmentation.values
    for (name, value) in wrappedValue.values where changes[name] == nil {
      try table.encode(value, forKey: Name(stringValue: name))
    }
    try table.encode(changes, forKey: .augmentation)
  }
}

extension TrainingConfiguration {
  /// Applies `key=value` texts.
  ///
  /// - Throws: ``InputError`` naming a setting that does not exist, or a value that it does not take.
  package mutating func apply(_ assignments: [String]) throws(InputError) {
    var changed = values
    for (name, text) in try Assignments.read(assignments) {
      guard let setting = declarations.first(where: { $0.name == name }) else {
        throw InputError.unknown("setting", name, of: "fit", among: declarations.map(\.name), list: "tarn help fit")
      }
      guard let value = setting.parse(text) else {
        throw InputError("\(name) cannot be '\(text)'; valid is \(setting.validRange)")
      }
      changed[name] = value
    }
    try take(changed)
  }

  fileprivate mutating func take(_ values: [String: SettingValue]) throws(InputError) {
    self = try TrainingConfiguration(SettingValues(Self.declarations, overrides: values, of: "fit"))
  }

  /// For `tarn help fit`.
  package static var listing: String {
    declarations.map { "  \($0.name) = \($0.defaultValue)  \($0.summary) (\($0.validRange))" }.joined(separator: "\n")
  }
}
