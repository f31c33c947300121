public import Tensors

/// A vector at every step of a sequence: [batch, width] to [batch, steps, width]. One to many.
public struct RepeatSteps: ParameterlessLayer {
  public var steps: Int

  public init(steps: Int) { self.steps = steps }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.expanded(axis: 1).broadcast(to: [input.shape[0], steps, input.shape[1]])
  }
}
