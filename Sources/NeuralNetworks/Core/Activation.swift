public import Tensors

/// A function applied to each unit's sum.
///
/// All there is to say about one stands in its entry below: its name in files, the function, the form a matrix product
/// computes along with its sums, the initialiser that suits it, and how other programs write it.
public enum Activation: Sendable, Hashable {
  /// x
  case linear
  /// max(0, x) (Nair and Hinton, 2010).
  case relu
  /// (e^x - e^-x) / (e^x + e^-x)
  case tanh
  /// 1 / (1 + e^-x)
  case sigmoid
  /// x kept within -1 ... 1.
  case hardTanh
  /// ln(1 + e^x)
  case softplus
  /// x s(x) with s the sigmoid (Elfwing et al., 2018; "swish").
  case silu
  /// The derivative of silu, s(x) (1 + x (1 - s(x))) (Elfwing et al., 2018).
  case dsilu
  /// x Phi(x) with Phi the standard normal distribution function (Hendrycks and Gimpel, 2016).
  case gelu
  /// x where positive, `slope` x elsewhere (Maas et al., 2013).
  case leakyRelu(slope: Double)
  /// x where positive, `scale` (e^x - 1) elsewhere (Clevert et al., 2015).
  case elu(scale: Double)
  /// e^x over the sum of e^x along the last axis.
  case softmax
  /// ln of ``softmax``.
  case logSoftmax

  /// All of them, with the parameters they have when a file names them.
  public static let all: [Activation] = [
    .linear, .relu, .tanh, .sigmoid, .hardTanh, .leakyRelu(slope: 0.01), .elu(scale: 1), .softplus, .silu, .dsilu,
    .gelu, .softmax, .logSoftmax,
  ]

  /// Everything about one activation. Functions capture nothing, so that asking for a part costs no more than that part;
  /// the second argument is the activation's parameter, where it has one.
  private struct Entry {
    var name: StaticString
    var initializer: Initializer
    var fused: Tensor.DenseActivation?
    /// Whether it goes over the last axis instead of element by element.
    var mixesChannels = false
    var parameter = 0.0
    var function: (Tensor, Double) -> Tensor
    var export: (inout OperatorGraph, Double) -> Void
  }

  @inline(__always)
  private var entry: Entry {
    switch self {
    case .linear:
      Entry(
        name: "linear", initializer: .glorotUniform, fused: .linear, function: { x, _ in x }, export: { _, _ in })
    case .relu:
      Entry(
        name: "relu", initializer: .heUniform, fused: .relu, function: { x, _ in x.relu() },
        export: { graph, _ in graph.node("Relu") })
    case .tanh:
      Entry(
        name: "tanh", initializer: .glorotUniform, fused: .tanh, function: { x, _ in x.tanh() },
        export: { graph, _ in graph.node("Tanh") })
    case .sigmoid:
      Entry(
        name: "sigmoid", initializer: .glorotUniform, fused: .sigmoid, function: { x, _ in x.sigmoid() },
        export: { graph, _ in graph.node("Sigmoid") })
    case .hardTanh:
      Entry(
        name: "hard-tanh", initializer: .glorotUniform, function: { x, _ in x.hardTanh() },
        export: { graph, _ in
          graph.node("Clip", with: [graph.constant(Tensor(-1), "low"), graph.constant(Tensor(1), "high")])
        })
    case .leakyRelu(let slope):
      Entry(
        name: "leaky-relu", initializer: .heUniform, parameter: slope,
        function: { x, slope in x.leakyRelu(slope: slope) },
        export: { graph, slope in graph.node("LeakyRelu", ["alpha": .real(slope)]) })
    case .elu(let scale):
      Entry(
        name: "elu", initializer: .heUniform, parameter: scale, function: { x, scale in x.elu(scale: scale) },
        export: { graph, scale in graph.node("Elu", ["alpha": .real(scale)]) })
    case .softplus:
      Entry(
        name: "softplus", initializer: .heUniform, function: { x, _ in x.softplus() },
        export: { graph, _ in graph.node("Softplus") })
    case .silu:
      Entry(
        name: "silu", initializer: .heUniform, function: { x, _ in x.silu() },
        export: { graph, _ in
          let start = graph.current
          graph.node("Sigmoid")
          graph.node("Mul", with: [start])
        })
    case .dsilu:
      Entry(
        name: "dsilu", initializer: .heUniform, function: { x, _ in x.dsilu() },
        export: { graph, _ in
          // s + y (1 - s) with y = x s, the derivative of silu.
          let start = graph.current
          let sigmoid = graph.node("Sigmoid")
          let silu = graph.node("Mul", with: [start])
          graph.node("Mul", with: [sigmoid])
          graph.node("Neg")
          graph.node("Add", with: [silu])
          graph.node("Add", with: [sigmoid])
        })
    case .gelu:
      Entry(
        name: "gelu", initializer: .heUniform, function: { x, _ in x.gelu() },
        export: { graph, _ in
          let start = graph.current
          graph.node("Mul", with: [graph.constant(Tensor(0.5.squareRoot()), "root")])
          graph.node("Erf")
          graph.node("Add", with: [graph.constant(Tensor(1), "one")])
          graph.node("Mul", with: [start])
          graph.node("Mul", with: [graph.constant(Tensor(0.5), "half")])
        })
    case .softmax:
      Entry(
        name: "softmax", initializer: .glorotUniform, mixesChannels: true, function: { x, _ in x.softmax() },
        export: { graph, _ in graph.node("Softmax", ["axis": .integer(-1)]) })
    case .logSoftmax:
      Entry(
        name: "log-softmax", initializer: .glorotUniform, mixesChannels: true, function: { x, _ in x.logSoftmax() },
        export: { graph, _ in graph.node("LogSoftmax", ["axis": .integer(-1)]) })
    }
  }
}

extension Activation {
  /// The activation that files call so, or nil.
  public init?(named name: String) {
    guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// What files call it: `relu`, `leaky-relu`.
  public var name: String { entry.name.description }

  /// f(x), of the shape of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let entry = entry
    return entry.function(x, entry.parameter)
  }

  /// The form that a matrix product computes along with its sums.
  var fused: Tensor.DenseActivation? { entry.fused }

  /// The initialiser that keeps the size of signals through layers of this activation: He's for rectifiers and their
  /// relatives, Glorot's for the rest.
  public var suitableInitializer: Initializer { entry.initializer }

  /// Whether it needs the channels of images last.
  var mixesChannels: Bool { entry.mixesChannels }

  /// Appends it to a graph of operators.
  func export(to graph: inout OperatorGraph) {
    let entry = entry
    entry.export(&graph, entry.parameter)
  }
}
