public import Tensors

/// Each example as one row: [batch, ...] to [batch, elements].
public struct Flatten: ParameterlessLayer {
  public init() {}

  public func callAsFunction(_ input: Tensor) -> Tensor { input.reshaped([input.shape[0], -1]) }
}
