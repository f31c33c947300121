public import Persistence
public import Randomness
public import Tensors

/// Puts a network together from descriptions, following the shape of an example from layer to layer.
public enum ModelBuilder {
  /// The layers described, for examples of a shape.
  ///
  /// - Returns: the network, [batch] + `exampleShape` to [batch] + `outputShape`.
  /// - Throws: ``InputError`` naming the first layer that cannot stand where it does.
  public static func build(
    _ layers: [LayerDescription], exampleShape: Shape, using random: inout some RandomSource
  ) throws(InputError) -> (model: Sequential, outputShape: Shape) {
    var shape = exampleShape
    let built = try Self.layers(layers, "layer ", at: &shape, isInAgent: false, using: &random)
    return (Sequential(built), shape)
  }

  /// The body of an agent's network, without the outputs, which are the agent's own.
  ///
  /// - Parameter observationShape: [features], or [height, width, channels] of a board.
  /// - Returns: the body, [batch] + `observationShape` to [batch, `width`].
  /// - Throws: ``InputError`` naming the first layer that cannot stand where it does: one whose shape does not fit, one that
  ///   computes otherwise in training than in play (dropout, noise, batch statistics), or the last if what leaves it is not
  ///   a row of numbers.
  public static func trunk(
    _ layers: [LayerDescription], observationShape: Shape, using random: inout some RandomSource
  ) throws(InputError) -> (trunk: Sequential, width: Int) {
    var shape = observationShape
    let built = try Self.layers(layers, "layer ", at: &shape, isInAgent: true, using: &random)
    guard shape.rank == 1 else {
      let last = layers.last.map { "layer \(layers.count) (\($0.kind)) ends with" } ?? "without layers the network has"
      throw InputError(
        "\(last) the shape \(shape), and an agent's outputs take a row of numbers; end with flatten, last-step or "
          + "global-average-pool")
    }
    return (Sequential(built), shape[0])
  }

  /// Numbers that a layer may make of one example: more would not fit into memory.
  private static let largest = 1 << 26

  /// Makes layers and moves `shape` on through them.
  ///
  /// - Parameters:
  ///   - prefix: what stands before a layer's number in a sentence.
  ///   - first: the number of the first.
  static func layers(
    _ descriptions: [LayerDescription], _ prefix: String, first: Int = 1, at shape: inout Shape, isInAgent: Bool,
    using random: inout some RandomSource
  ) throws(InputError) -> [any Layer] {
    var built: [any Layer] = []
    for (index, description) in descriptions.enumerated() {
      let place = "\(prefix)\(first + index) (\(description.kind))"
      let entry = try LayerCatalogue.entry(description.kind)
      try entry.kind.check(description, place)
      var site = LayerSite(description, place: place, shape: shape, isInAgent: isInAgent)
      let layer = try entry.layer.init(from: &site, using: &random)
      if isInAgent, let hindrance = layer.hindranceInAgents {
        throw InputError("\(place) cannot stand in an agent's network: it \(hindrance)")
      }
      shape = site.shape
      guard shape.elementCount <= largest else {
        throw InputError("\(place) makes \(shape.elementCount) numbers of an example; the most is \(largest)")
      }
      built.append(layer)
    }
    return built
  }
}
