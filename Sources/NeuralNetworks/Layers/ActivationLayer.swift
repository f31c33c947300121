public import Tensors

/// An activation on its own.
public struct ActivationLayer: ParameterlessLayer {
  public var activation: Activation

  public init(_ activation: Activation) { self.activation = activation }

  public func callAsFunction(_ input: Tensor) -> Tensor { activation(input) }
}
