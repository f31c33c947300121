public import Randomness
public import Tensors

/// One layer forwards and one backwards in time, side by side (Schuster and Paliwal, 1997): [batch, steps, 2 width].
public struct Bidirectional<Direction: RecurrentLayer>: Layer {
  public var forward: Direction
  public var backward: Direction

  public init(forward: Direction, backward: Direction) {
    self.forward = forward
    self.backward = backward
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, mask: nil) }

  /// With unequal lengths padded at the end: the backward layer rests until a sequence's last step.
  public func callAsFunction(_ input: Tensor, mask: Tensor?) -> Tensor {
    join(
      forward.sequence(input, mask: mask, state: nil, dropout: nil).outputs,
      backward.sequence(input.reversed(axis: 1), mask: mask?.reversed(axis: 1), state: nil, dropout: nil).outputs)
  }

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let ahead = forward.trainingOutput(input, using: &random)
    return join(ahead, backward.trainingOutput(input.reversed(axis: 1), using: &random))
  }

  private func join(_ ahead: Tensor, _ back: Tensor) -> Tensor {
    Tensor.concatenated([ahead, back.reversed(axis: 1)], axis: -1)
  }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&forward, "forward")
    visitor.visit(&backward, "backward")
  }
}

/// Recurrent layers on top of each other, each with its state.
public struct RecurrentStack<Level: RecurrentLayer>: Layer {
  public var levels: [Level]

  public init(_ levels: [Level]) { self.levels = levels }

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

  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    var x = input
    for index in levels.indices { x = levels[index].trainingOutput(x, using: &random) }
    return x
  }

  public mutating func visitParameters(with visitor: inout some ParameterVisitor) { visitor.visit(&levels, "levels") }
}

/// One output of a sequence: [batch, steps, width] to [batch, width]. Many to one.
public struct LastStep: ParameterlessLayer {
  public init() {}

  public func callAsFunction(_ input: Tensor) -> Tensor { input.element(axis: 1, input.shape[1] - 1) }
}

/// A vector at every step of a sequence: [batch, width] to [batch, steps, width]. One to many.
public struct RepeatSteps: ParameterlessLayer {
  public var steps: Int

  public init(steps: Int) { self.steps = steps }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.expanded(axis: 1).broadcast(to: [input.shape[0], steps, input.shape[1]])
  }
}
