public import Randomness
public import Tensors

/// Recurrent layers on top of each other, each with its state.
public struct RecurrentStack<Level: RecurrentLayer>: Layer {
  /// From the input on; each takes the width of the one before it.
  public var levels: [Level]

  /// Layers whose widths follow on each other.
  public init(_ levels: [Level]) { self.levels = levels }

  /// Every output of the last level from states of zeros, [batch, steps, width].
  public func callAsFunction(_ input: Tensor) -> Tensor { levels.reduce(input) { $1($0) } }

  /// - Parameter states: one a level, from an earlier call; zeros if nil.
  public func callAsFunction(_ input: Tensor, mask: Tensor?, states: [RecurrentState]?) -> (
    outputs: Tensor, states: [RecurrentState]
  ) {
    var x = input
    var after: [RecurrentState] = []
    for (index, level) in levels.enumerated() {
      let (outputs, state) = level.sequence(x, mask: mask, state: states?[index], dropout: nil)
      x = outputs
      after.append(state)
    }
    return (x, after)
  }

  /// The same with the recurrent dropout of each level.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    var x = input
    for index in levels.indices { x = levels[index].trainingOutput(x, using: &random) }
    return x
  }

  /// The levels in order.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) { visitor.visit(&levels, "levels") }
}
