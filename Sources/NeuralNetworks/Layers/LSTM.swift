internal import Persistence
public import Randomness
public import Tensors

/// Long short-term memory; see ``Tensor/lstm(inputWeight:recurrentWeight:bias:peepholes:hidden:cell:mask:recurrentDropout:)``.
public struct LSTM: RecurrentLayer {
  /// [features, 4 width]: input, forget, candidate, output.
  public var inputWeight: Tensor
  /// [width, 4 width]
  public var recurrentWeight: Tensor
  /// [4 width]; the forget gate's part starts at 1 (Jozefowicz et al., 2015).
  public var bias: Tensor
  /// [3, width]; nil without peepholes.
  public var peepholes: Tensor?
  /// The rate of recurrent dropout in training, in 0 ..< 1.
  public var recurrentDropout = 0.0

  /// Glorot's weights for the input, orthogonal ones for the state; the forget gate's bias is 1, the others 0.
  ///
  /// - Parameter hasPeepholes: whether the gates see the cell (Gers and Schmidhuber, 2000).
  public init(features: Int, width: Int, hasPeepholes: Bool = false, using random: inout some RandomSource) {
    inputWeight = Initializer.glorotUniform([features, 4 * width], using: &random)
    let square = Initializer.orthogonal(gain: 1)
    recurrentWeight = Tensor.concatenated(
      (0..<4).map { _ in square([width, width], using: &random) }, axis: 1)
    bias = Tensor((0..<(4 * width)).map { $0 / width == 1 ? Float(1) : 0 }, shape: [4 * width])
    peepholes = hasPeepholes ? .zeros([3, width]) : nil
  }

  /// The width of the state.
  public var width: Int { recurrentWeight.shape[0] }

  /// Every step's output, [batch, steps, width], and the state after the last.
  public func sequence(_ input: Tensor, mask: Tensor?, state: RecurrentState?, dropout: Tensor?) -> (
    outputs: Tensor, state: RecurrentState
  ) {
    let all = input.lstm(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, bias: bias, peepholes: peepholes,
      hidden: state?.hidden, cell: state?.cell, mask: mask, recurrentDropout: dropout)
    let steps = input.shape[1]
    let outputs = all.slice(axis: 1, 0..<steps)
    return (
      outputs, RecurrentState(hidden: all.element(axis: 1, steps - 1), cell: all.element(axis: 1, steps))
    )
  }

  /// Every step's output, [batch, steps, width].
  public func callAsFunction(_ input: Tensor) -> Tensor { outputs(input, dropout: nil) }

  /// The same with recurrent dropout.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    outputs(input, dropout: dropoutMask(for: input, using: &random))
  }

  /// Without the final state, which costs copies.
  private func outputs(_ input: Tensor, dropout: Tensor?) -> Tensor {
    input.lstm(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, bias: bias, peepholes: peepholes,
      recurrentDropout: dropout
    ).slice(axis: 1, 0..<input.shape[1])
  }

  /// Both weights, the bias and, if there are any, the peepholes.
  @inlinable
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&inputWeight, "inputWeight", .weight)
    visitor.visit(&recurrentWeight, "recurrentWeight", .weight)
    visitor.visit(&bias, "bias", .bias)
    visitor.visit(&peepholes, "peepholes", .weight)
  }
}

extension LSTM: DescribedRecurrentLayer {
  static let units = LayerSetting<Int>.count("units", default: 64, "the width of the state, which leaves at every step")
  static let rate = LayerSetting<Double>.rate(default: 0, "the share of the state that is zero in training")
  static let kinds = [
    LayerKind("lstm", "long short-term memory", [units, rate]),
    LayerKind("peephole-lstm", "the same with peepholes", [units, rate]),
  ]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(2, "sequences [steps, features]")
    let (features, width) = (site.shape[1], site[Self.units])
    self.init(features: features, width: width, hasPeepholes: site.kind == "peephole-lstm", using: &random)
    recurrentDropout = site[Self.rate]
    site.shape = [site.shape[0], width]
  }

  init(features: Int, width: Int, using random: inout some RandomSource) {
    self.init(features: features, width: width, hasPeepholes: false, using: &random)
  }
}
