import ArgumentParser
import Experiments
import Interchange
import NeuralNetworks
import Persistence
import Scenes
import SupervisedLearning
import Tensors

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Apply a network that tarn fit trained.",
    discussion: """
      RUN is a run directory of tarn fit or its model.safetensors. FILE is a table with the columns of the training data \
      (the label may be there too: it is compared) or an IDX file of images. Prints one line of comma-separated values a \
      row: the prediction, then for classes the probability of each.

      Example: tarn predict runs/fit-iris-mlp-0 flowers.csv
      """)

  @Argument(help: "A run directory of tarn fit, or a model file.", completion: .file()) var model: String
  @Argument(help: "A table or an IDX file of images.", completion: .file()) var file: String
  @Option(help: "Whether the table has a header: automatic, present or absent.") var header = "automatic"
  @Option(help: "The IDX file with the labels of the images, to compare with.") var labels: String?
  @Flag(help: "Print one JSON object a row.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    let model = try FittedModel.find(self.model)
    var truth: Dataset?
    let features: Tensor
    if let table = model.card.table {
      guard let kind = CSVTable.Header(rawValue: header) else {
        throw InputError("--header cannot be '\(header)'; valid is automatic, present or absent")
      }
      guard labels == nil else { throw InputError("--labels goes with images; this model takes rows of a table") }
      let rows = try CSVTable(path: file, header: kind)
      features = try table.features(of: rows)
      if rows.columns.contains(table.label) {
        truth = Dataset(
          problem: table.problem, features: features, targets: try table.targets(of: rows),
          outputNames: table.outputNames)
      }
    } else if let labels {
      let data = try IDX.images(file, labels: labels, names: model.card.outputNames)
      (features, truth) = (data.features, data)
    } else {
      features = try images(model)
    }
    let predictions = try model.predictions(for: features)
    print(predictions, model)
    if let truth, !quiet { compare(predictions, truth, model) }
  }

  /// Images from an IDX file, or pixels from a table without header as the digits have them.
  private func images(_ model: FittedModel) throws -> Tensor {
    let bytes = try Files.read(file).prefix(2)
    guard bytes.starts(with: [0x1f, 0x8b]) || bytes.starts(with: [0, 0]) else {
      throw InputError(
        "'\(file)' is not an IDX file of images; this model takes examples of shape \(Shape(model.card.exampleShape))")
    }
    let images = try IDX.read(file)
    guard images.rank == 3 || images.rank == 4 else {
      throw InputError("'\(file)' holds \(images.shape): images have 3 or 4 axes; are these labels?")
    }
    return (images.rank == 3 ? images.expanded(axis: 3) : images) * (1 / 255)
  }

  private func print(_ predictions: Tensor, _ model: FittedModel) {
    let names = model.card.outputNames
    let rows = predictions.shape[0]
    let isSequence = predictions.rank == 3
    if !json {
      Output.result(
        (["prediction"] + (model.card.problem == .regression || isSequence ? [] : names)).joined(separator: ","))
    }
    for row in 0..<rows {
      let values = predictions[row].doubles
      let texts: [String]
      switch model.card.problem {
      case .regression: texts = values.map { "\(Float($0))" }
      case .singleLabel where isSequence:
        texts = [predictions[row].indicesOfLargest().map { names[$0] }.joined(separator: " ")]
      case .singleLabel: texts = [names[predictions[row].indexOfLargest]]
      case .binary: texts = [names[values[0] > 0.5 ? 1 : 0]]
      case .multiLabel: texts = [zip(names, values).filter { $0.1 > 0.5 }.map(\.0).joined(separator: " ")]
      }
      let probabilities = model.card.problem == .binary ? [1 - values[0], values[0]] : values
      if json {
        var members: [JSON.Member] = [
          .init(
            key: "prediction",
            value: model.card.problem == .regression
              ? values.count == 1 ? .real(values[0]) : .reals(values) : .string(texts[0]))
        ]
        if model.card.problem != .regression, !isSequence {
          members.append(
            .init(
              key: "probabilities",
              value: .object(zip(names, probabilities).map { .init(key: $0, value: .real($1)) })))
        }
        Output.result(JSON.object(members).text)
      } else {
        let shares = model.card.problem == .regression || isSequence ? [] : probabilities.map { Decimals.text($0, 4) }
        Output.result((texts + shares).joined(separator: ","))
      }
    }
  }

  /// The file knows the answers: say how often the model is right.
  private func compare(_ predictions: Tensor, _ truth: Dataset, _ model: FittedModel) {
    let count = Decimals.grouped(truth.count)
    switch model.card.problem {
    case .regression:
      let squares = zip(predictions.doubles, truth.targets.doubles).map { ($0 - $1) * ($0 - $1) }
      let error = (squares.reduce(0, +) / Double(max(squares.count, 1))).squareRoot()
      Output.diagnostic("\(count) rows, root mean squared error \(Decimals.text(error, 4))")
    default:
      let found =
        model.card.problem == .binary
        ? predictions.doubles.map { $0 > 0.5 ? 1 : 0 } : predictions.indicesOfLargest()
      let right = zip(found, truth.labels).count { $0 == $1 }
      Output.diagnostic("\(count) rows, accuracy \(FitReport.percent(Double(right) / Double(max(truth.count, 1))))")
    }
  }
}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a network that tarn fit trained as ONNX.",
    discussion: """
      The file takes raw features [batch, ...] and gives predictions: numbers, or probabilities. Standardisation and the \
      output activation are part of it. Recurrent layers cannot be written.

      Example: tarn export runs/fit-digits-mlp-0 digits.onnx
      """)

  @Argument(help: "A run directory of tarn fit, or a model file.", completion: .file()) var model: String
  @Argument(help: "The file to write, FILE.onnx.", completion: .file(extensions: ["onnx"])) var file: String
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "No progress and no remarks, only results.") var quiet = false

  func run() throws {
    let model = try FittedModel.find(self.model)
    try Typed.outputFile(file, "tarn export")
    try Files.write(try ONNXFile.bytes(of: model.operatorGraph(), producerVersion: Version.current), to: file)
    if json {
      Output.result(
        JSON.members([
          "model": .string(self.model), "file": .string(file),
          "features": .array(model.card.exampleShape.map { .integer($0) }),
          "outputs": .array(model.card.outputNames.map { .string($0) }),
        ]).text)
    }
    if quiet || json { return }
    Output.diagnostic(
      "wrote \(file): features [batch, \(model.card.exampleShape.map(String.init).joined(separator: ", "))]")
  }
}

extension FittedModel {
  /// The model in a run directory, or in a file.
  static func find(_ path: String) throws -> FittedModel {
    if RunDirectory.kind(of: path) == .training {
      throw InputError(
        "'\(path)' is an agent's run; agents' runs cannot be exported or applied to files yet, only networks that "
          + "tarn fit trained (tarn evaluate \(path) measures the agent)")
    }
    let file = Files.isDirectory(path) ? "\(path)/model.safetensors" : path
    guard Files.exists(file) else {
      throw InputError(
        Files.isDirectory(path)
          ? "'\(path)' holds no finished fit; finish it with: tarn fit --resume \(path)"
          : "there is no run or model '\(path)'; it takes a run directory of tarn fit, or its model.safetensors"
      )
    }
    return try FittedModel(readingFrom: file)
  }
}
