internal import Persistence
public import Randomness
public import Tensors

/// h' = f(x W + h U + b) (Elman, 1990); with `.relu` and identity U it is an IRNN (Le et al., 2015).
public struct SimpleRNN: RecurrentLayer {
  /// [features, width]
  public var inputWeight: Tensor
  /// [width, width]
  public var recurrentWeight: Tensor
  /// [width]
  public var bias: Tensor
  /// f
  public var activation: Tensor.DenseActivation
  /// The rate of recurrent dropout in training, in 0 ..< 1.
  public var recurrentDropout = 0.0

  /// Glorot's weights for the input, orthogonal ones for the state, a bias of zero.
  public init(
    features: Int, width: Int, activation: Tensor.DenseActivation = .tanh, using random: inout some RandomSource
  ) {
    inputWeight = Initializer.glorotUniform([features, width], using: &random)
    recurrentWeight = Initializer.orthogonal(gain: 1)([width, width], using: &random)
    bias = .zeros([width])
    self.activation = activation
  }

  /// Rectified units that start by remembering: identity recurrent weights.
  public static func irnn(features: Int, width: Int, using random: inout some RandomSource) -> SimpleRNN {
    var layer = SimpleRNN(features: features, width: width, activation: .relu, using: &random)
    layer.inputWeight = Initializer.normal(standardDeviation: 0.001)([features, width], using: &random)
    layer.recurrentWeight = .identity(width)
    return layer
  }

  /// The width of the state.
  public var width: Int { recurrentWeight.shape[0] }

  /// Every step's output, [batch, steps, width], and the state after the last.
  public func sequence(_ input: Tensor, mask: Tensor?, state: RecurrentState?, dropout: Tensor?) -> (
    outputs: Tensor, state: RecurrentState
  ) {
    let outputs = input.simpleRecurrent(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, bias: bias, activation: activation,
      hidden: state?.hidden, mask: mask, recurrentDropout: dropout)
    return (outputs, RecurrentState(hidden: outputs.element(axis: 1, outputs.shape[1] - 1)))
  }

  /// Both weights and the bias.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&inputWeight, "inputWeight", .weight)
    visitor.visit(&recurrentWeight, "recurrentWeight", .weight)
    visitor.visit(&bias, "bias", .bias)
  }
}

extension SimpleRNN: DescribedRecurrentLayer {
  static let units = LayerSetting<Int>.count("units", default: 64, "the width of the state, which leaves at every step")
  static let rate = LayerSetting<Double>.rate(default: 0, "the share of the state that is zero in training")
  static let kinds = [
    LayerKind("rnn", "simple recurrent layer; rate is recurrent dropout", [units, rate]),
    LayerKind("irnn", "rectified recurrent layer that starts as the identity", [units, rate]),
  ]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(2, "sequences [steps, features]")
    let (features, width) = (site.shape[1], site[Self.units])
    self =
      site.kind == "irnn"
      ? .irnn(features: features, width: width, using: &random)
      : SimpleRNN(features: features, width: width, using: &random)
    recurrentDropout = site[Self.rate]
    site.shape = [site.shape[0], width]
  }

  init(features: Int, width: Int, using random: inout some RandomSource) {
    self.init(features: features, width: width, activation: .tanh, using: &random)
  }
}
