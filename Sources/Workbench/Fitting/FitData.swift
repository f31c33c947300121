import Assets
import NeuralNetworks
import Persistence
import Randomness
package import SupervisedLearning
import Tensors

/// The data of a fit, divided and prepared: everything that depends on training rows only was fitted on those.
package struct FitData {
  package var training: Dataset
  package var validation: Dataset?
  package var test: Dataset?
  package var standardizer: Standardizer
  package var targetStandardizer: Standardizer
  package var table: TablePreprocessing?
  /// Sentences about rows that were left out.
  package var notes: [String] = []

  package static let shipped: KeyValuePairs<String, String> = [
    "digits": "1,797 handwritten digits of 8 x 8 pixels (E. Alpaydin and C. Kaynak, CC BY 4.0)",
    "iris": "150 flowers of three species, four measurements (R. A. Fisher, 1936)",
    "wine": "178 wines of three cultivars, 13 measurements (M. Forina et al., CC BY 4.0)",
    "fashion-mnist": "70,000 pictures of clothes, 28 x 28 (Zalando; needs the Debian package dataset-fashion-mnist)",
    "two-spirals": "points on two intertwined spirals [count=2000, noise=0.02]",
    "adding": "the sum of two marked numbers in a long sequence [length=100, count=10000]",
    "reverse": "sequences to be given back in reverse [length=10, symbols=8, count=10000]",
    "look-ahead": "the symbol after each symbol of a sequence [length=20, symbols=8, count=4000]",
  ]

  /// Divides the data of a plan.
  package init(_ plan: FitPlan, _ raw: RawData) throws {
    let seed = Seed(plan.seed)
    var random = seed.derived(for: .split).generator()
    let testPart = raw.test == nil ? plan.test : 0
    let split = try Split(raw.all, validation: plan.validation, test: testPart, using: &random)
    try self.init(raw, split, plan)
  }

  package init(_ raw: RawData, _ split: Split, _ plan: FitPlan) throws {
    var (all, given) = (raw.all, raw.test)
    if let source = raw.source {
      // The table is read again now that it is known which rows train.
      let fitted = try TablePreprocessing(
        fitting: source.table, rows: split.training, label: source.label, ignored: source.ignored,
        problem: source.problem)
      all.features = try fitted.features(of: source.table)
      if let testTable = source.testTable { given?.features = try fitted.features(of: testTable) }
      table = fitted
    }
    let training = all.subset(split.training)
    standardizer =
      plan.standardize
      ? Standardizer(fitting: training.features, perFeature: training.exampleShape.rank == 1) : .identity
    targetStandardizer =
      plan.standardize && training.problem == .regression
      ? Standardizer(fitting: training.targets, perFeature: true) : .identity
    let (features, targets) = (standardizer, targetStandardizer)
    func prepared(_ data: Dataset) -> Dataset {
      var data = data
      data.features = features(data.features)
      data.targets = targets(data.targets)
      return data
    }
    self.training = prepared(training)
    validation = split.validation.isEmpty ? nil : prepared(all.subset(split.validation))
    test = given.map(prepared) ?? (split.test.isEmpty ? nil : prepared(all.subset(split.test)))
    notes = raw.notes
  }
}

