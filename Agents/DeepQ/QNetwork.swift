import NeuralNetworks
import Persistence
import Randomness
import Tensors

/// Action values, or distributions over them, from observations.
///
/// Observations that are boards go through one convolution (16 filters of 3x3, as in the MinAtar paper); then come dense
/// layers. Dueling (Wang et al., 2016) splits the last hidden layer into V and A with Q = V + A - mean A. Layers that a file
/// describes stand in place of all hidden ones, before the streams part.
struct QNetwork: Module {
  /// Described layers, from an observation of ``observationShape`` to a row.
  var trunk: Sequential?
  /// Boards only.
  var filters: Conv2D?
  /// Dense layers that both streams share.
  var shared: [Dense]
  /// [.., actions x atoms]
  var advantage: QHead
  /// [.., atoms], with dueling.
  var value: QHead?
  /// `[features]`, or `[height, width, channels]` of a board.
  private let observationShape: [Int]
  let actionCount: Int
  /// 1 for plain values, otherwise the atoms of a distribution.
  let atomCount: Int

  /// What makes up a network.
  struct Design: Sendable {
    /// Described layers in place of the next two; nil for those.
    var layers: [LayerDescription]?
    /// Widths of the dense layers; none for a linear network.
    var hidden: [Int]
    /// Boards only: filters of 3x3.
    var filterCount: Int
    /// Q = V + A - mean A instead of Q itself (Wang et al., 2016).
    var isDueling: Bool
    /// sigma_0 of noisy layers (Fortunato et al., 2018); nil for plain ones.
    var noise: Double?
    /// Outputs for each action: 1 for values, otherwise the atoms of a distribution.
    var atomCount: Int
  }

  /// - Parameter shape: of an observation, `[features]` or `[height, width, channels]`.
  /// - Throws: ``InputError`` when described layers do not suit the observations.
  init(_ shape: [Int], actionCount: Int, _ design: Design, using random: inout PCG64) throws(InputError) {
    let (hidden, noise, isDueling) = (design.hidden, design.noise, design.isDueling)
    let (filterCount, atomCount) = (design.filterCount, design.atomCount)
    self.actionCount = actionCount
    self.atomCount = atomCount
    observationShape = shape
    if let layers = design.layers {
      let (body, width) = try ModelBuilder.trunk(layers, observationShape: Shape(shape), using: &random)
      (trunk, shared) = (body, [])
      advantage = QHead([width, actionCount * atomCount], noise: noise, using: &random)
      value = isDueling ? QHead([width, atomCount], noise: noise, using: &random) : nil
      return
    }
    var width = shape.reduce(1, *)
    if shape.count == 3 {
      filters = Conv2D(
        channels: shape[2], filters: filterCount, activation: .relu, initializer: .torch, using: &random)
      width = (shape[0] - 2) * (shape[1] - 2) * filterCount
    }
    // A board's streams part after the convolution; others part before their last hidden layer.
    let sharedCount = isDueling && shape.count != 3 ? max(hidden.count - 1, 0) : 0
    shared = []
    for outputs in hidden.prefix(sharedCount) {
      shared.append(
        Dense(inputs: width, outputs: outputs, activation: .relu, initializer: .torch, using: &random))
      width = outputs
    }
    let widths = [width] + hidden.dropFirst(sharedCount)
    advantage = QHead(widths + [actionCount * atomCount], noise: noise, using: &random)
    value = isDueling ? QHead(widths + [atomCount], noise: noise, using: &random) : nil
  }

  /// - Parameter x: [batch, features].
  /// - Returns: values [batch, actions], or logits [batch, actions, atoms].
  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = x
    if let trunk { x = trunk(x.reshaped(Shape([x.shape[0]] + observationShape))) }
    if let filters {
      x = filters(x.reshaped(Shape([x.shape[0]] + observationShape)))
      x = x.reshaped([x.shape[0], -1])
    }
    for index in shared.indices { x = shared[index](x) }
    let a = advantage(x)
    guard let value else { return atomCount == 1 ? a : a.reshaped([-1, actionCount, atomCount]) }
    if atomCount == 1 { return value(x) + a - a.mean(axis: 1, keepingAxis: true) }
    let grid = a.reshaped([-1, actionCount, atomCount])
    return value(x).reshaped([-1, 1, atomCount]) + grid - grid.mean(axis: 1, keepingAxis: true)
  }

  mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&trunk, "trunk")
    visitor.visit(&filters, "filters")
    visitor.visit(&shared, "shared")
    visitor.visit(&advantage, "advantage")
    visitor.visit(&value, "value")
  }
}

/// The dense layers of a stream, plain or noisy.
enum QHead: Module {
  case plain(MultilayerPerceptron)
  case noisy([NoisyDense])

  init(_ widths: [Int], noise: Double?, using random: inout PCG64) {
    if let noise {
      self = .noisy(
        (1..<widths.count).map {
          NoisyDense(
            inputs: widths[$0 - 1], outputs: widths[$0], activation: $0 < widths.count - 1 ? .relu : .linear,
            deviation: noise, using: &random)
        })
    } else {
      self = .plain(MultilayerPerceptron(widths, initializer: .torch, using: &random))
    }
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .plain(let layers): return layers(x)
    case .noisy(let layers):
      var x = x
      for index in layers.indices { x = layers[index](x) }
      return x
    }
  }

  mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    // The payload leaves the enumeration while it is visited, so that it is not copied.
    switch self {
    case .plain(var layers):
      self = .noisy([])
      visitor.visit(&layers, "plain")
      self = .plain(layers)
    case .noisy(var layers):
      self = .noisy([])
      visitor.visit(&layers, "noisy")
      self = .noisy(layers)
    }
  }

  /// Draws new noise, or takes it away.
  mutating func draw(_ random: inout PCG64) {
    guard case .noisy(var layers) = self else { return }
    for index in layers.indices { layers[index].drawNoise(using: &random) }
    self = .noisy(layers)
  }

  mutating func silence() {
    guard case .noisy(var layers) = self else { return }
    for index in layers.indices { layers[index].silence() }
    self = .noisy(layers)
  }
}

extension QNetwork {
  /// Fresh noise in every noisy layer.
  mutating func drawNoise(using random: inout PCG64) {
    advantage.draw(&random)
    value?.draw(&random)
  }

  /// The network of the noise's means.
  var silenced: QNetwork {
    var copy = self
    copy.advantage.silence()
    copy.value?.silence()
    return copy
  }
}
