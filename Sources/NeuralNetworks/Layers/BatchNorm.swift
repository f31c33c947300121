internal import Persistence
public import Randomness
public import Tensors

/// Batch normalisation over all axes but the last (Ioffe and Szegedy, 2015).
///
/// In training each channel is normalised by its batch and the running statistics move; evaluation uses those.
public struct BatchNorm: Layer {
  /// [channels]
  public var scale: Tensor
  /// [channels]
  public var shift: Tensor
  /// State: [channels] each.
  public var runningMean: Tensor
  /// [channels]
  public var runningVariance: Tensor
  /// How far the running statistics move towards each batch's.
  public var momentum: Double
  /// Added to the variance, against division by zero.
  public var epsilon: Double

  /// Scale 1, shift 0, running mean 0 and variance 1.
  public init(channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5) {
    scale = .ones([channels])
    shift = .zeros([channels])
    runningMean = .zeros([channels])
    runningVariance = .ones([channels])
    self.momentum = momentum
    self.epsilon = epsilon
  }

  /// (x - m) / sqrt(v + epsilon) scale + shift with the running mean m and variance v; [..., channels].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let factor = scale / (runningVariance + epsilon).squareRoot()
    return input * factor + (shift - runningMean * factor)
  }

  /// The same with the batch's mean and variance, through which the gradient goes; moves the running ones towards them.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let axes = Array(0..<(input.rank - 1))
    let count = Double(input.elementCount / input.shape[input.rank - 1])
    let mean = input.mean(axes: axes)
    let centred = input - mean
    let variance = centred.squared().mean(axes: axes)
    runningMean = runningMean * (1 - momentum) + mean.detached * momentum
    // The running estimate is the unbiased one.
    let unbiased = count > 1 ? count / (count - 1) : 1
    runningVariance = runningVariance * (1 - momentum) + variance.detached * (momentum * unbiased)
    return centred * (scale / (variance + epsilon).squareRoot()) + shift
  }

  /// Scale, shift, and the running statistics as state.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&scale, "scale", .bias)
    visitor.visit(&shift, "shift", .bias)
    visitor.visit(&runningMean, "runningMean", .state)
    visitor.visit(&runningVariance, "runningVariance", .state)
  }
}

extension BatchNorm: DescribedLayer {
  static let kinds = [LayerKind("batch-norm", "batch normalisation")]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    self.init(channels: try site.width())
  }

  var hindranceInAgents: String? { "goes by the statistics of each batch in training" }
}

extension BatchNorm: ExportableLayer {
  /// A factor and a shift, from the running statistics.
  public func export(to graph: inout OperatorGraph) {
    let factor = scale / (runningVariance + epsilon).squareRoot()
    graph.node("Mul", with: [graph.constant(factor, "scale")])
    graph.node("Add", with: [graph.constant(shift - runningMean * factor, "shift")])
  }
}
