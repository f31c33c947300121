public import Tensors

/// Each example under another shape: [batch, ...] to [batch] + extents.
public struct Reshape: ParameterlessLayer {
  public var extents: [Int]

  public init(_ extents: [Int]) { self.extents = extents }

  public func callAsFunction(_ input: Tensor) -> Tensor { input.reshaped([input.shape[0]] + extents) }
}
