internal import FoundationEssentials
public import NeuralNetworks
public import Persistence
internal import Randomness
public import Tensors

/// A trained network with everything needed to use it: layers, weights, preprocessing and names. One file.
public struct FittedModel: Sendable {
  /// What the file says beside the weights.
  public struct Card: Sendable, Codable, Hashable {
    /// The network, output layer included.
    public var layers: [LayerDescription]
    /// Of what the network takes, without the batch.
    public var exampleShape: [Int]
    /// What is predicted.
    public var problem: Problem
    /// Of the classes or numbers, in order of index.
    public var outputNames: [String]
    /// What features go through first.
    public var standardizer: Standardizer
    /// For numbers: what scales predictions back.
    public var targetStandardizer: Standardizer
    /// For tables: how a row becomes numbers.
    public var table: TablePreprocessing?

    /// Everything that belongs to a model beside its weights.
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

  /// What the model is.
  public var card: Card
  /// Its layers with their weights.
  public var network: Sequential

  /// - Precondition: the network is the one the card describes.
  public init(card: Card, network: Sequential) {
    self.card = card
    self.network = network
  }

  /// Writes one safetensors file: the weights under their names, the card as metadata.
  ///
  /// - Throws: ``WorkError`` or ``InputError`` where it cannot be written.
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

  /// Reads what ``save(to:)`` wrote.
  ///
  /// - Throws: ``InputError`` where the file is none, or its weights do not fit its layers.
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

extension FittedModel {
  /// The model as other programs run it: standardisation, every layer, and the output activation, so that they get the
  /// same predictions from the same raw features.
  ///
  /// - Throws: ``InputError`` naming a layer that has no such form.
  public func operatorGraph() throws(InputError) -> OperatorGraph {
    let exampleShape = Shape(card.exampleShape)
    var graph = OperatorGraph(inputShape: exampleShape)
    if card.standardizer != .identity {
      let shape = card.standardizer.mean.count == 1 ? [1] : exampleShape
      graph.node("Sub", with: [graph.constant(Tensor(card.standardizer.mean, shape: shape), "mean")])
      graph.node("Div", with: [graph.constant(Tensor(card.standardizer.deviation, shape: shape), "deviation")])
    }
    try graph.add(network)
    graph.leaveImageLayout()
    switch card.problem {
    case .regression where card.targetStandardizer != .identity:
      let (mean, deviation) = (card.targetStandardizer.mean, card.targetStandardizer.deviation)
      graph.node("Mul", with: [graph.constant(Tensor(deviation, shape: [mean.count]), "deviation")])
      graph.node("Add", with: [graph.constant(Tensor(mean, shape: [mean.count]), "mean")])
    case .regression: break
    case .binary, .multiLabel: graph.node("Sigmoid")
    case .singleLabel: graph.node("Softmax", ["axis": .integer(-1)])
    }
    graph.outputShape = Shape(network(Tensor.zeros(Shape([1] + card.exampleShape))).shape.dropFirst())
    return graph
  }
}
