internal import Persistence
public import Randomness
public import Tensors

/// One layer forwards and one backwards in time, side by side (Schuster and Paliwal, 1997): [batch, steps, 2 width].
public struct Bidirectional<Direction: RecurrentLayer>: Layer {
  /// From the first step to the last.
  public var forward: Direction
  /// From the last step to the first.
  public var backward: Direction

  /// Two layers of the same number of features.
  public init(forward: Direction, backward: Direction) {
    self.forward = forward
    self.backward = backward
  }

  /// Both outputs at every step, forward first: [batch, steps, 2 width].
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, mask: nil) }

  /// With unequal lengths padded at the end: the backward layer rests until a sequence's last step.
  public func callAsFunction(_ input: Tensor, mask: Tensor?) -> Tensor {
    join(
      forward.sequence(input, mask: mask, state: nil, dropout: nil).outputs,
      backward.sequence(input.reversed(axis: 1), mask: mask?.reversed(axis: 1), state: nil, dropout: nil).outputs)
  }

  /// The same with the recurrent dropout of each direction.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let ahead = forward.trainingOutput(input, using: &random)
    return join(ahead, backward.trainingOutput(input.reversed(axis: 1), using: &random))
  }

  private func join(_ ahead: Tensor, _ back: Tensor) -> Tensor {
    Tensor.concatenated([ahead, back.reversed(axis: 1)], axis: -1)
  }

  /// Forward, then backward.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&forward, "forward")
    visitor.visit(&backward, "backward")
  }
}

extension Bidirectional: DescribedLayer where Direction: DescribedRecurrentLayer {
  static var units: LayerSetting<Int> { .count("units", default: 64, "the width of either direction's state") }
  static var kinds: [LayerKind] {
    Direction.kinds.prefix(1).map {
      LayerKind("bidirectional-\($0.name)", "forwards and backwards, side by side", [units])
    }
  }

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(2, "sequences [steps, features]")
    let (features, width) = (site.shape[1], site[Self.units])
    forward = Direction(features: features, width: width, using: &random)
    backward = Direction(features: features, width: width, using: &random)
    site.shape = [site.shape[0], 2 * width]
  }

  var hindranceInAgents: String? { forward.hindranceInAgents ?? backward.hindranceInAgents }
}
