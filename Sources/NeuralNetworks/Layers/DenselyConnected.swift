public import Persistence
public import Randomness
public import Tensors

/// Each layer sees the outputs of all before it side by side (Huang et al., 2016); the result is all of them.
public struct DenselyConnected: Layer {
  /// From the first on; each sees the input and all outputs before it.
  public var layers: [any Layer]

  /// - Parameter layers: each takes as many channels as the input and all earlier layers together give.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// [..., channels] to [..., channels + those of every layer].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layers.reduce(input) { Tensor.concatenated([$0, $1($0)], axis: -1) }
  }

  /// The same with the training outputs of the layers.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    var x = input
    for index in layers.indices {
      x = Tensor.concatenated([x, layers[index].trainingOutput(x, using: &random)], axis: -1)
    }
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

extension DenselyConnected: DescribedLayer {
  static let layers = LayerSetting.layers
  static let kinds = [LayerKind("densely-connected", "each layer inside sees all before it", [layers])]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    guard !site[Self.layers].isEmpty else { throw site.lacksInnerLayers }
    var built: [any Layer] = []
    for (index, description) in site[Self.layers].enumerated() {
      let before = site.shape
      built += try site.layers([description], first: index + 1, using: &random)
      guard site.shape.rank == before.rank, Shape(site.shape.dropLast()) == Shape(before.dropLast()) else {
        throw InputError(
          "\(site.place): an inner layer changes \(before) to \(site.shape); only the last axis may change")
      }
      site.shape[site.shape.rank - 1] += before[before.rank - 1]
    }
    self.init(built)
  }
}

extension DenselyConnected: ExportableLayer {
  /// Each layer's output beside what it was made of.
  ///
  /// - Throws: ``InputError`` naming a layer inside that has no such form.
  public func export(to graph: inout OperatorGraph) throws(InputError) {
    for layer in layers {
      let before = graph.current
      let made = try graph.branch(from: before, layer)
      graph.node("Concat", ["axis": .integer(-1)], with: [made], from: before)
    }
  }
}
