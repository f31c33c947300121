public import Randomness
public import Tensors

/// Each layer sees the outputs of all before it side by side (Huang et al., 2016); the result is all of them.
public struct DenselyConnected: Layer {
  public var layers: [any Layer]

  /// - Parameter layers: each takes as many channels as the input and all earlier layers together give.
  public init(_ layers: [any Layer]) { self.layers = layers }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    layers.reduce(input) { Tensor.concatenated([$0, $1($0)], axis: -1) }
  }

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    var x = input
    for index in layers.indices {
      x = Tensor.concatenated([x, layers[index].trainingOutput(x, using: &random)], axis: -1)
    }
    return x
  }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    for index in layers.indices {
      visitor.enter("layers", index)
      layers[index].visitParameters(with: &visitor)
      visitor.leave()
    }
  }
}
