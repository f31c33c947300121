public import Tensors

/// One output of a sequence: [batch, steps, width] to [batch, width]. Many to one.
public struct LastStep: ParameterlessLayer {
  public init() {}

  public func callAsFunction(_ input: Tensor) -> Tensor { input.element(axis: 1, input.shape[1] - 1) }
}
