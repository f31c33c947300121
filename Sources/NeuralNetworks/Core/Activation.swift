public import Tensors

/// A function applied to each unit's sum.
public enum Activation: Sendable, Hashable {
  case linear, relu, tanh, sigmoid, hardTanh, softplus, silu, gelu
  /// The derivative of silu, s(x) (1 + x (1 - s(x))) (Elfwing et al., 2018).
  case dsilu
  case leakyRelu(slope: Double)
  case elu(scale: Double)
  /// Over the last axis.
  case softmax, logSoftmax

  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .linear: x
    case .relu: x.relu()
    case .tanh: x.tanh()
    case .sigmoid: x.sigmoid()
    case .hardTanh: x.hardTanh()
    case .softplus: x.softplus()
    case .silu: x.silu()
    case .dsilu: x.dsilu()
    case .gelu: x.gelu()
    case .leakyRelu(let slope): x.leakyRelu(slope: slope)
    case .elu(let scale): x.elu(scale: scale)
    case .softmax: x.softmax()
    case .logSoftmax: x.logSoftmax()
    }
  }

  /// The form that a matrix product computes along with its sums.
  var fused: Tensor.DenseActivation? {
    switch self {
    case .linear: .linear
    case .relu: .relu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    default: nil
    }
  }

  /// The initialiser that keeps the size of signals through layers of this activation.
  public var suitableInitializer: Initializer {
    switch self {
    case .relu, .leakyRelu, .elu, .silu, .dsilu, .gelu, .softplus: .heUniform
    default: .glorotUniform
    }
  }

  public static let byName: KeyValuePairs<String, Activation> = [
    "linear": .linear, "relu": .relu, "tanh": .tanh, "sigmoid": .sigmoid, "hard-tanh": .hardTanh,
    "leaky-relu": .leakyRelu(slope: 0.01), "elu": .elu(scale: 1), "softplus": .softplus, "silu": .silu, "dsilu": .dsilu,
    "gelu": .gelu,
    "softmax": .softmax, "log-softmax": .logSoftmax,
  ]
}
