public import Tensors

/// The mean over all axes between batch and channels: [batch, ..., channels] to [batch, channels].
public struct GlobalAveragePool: ParameterlessLayer {
  public init() {}

  public func callAsFunction(_ input: Tensor) -> Tensor { input.mean(axes: Array(1..<(input.rank - 1))) }
}
