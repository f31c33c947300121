internal import FoundationEssentials
public import NeuralNetworks
public import Persistence
public import Randomness
public import Tensors

/// A trained network with everything needed to use it: layers, weights, preprocessing and names. One file.
public struct FittedModel: Sendable {
  /// What the file says beside the weights.
  public struct Card: Sendable, Codable, Hashable {
    public var layers: [LayerDescription]
    public var exampleShape: [Int]
    public var problem: Problem
    public var outputNames: [String]
    public var standardizer: Standardizer
    /// For numbers: what scales predictions back.
    public var targetStandardizer: Standardizer
    /// For tables: how a row becomes numbers.
    public var table: TablePreprocessing?

    public init(
      layers: [LayerDescription], exampleShape: [Int], problem: Problem, outputNames: [String],
      standardizer: Standardizer,
      targetStandardizer: Standardizer = .identity, table: TablePreprocessing? = nil
    ) {
      self.layers = layers
      self.exampleShape = exampleShape
      self.problem = problem
      self.outputNames = outputNames
      self.standardizer = standardizer
      self.targetStandardizer = targetStandardizer
      self.table = table
    }
  }

  public var card: Card
  public var network: Sequential

  public init(card: Card, network: Sequential) {
    self.card = card
    self.network = network
  }

  public func save(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let text = try? encoder.encode(card) else { throw WorkError("cannot describe the model for '\(path)'") }
    try Files.write(
      Safetensors.encode(
        ModuleArchive.tensors(of: network),
        metadata: ["format": "tarn-model", "card": String(decoding: text, as: UTF8.self)]),
      to: path)
  }

  public init(readingFrom path: String) throws(InputError) {
    let (tensors, metadata) = try Safetensors.decodeWithMetadata(try Files.read(path), path: path)
    guard metadata["format"] == "tarn-model", let text = metadata["card"],
      let card = try? JSONDecoder().decode(Card.self, from: Data(text.utf8))
    else { throw InputError("'\(path)' is not a model that tarn fit saved") }
    guard card.exampleShape.count < Shape.greatestRank, card.exampleShape.allSatisfy({ $0 > 0 && $0 < 1 << 31 }) else {
      throw InputError("'\(path)' takes examples of shape \(card.exampleShape), which no tensor has")
    }
    var random = Seed(0).generator()
    var (network, _) = try ModelBuilder.build(card.layers, exampleShape: Shape(card.exampleShape), using: &random)
    try ModuleArchive.assign(tensors, to: &network, path: path)
    self.init(card: card, network: network)
  }

  /// Predictions for raw features [examples, ...]: numbers on the original scale, or probabilities.
  ///
  /// - Throws: ``InputError`` where the examples do not have the shape the model was trained on.
  public func predictions(for features: Tensor) throws(InputError) -> Tensor {
    let shape = Shape(features.shape.dropFirst())
    guard Array(shape) == card.exampleShape else {
      throw InputError("the model takes examples of shape \(Shape(card.exampleShape)); these have \(shape)")
    }
    let outputs = card.problem.prediction(network.outputs(for: card.standardizer(features)))
    return card.problem == .regression ? card.targetStandardizer.inverse(outputs) : outputs
  }
}
