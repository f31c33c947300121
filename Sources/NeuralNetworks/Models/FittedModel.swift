internal import FoundationEssentials
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

/// Tensors of a module as a safetensors archive.
public enum ModuleArchive {
  public static func tensors(of module: some Module, prefix: String = "") -> [String: TensorArchive.Tensor] {
    var tensors: [String: TensorArchive.Tensor] = [:]
    for parameter in module.namedParameters { tensors[prefix + parameter.name] = archived(parameter.tensor) }
    return tensors
  }

  public static func archived(_ tensor: Tensor) -> TensorArchive.Tensor {
    let bytes = UnsafeRawBufferPointer(start: tensor.pointer, count: tensor.elementCount * tensor.precision.byteCount)
    return withExtendedLifetime(tensor) {
      TensorArchive.Tensor(
        type: tensor.precision == .single ? "F32" : "F64", shape: Array(tensor.shape), bytes: Array(bytes))
    }
  }

  public static func tensor(_ archived: TensorArchive.Tensor) -> Tensor? {
    guard archived.type == "F32" || archived.type == "F64", archived.shape.count <= Shape.greatestRank else {
      return nil
    }
    let size = archived.type == "F32" ? 4 : 8
    // Checked before a shape is made of it: files may say anything.
    var count = 1
    for extent in archived.shape {
      guard extent >= 0, extent <= archived.bytes.count else { return nil }
      count *= extent
      guard count <= archived.bytes.count else { return nil }
    }
    guard archived.bytes.count == count * size else { return nil }
    let tensor = Tensor(
      uninitialized: Shape(archived.shape), precision: archived.type == "F32" ? .single : .double)
    archived.bytes.withUnsafeBytes { source in
      if let address = source.baseAddress { tensor.pointer.copyMemory(from: address, byteCount: source.count) }
    }
    return tensor
  }

  /// - Throws: ``InputError`` naming the tensor that is missing or does not fit.
  public static func assign(
    _ archive: [String: TensorArchive.Tensor], prefix: String = "", to module: inout some Module, path: String
  ) throws(InputError) {
    var tensors: [String: Tensor] = [:]
    for (name, archived) in archive where name.hasPrefix(prefix) {
      guard let tensor = tensor(archived) else { throw InputError("'\(path)': the tensor '\(name)' cannot be read") }
      tensors[String(name.dropFirst(prefix.count))] = tensor
    }
    do { try module.assignParameters(tensors) } catch {
      throw InputError("'\(path)' does not fit the model: \(error)")
    }
  }
}