/// Data as read, before anything is fitted to them.
package struct RawData {
  package var all: Dataset
  package var test: Dataset?
  package var notes: [String] = []
  /// Where they came from a table.
  package var source: (table: CSVTable, testTable: CSVTable?, label: Int, ignored: Set<Int>, problem: Problem?)?

  package init(_ plan: FitPlan) throws {
    try Self.refuseUnused(plan)
    let parts = plan.data.split(separator: ":", maxSplits: 1)
    let name = String(parts.first ?? "")
    if FitData.shipped.contains(where: { $0.key == name }) {
      let arguments = try Self.arguments(parts.count > 1 ? String(parts[1]) : "", of: name)
      self = try Self.shipped(name, arguments, plan)
      return
    }
    guard Files.exists(plan.data) else {
      let known = FitData.shipped.map(\.key)
      let hint = InputError.closest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
      throw InputError(
        "there is no data set or file '\(plan.data)'\(hint) (data sets: \(known.joined(separator: ", ")); or a .csv or IDX file)"
      )
    }
    if let labels = plan.labels {
      self.init(all: try IDX.images(plan.data, labels: labels))
      if let testFile = plan.testFile {
        guard let testLabels = plan.testLabels else {
          throw InputError("--test-file '\(testFile)' needs --test-labels, the IDX file with its labels")
        }
        test = try IDX.images(testFile, labels: testLabels, names: all.outputNames)
      }
      return
    }
    let bytes = try Files.read(plan.data).prefix(3)
    if bytes.starts(with: [0x1f, 0x8b]) || bytes.starts(with: [0, 0]) {
      throw InputError("'\(plan.data)' holds images or gzipped data; give the IDX file with their labels as --labels")
    }
    self = try Self.read(plan.data, nil, plan)
  }

  /// Options about columns and files go with tables and files only.
  private static func refuseUnused(_ plan: FitPlan) throws {
    let name = String(plan.data.prefix { $0 != ":" })
    let isTable = name == "iris" || name == "wine"
    let isNamed = FitData.shipped.contains { $0.key == name }
    func refuse(_ options: [(String, Bool)], _ what: String) throws {
      if let (option, _) = options.first(where: { $0.1 }) {
        throw InputError("\(option) is for \(what), not for '\(plan.data)'")
      }
    }
    if isNamed {
      try refuse([("--labels", plan.labels != nil), ("--test-labels", plan.testLabels != nil)], "IDX files")
    }
    if isNamed, !isTable { try refuse([("--test-file", plan.testFile != nil)], "tables and IDX files") }
    if (isNamed && !isTable) || plan.labels != nil {
      try refuse(
        [
          ("--label", plan.label != nil), ("--group", plan.group != nil), ("--ignore", !plan.ignore.isEmpty),
          ("--problem", plan.problem != nil), ("--header", plan.header != "automatic"),
          ("--skip-bad-rows", plan.skipsBadRows),
        ], "tables")
    }
  }

  private init(all: Dataset, test: Dataset? = nil) {
    self.all = all
    self.test = test
  }

  private static func arguments(_ text: String, of name: String) throws -> [String: Double] {
    let valid = ["two-spirals": ["count", "noise"], "adding": ["length", "count"]]
    let keys = valid[name] ?? (["reverse", "look-ahead"].contains(name) ? ["length", "symbols", "count"] : [])
    var found: [String: Double] = [:]
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, let value = Double(pair[1]), keys.contains(String(pair[0])) else {
        throw InputError(
          "'\(part)' is not an argument of the data set '\(name)'; "
            + (keys.isEmpty ? "it has none" : "it takes \(keys.map { "\($0)=NUMBER" }.joined(separator: ", "))"))
      }
      guard pair[0] == "noise" ? value >= 0 : value >= 2 && value <= 1e6 && value == value.rounded() else {
        throw InputError(
          "\(pair[0]) cannot be \(pair[1]); valid is \(pair[0] == "noise" ? "0 or more" : "a whole number from 2")")
      }
      found[String(pair[0])] = value
    }
    return found
  }

  private static func shipped(_ name: String, _ arguments: [String: Double], _ plan: FitPlan) throws -> RawData {
    var random = Seed(plan.seed).derived(for: .data).generator()
    func whole(_ key: String, _ other: Int) -> Int { Int(arguments[key] ?? Double(other)) }
    switch name {
    case "digits":
      var raw = try read("digits.csv", Assets.dataSet(.digits), plan)
      // Pixels 0 to 16, as images of one channel.
      raw.all.features = raw.all.features.reshaped([-1, 8, 8, 1]) * (1 / 16)
      raw.source = nil
      return raw
    case "iris": return try read("iris.csv", Assets.dataSet(.iris), plan)
    case "wine": return try read("wine.csv", Assets.dataSet(.wine), plan)
    case "fashion-mnist":
      let folder = "/usr/share/datasets/fashion-mnist"
      guard Files.exists("\(folder)/train-images-idx3-ubyte.gz") else {
        throw InputError("fashion-mnist is not installed; apt-get install dataset-fashion-mnist puts it in \(folder)")
      }
      let names = [
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot",
      ]
      func part(_ prefix: String) throws -> Dataset {
        try IDX.images(
          "\(folder)/\(prefix)-images-idx3-ubyte.gz", labels: "\(folder)/\(prefix)-labels-idx1-ubyte.gz", names: names)
      }
      return RawData(all: try part("train"), test: try part("t10k"))
    case "two-spirals":
      return RawData(
        all: SyntheticData.twoSpirals(count: whole("count", 2000), noise: arguments["noise"] ?? 0.02, using: &random))
    case "adding":
      return RawData(
        all: SyntheticData.adding(count: whole("count", 10_000), length: whole("length", 100), using: &random))
    case "reverse":
      return RawData(
        all: SyntheticData.reverse(
          count: whole("count", 10_000), length: whole("length", 10), symbols: whole("symbols", 8), using: &random))
    default:
      return RawData(
        all: SyntheticData.lookAhead(
          count: whole("count", 4_000), length: whole("length", 20), symbols: whole("symbols", 8), using: &random))
    }
  }

  /// A table from a file, or from `text` that ships inside the binary.
  private static func read(_ path: String, _ text: String?, _ plan: FitPlan) throws -> RawData {
    let header = CSVTable.Header(rawValue: plan.header) ?? .automatic
    let rule = plan.skipsBadRows ? CSVTable.BadRows.skip : .refuse
    let table =
      try text.map { try CSVTable(text: $0, path: path, header: .present) }
      ?? CSVTable(path: path, header: header, badRows: rule)
    let label = try plan.label.map { try table.column($0) } ?? table.columns.count - 1
    var ignored = Set<Int>()
    for name in plan.ignore { ignored.insert(try table.column(name)) }
    let group = try plan.group.map { try table.column($0) }
    if let group { ignored.insert(group) }
    if ignored.contains(label) {
      throw InputError("the label '\(table.columns[label])' cannot be ignored or be the group")
    }
    let problem = try plan.problem.map { name in
      guard let problem = Problem(rawValue: name) else {
        throw InputError.unknown("problem", name, among: Problem.allCases.map(\.rawValue), list: "tarn help fit")
      }
      return problem
    }
    // A first reading over all rows, to know labels and groups; features are read again for the training rows.
    let whole = try TablePreprocessing(
      fitting: table, rows: Array(table.rows.indices), label: label, ignored: ignored, problem: problem)
    func dataset(_ table: CSVTable) throws -> Dataset {
      var data = Dataset(
        problem: whole.problem, features: try whole.features(of: table), targets: try whole.targets(of: table),
        outputNames: whole.outputNames)
      if let group {
        let values = table.rows.map { $0.fields[group] }
        data.groupNames = Set(values).sorted()
        data.groups = values.map { data.groupNames.firstIndex(of: $0) ?? 0 }
      }
      return data
    }
    var raw = RawData(all: try dataset(table))
    var testTable: CSVTable?
    if let testFile = plan.testFile {
      let read = try CSVTable(path: testFile, header: header, badRows: rule)
      raw.test = try dataset(read)
      testTable = read
    }
    raw.notes = table.skipped + (testTable?.skipped ?? [])
    raw.source = (table, testTable, label, ignored, problem ?? whole.problem)
    return raw
  }
}
