import ArgumentParser
import Experiments
import NeuralNetworks
import Persistence
import Scenes
import SupervisedLearning
import Tensors
import Workbench

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Train a network on examples; writes a run directory.",
    discussion: """
      DATA is a data set by name or a file: a .csv table (the label is its last column unless --label says otherwise) or \
      an IDX file of images with --labels. Named ones:
      \(FitData.shipped.map { "  \($0.key): \($0.value)" }.joined(separator: "\n"))

      Models:
      \(ModelCatalogue.all.map { "  \($0.name): \($0.summary) (\($0.input))" }.joined(separator: "\n"))

      --layers names a TOML file with [[layer]] tables instead; an output layer that fits the data is added. Each has a \
      kind and settings:
      \(LayerCatalogue.kinds.map(describe).joined(separator: "\n"))

      Settings for --set, with defaults:
      \(TrainingConfiguration.listing)

      Example: tarn fit digits --model mlp --epochs 20 --seed 1
      """)

  /// A kind of layer in a line of the help text.
  private static func describe(_ kind: LayerKind) -> String {
    let settings = kind.settings.map { $0.defaultText.isEmpty ? $0.name : "\($0.name) = \($0.defaultText)" }
    return "  \(kind.name) [\(settings.joined(separator: ", "))]: \(kind.summary)"
  }

  @Argument(help: "A data set by name, or a file.", completion: .dataSets) var data: String?
  @Option(help: "A network by name.", completion: .models) var model: String?
  @Option(help: "A TOML file that describes the network's layers.", completion: .file(extensions: ["toml"])) var layers:
    String?
  @Option(
    name: .customLong("set"), help: "A setting of training, key=value; may be repeated.", completion: .fitSettings)
  var settings: [String] = []
  @Option(
    parsing: .unconditional, help: "Passes over the training examples (30 unless told otherwise).",
    transform: Typed.count)
  var epochs: Int?
  @Option(
    parsing: .unconditional, help: "Seed of every random stream (0 unless told otherwise).", transform: Typed.seed)
  var seed: UInt64?
  @Option(help: "The column to predict, by name or number.") var label: String?
  @Option(help: "A column whose values are groups: scores are given for each, and folds keep them whole.")
  var group: String?
  @Option(help: "A column that is not a feature; may be repeated.") var ignore: [String] = []
  @Option(
    help: "Whether the table has a header: automatic, present or absent.",
    completion: .list(["automatic", "present", "absent"]))
  var header = "automatic"
  @Flag(help: "Leave out rows with too few or too many fields instead of refusing the table.") var skipBadRows = false
  @Option(
    help: "What is predicted: regression, binary, single-label (found out unless told).",
    completion: .list(["regression", "binary", "single-label"]))
  var problem: String?
  @Option(help: "The IDX file with the labels of the images.", completion: .file()) var labels: String?
  @Option(help: "A file to test on, instead of a part of the data.", completion: .file()) var testFile: String?
  @Option(help: "The IDX file with the labels of the images in --test-file.", completion: .file()) var testLabels:
    String?
  @Option(
    parsing: .unconditional, help: "Share of the examples held out for testing (0.2 unless told otherwise).",
    transform: Typed.share)
  var test: Double?
  @Option(
    parsing: .unconditional,
    help: "Share of the examples held out for choosing when to stop (0.15 unless told otherwise).",
    transform: Typed.share)
  var validation: Double?
  @Flag(help: "Leave features and numbers to predict as they are.") var noStandardize = false
  @Option(
    parsing: .unconditional, help: "Cross-validate with this many folds instead of one division.",
    transform: Typed.count)
  var folds: Int?
  @Option(
    parsing: .unconditional,
    help: "Threads for the shards of a batch (--set shards=N); does not change the result.", transform: Typed.count)
  var threads = 1
  @Option(help: "The run directory (runs/fit-DATA-MODEL-CHANGES-SEED unless told otherwise).", completion: .directory)
  var out: String?
  @Option(help: "Continue the run in this directory.", completion: .directory) var resume: String?
  @Flag(help: "Write no TensorBoard events.") var noTensorboard = false
  @Flag(help: "Print the summary as JSON and nothing else.") var json = false
  @Flag(help: "No progress.") var quiet = false

  func run() throws {
    Signals.install()
    if let resume {
      let isPlain =
        data == nil && model == nil && layers == nil && settings.isEmpty && label == nil && group == nil
        && ignore.isEmpty
        && header == "automatic" && !skipBadRows && problem == nil && labels == nil && testFile == nil
        && testLabels == nil
        && folds == nil && out == nil && seed == nil && test == nil && validation == nil && !noStandardize
      guard isPlain else {
        throw InputError(
          "--resume continues a run as it was made; only --epochs, --threads, --json, --quiet and --no-tensorboard go with it"
        )
      }
      return try finish(try FitRun(resuming: resume, epochs: epochs, threads: threads, supervision: Phase.supervision))
    }
    let (plan, raw) = try plan()
    if folds != nil, out != nil { throw InputError("--folds prints scores and keeps no run; leave --out away") }
    if let folds { return try FitFolds(plan: plan, raw: raw, count: folds, isQuiet: quiet || json, isJSON: json).run() }
    try finish(
      try FitRun(
        new: plan, raw, directory: out ?? freeDirectory(plan), threads: threads, supervision: Phase.supervision))
  }

  /// The plan, and the data it was made for: they are read once.
  private func plan() throws -> (FitPlan, RawData) {
    guard let data else {
      throw InputError("tarn fit needs data: a name (\(FitData.shipped.map(\.key).joined(separator: ", "))) or a file")
    }
    guard model == nil || layers == nil else { throw InputError("--model and --layers exclude each other") }
    guard CSVTable.Header(rawValue: header) != nil else {
      throw InputError("--header cannot be '\(header)'; valid is automatic, present or absent")
    }
    var plan = FitPlan(data: data, layer: [])
    plan.testFile = testFile
    plan.labels = labels
    plan.testLabels = testLabels
    plan.label = label
    plan.group = group
    plan.ignore = ignore
    plan.header = header
    plan.skipsBadRows = skipBadRows
    plan.problem = problem
    if let seed { plan.seed = seed }
    if let validation { plan.validation = validation }
    if let test { plan.test = test }
    plan.standardize = !noStandardize
    try plan.settings.apply(settings)
    if let epochs { plan.settings.epochs = epochs }
    try plan.settings.validate()
    let raw = try RawData(plan)
    plan.checksum = try plan.filesChecksum()
    if let layers {
      plan.layer = try LayerFile.read(layers) + [ModelCatalogue.output(for: raw.all)]
    } else {
      let name = model ?? (raw.all.exampleShape.rank == 2 ? "gru" : "mlp")
      plan.model = name
      plan.layer = try ModelCatalogue.layers(name, for: raw.all)
    }
    return (plan, raw)
  }

  private func freeDirectory(_ plan: FitPlan) -> String {
    let name = plan.data.split(separator: "/").last.map(String.init) ?? plan.data
    func part(_ name: String, _ value: (some Any)?) -> [String] { value.map { ["\(name)=\($0)"] } ?? [] }
    let changes =
      part("epochs", epochs) + settings + part("label", label) + part("group", group)
      + ignore.map { "ignore=\($0)" } + part("problem", problem) + part("validation", validation) + part("test", test)
      + part("test_file", testFile) + (noStandardize ? ["no-standardize"] : [])
      + (skipBadRows ? ["skip-bad-rows"] : []) + part("layers", layers)
    return RunName.free("fit-\(name)-\(plan.model ?? "layers")", changes: changes, seed: plan.seed)
  }

  /// Trains to the end and reports.
  private func finish(_ run: FitRun) throws {
    let isTalking = !quiet && !json
    if let note = run.note { Output.diagnostic(note) }
    if isTalking {
      for note in run.data.notes.prefix(10) { Output.diagnostic("left out: \(note)") }
      Output.diagnostic(
        "\(Decimals.grouped(run.data.training.count)) examples of shape \(run.data.training.exampleShape) to train, "
          + "\(Decimals.grouped(run.data.validation?.count ?? 0)) to validate, "
          + "\(Decimals.grouped(run.data.test?.count ?? 0)) to test; "
          + "\(Decimals.grouped(run.training.model.parameterCount)) parameters")
      Output.diagnostic(FitReport.epochHeading(isStandardized: run.data.hasStandardizedTargets))
    }
    let events = noTensorboard ? nil : try FitEvents(run)
    var report = ProgressReport(isQuiet: quiet)
    var driver = RunDriver()
    var shown = 0
    let isComplete = try driver.drive(run) {
      report.update(run.session, of: run.totalBatches)
      guard run.epochCount > shown, let epoch = run.latestEpoch else { return }
      shown = run.epochCount
      try events?.add(epoch, run.training)
      report.finish()
      if isTalking { Output.diagnostic(FitReport.row(epoch, isBest: run.training.progress.bestEpoch == epoch.epoch)) }
    }
    report.finish()
    if !isComplete, let number = Signals.pending {
      try run.stop()
      Output.diagnostic(
        "stopped in epoch \(run.training.progress.epoch + 1) and saved; continue with: tarn fit --resume \(run.directory)"
      )
      throw ExitCode(128 + number)
    }
    try events?.finish(isComplete: true)
    let summary = try run.finish()
    let (part, scores, data) = run.scores()
    if isTalking {
      if run.training.progress.isStopped {
        Output.diagnostic(
          "no better for \(run.plan.settings.patience) epochs; back to epoch \(run.training.progress.bestEpoch)")
      }
      Output.result(FitReport.lines(scores, part: part, count: data.count).joined(separator: "\n"))
      Output.diagnostic("next: tarn predict \(run.directory) FILE")
    }
    if json || quiet { Output.result(summary.text) }
  }
}
