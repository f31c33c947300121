internal import Persistence
public import Randomness
public import Tensors

/// Gated recurrent units; see ``Tensor/gru(inputWeight:recurrentWeight:inputBias:recurrentBias:hidden:mask:recurrentDropout:)``.
public struct GRU: RecurrentLayer {
  /// [features, 3 width]: reset, update, new.
  public var inputWeight: Tensor
  /// [width, 3 width]
  public var recurrentWeight: Tensor
  /// [3 width]
  public var inputBias: Tensor
  /// [3 width]
  public var recurrentBias: Tensor
  /// The rate of recurrent dropout in training, in 0 ..< 1.
  public var recurrentDropout = 0.0

  /// Glorot's weights for the input, orthogonal ones for the state, biases of zero.
  public init(features: Int, width: Int, using random: inout some RandomSource) {
    inputWeight = Initializer.glorotUniform([features, 3 * width], using: &random)
    let square = Initializer.orthogonal(gain: 1)
    recurrentWeight = Tensor.concatenated(
      (0..<3).map { _ in square([width, width], using: &random) }, axis: 1)
    inputBias = .zeros([3 * width])
    recurrentBias = .zeros([3 * width])
  }

  /// The width of the state.
  public var width: Int { recurrentWeight.shape[0] }

  /// Every step's output, [batch, steps, width], and the state after the last.
  public func sequence(_ input: Tensor, mask: Tensor?, state: RecurrentState?, dropout: Tensor?) -> (
    outputs: Tensor, state: RecurrentState
  ) {
    let outputs = input.gru(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: inputBias, recurrentBias: recurrentBias,
      hidden: state?.hidden, mask: mask, recurrentDropout: dropout)
    return (outputs, RecurrentState(hidden: outputs.element(axis: 1, outputs.shape[1] - 1)))
  }

  /// Both weights and both biases.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&inputWeight, "inputWeight", .weight)
    visitor.visit(&recurrentWeight, "recurrentWeight", .weight)
    visitor.visit(&inputBias, "inputBias", .bias)
    visitor.visit(&recurrentBias, "recurrentBias", .bias)
  }
}

extension GRU: DescribedRecurrentLayer {
  static let units = LayerSetting<Int>.count("units", default: 64, "the width of the state, which leaves at every step")
  static let rate = LayerSetting<Double>.rate(default: 0, "the share of the state that is zero in training")
  static let kinds = [
    LayerKind("gru", "gated recurrent units", [units, rate])
  ]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(2, "sequences [steps, features]")
    let (features, width) = (site.shape[1], site[Self.units])
    self.init(features: features, width: width, using: &random)
    recurrentDropout = site[Self.rate]
    site.shape = [site.shape[0], width]
  }
}
