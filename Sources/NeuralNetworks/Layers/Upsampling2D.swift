public import Tensors

/// Each pixel `factor` times along both sides: nearest-neighbour upsampling.
public struct Upsampling2D: ParameterlessLayer {
  public var factor: Int

  public init(factor: Int = 2) { self.factor = factor }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.repeated(axis: 1, count: factor).repeated(axis: 2, count: factor)
  }
}
