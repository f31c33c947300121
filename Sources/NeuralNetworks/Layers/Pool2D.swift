public import Tensors

/// The largest or the mean of each window.
public struct Pool2D: ParameterlessLayer {
  public enum Kind: Sendable, Hashable { case max, average }

  public var kind: Kind
  public var window: Int
  public var stride: Int
  public var padding: Padding

  /// - Parameter stride: by default the window, so that windows tile the image.
  public init(_ kind: Kind, window: Int = 2, stride: Int? = nil, padding: Padding = .valid) {
    self.kind = kind
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    switch kind {
    case .max: input.maxPooled(window: (window, window), stride: (stride, stride), padding: padding)
    case .average: input.averagePooled(window: (window, window), stride: (stride, stride), padding: padding)
    }
  }
}
