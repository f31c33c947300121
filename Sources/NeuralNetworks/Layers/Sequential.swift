public import Persistence
public import Randomness
public import Tensors

/// Layers of any kinds in a row, for networks that are put together while the program runs.
public struct Sequential: Layer {
  /// From the input to the output.
  public var layers: [any Layer]

  /// Layers whose shapes follow on each other.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// What the last layer makes of what the one before it makes, and so on; the input where there are none.
  public func callAsFunction(_ input: Tensor) -> Tensor { layers.reduce(input) { $1($0) } }

  /// The same with the training outputs of the layers.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    var x = input
    for index in layers.indices { x = layers[index].trainingOutput(x, using: &random) }
    return x
  }

  /// The layers in order.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    for index in layers.indices {
      visitor.enter("layers", index)
      layers[index].visitParameters(with: &visitor)
      visitor.leave()
    }
  }
}

extension Sequential: ExportableLayer {
  /// One layer after the other.
  ///
  /// - Throws: ``InputError`` naming a layer that has no such form.
  public func export(to graph: inout OperatorGraph) throws(InputError) {
    for layer in layers { try graph.add(layer) }
  }
}
