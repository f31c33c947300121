public import NeuralNetworks
public import Persistence
internal import Tensors

/// Networks with a name, fitted to the data they are asked for.
public enum ModelCatalogue {
  /// A network with a name.
  public struct Entry: Sendable {
    /// `resnet`
    public var name: String
    /// What it is, in a line.
    public var summary: String
    /// What it takes, in words.
    public var input: String
    var layers: @Sendable (_ exampleShape: Shape, _ outputs: Int, _ isSequence: Bool) -> [LayerDescription]
    var accepts: @Sendable (_ exampleShape: Shape) -> Bool
  }

  /// The widths hidden layers have when nobody says otherwise.
  private static let hidden = [128, 64]

  /// Every network, the simplest first.
  public static let all: [Entry] = [
    Entry(
      name: "linear", summary: "no hidden layer: linear, logistic or softmax regression", input: "anything",
      layers: { shape, _, _ in shape.rank > 1 ? [.init("flatten")] : [] }, accepts: { _ in true }),
    Entry(
      name: "mlp", summary: "two hidden layers of 128 and 64 rectified units", input: "anything",
      layers: { shape, _, _ in
        (shape.rank > 1 ? [.init("flatten")] : [])
          + hidden.map { .init("dense", ["units": .integer($0), "activation": "relu"]) }
      }, accepts: { _ in true }),
    Entry(
      name: "mlp-400", summary: "two hidden layers of 400 rectified units", input: "anything",
      layers: { shape, _, _ in
        (shape.rank > 1 ? [.init("flatten")] : [])
          + [
            .init("dense", ["units": 400, "activation": "relu"]), .init("dense", ["units": 400, "activation": "relu"]),
          ]
      }, accepts: { _ in true }),
    Entry(
      name: "lenet", summary: "two convolutions with pooling, then dense layers (LeCun et al., 1998)", input: "images",
      layers: { shape, _, _ in
        // Small images keep their size in the first convolution and have smaller windows.
        let isSmall = min(shape[0], shape[1]) < 20
        return [
          .init(
            "conv2d", ["filters": isSmall ? 16 : 6, "window": isSmall ? 3 : 5, "padding": "same", "activation": "relu"]),
          .init("max-pool"),
          .init(
            "conv2d",
            [
              "filters": isSmall ? 32 : 16, "window": isSmall ? 3 : 5, "padding": isSmall ? "same" : "valid",
              "activation": "relu",
            ]),
          .init("max-pool"), .init("flatten"), .init("dense", ["units": 120, "activation": "relu"]),
          .init("dropout", ["rate": 0.3]), .init("dense", ["units": 84, "activation": "relu"]),
        ]
      }, accepts: { $0.rank == 3 && $0[0] >= 4 && $0[1] >= 4 }),
    Entry(
      name: "resnet", summary: "three residual blocks with batch normalisation", input: "images",
      layers: { _, _, _ in
        func block(_ filters: Int, _ stride: Int) -> LayerDescription {
          .init(
            "residual",
            [
              "activation": "relu",
              "layers": .layers([
                .init(
                  "conv2d",
                  ["filters": .integer(filters), "stride": .integer(stride), "padding": "same", "activation": "linear"]),
                .init("batch-norm"), .init("activation", ["activation": "relu"]),
                .init("conv2d", ["filters": .integer(filters), "padding": "same", "activation": "linear"]),
                .init("batch-norm"),
              ]),
            ])
        }
        return [
          .init("conv2d", ["filters": 16, "padding": "same", "activation": "relu"]), block(16, 1), block(32, 2),
          block(32, 1),
          .init("global-average-pool"),
        ]
      }, accepts: { $0.rank == 3 && $0[0] >= 2 && $0[1] >= 2 }),
    sequential("rnn", "one simple recurrent layer of 64"), sequential("irnn", "one rectified recurrent layer of 64"),
    sequential("lstm", "one long short-term memory of 64"), sequential("gru", "one layer of 64 gated units"),
    sequential("bidirectional-rnn", "simple recurrent layers of 64 both ways"),
    sequential("bidirectional-lstm", "long short-term memories of 64 both ways"),
    sequential("bidirectional-gru", "gated units of 64 both ways"),
    Entry(
      name: "transformer", summary: "two encoder blocks of width 64 with 4 heads", input: "sequences",
      layers: { shape, _, isSequence in
        [.init("dense", ["units": 64, "activation": "linear"]), .init("positions")]
          + [
            .init("encoder", ["heads": 4, "hidden": 128]), .init("encoder", ["heads": 4, "hidden": 128]),
            .init("layer-norm"),
          ]
          + (isSequence ? [] : [.init("global-average-pool")])
      }, accepts: { $0.rank == 2 }),
    Entry(
      name: "conv1d", summary: "two convolutions over time", input: "sequences",
      layers: { _, _, isSequence in
        [
          .init("conv1d", ["filters": 32, "window": 5, "padding": "same", "activation": "relu"]),
          .init("conv1d", ["filters": 32, "window": 5, "padding": "same", "activation": "relu"]),
        ] + (isSequence ? [] : [.init("global-average-pool")])
      }, accepts: { $0.rank == 2 }),
  ]

  private static func sequential(_ kind: String, _ summary: String) -> Entry {
    Entry(
      name: kind, summary: summary, input: "sequences",
      layers: { _, _, isSequence in [.init(kind, ["units": 64])] + (isSequence ? [] : [.init("last-step")]) },
      accepts: { $0.rank == 2 })
  }

  /// The hidden layers of a named model for these data, and the linear output layer.
  ///
  /// - Throws: ``InputError`` for a name that does not exist, or data it does not take.
  public static func layers(_ name: String, for data: Dataset) throws(InputError) -> [LayerDescription] {
    guard let entry = all.first(where: { $0.name == name }) else {
      throw InputError.unknown("model", name, among: all.map(\.name), list: "tarn help fit")
    }
    guard entry.accepts(data.exampleShape) else {
      throw InputError(
        "the model '\(name)' takes \(entry.input); one example of these data has the shape \(data.exampleShape)")
    }
    let isSequence = data.isLabelledByStep
    if isSequence, !["sequences"].contains(entry.input) {
      throw InputError(
        "these data have a label at every step; the model '\(name)' gives one an example (valid: rnn, lstm, gru, transformer and their relatives)"
      )
    }
    return entry.layers(data.exampleShape, data.outputCount, isSequence) + [output(for: data)]
  }

  /// The linear layer that every network ends with.
  public static func output(for data: Dataset) -> LayerDescription {
    LayerDescription("dense", ["units": .integer(data.outputCount), "activation": "linear"])
  }
}

extension Dataset {
  /// Whether every step of a sequence has a label of its own.
  public var isLabelledByStep: Bool { problem == .singleLabel && targets.rank == 2 }

  /// How many numbers a network must give for an example (or step).
  public var outputCount: Int {
    switch problem {
    case .singleLabel: outputNames.count
    case .regression, .binary, .multiLabel: targets.elementCount / max(count, 1)
    }
  }
}
