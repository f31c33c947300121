public import Randomness
public import Tensors

/// In training each element is zero with probability `rate`, the others scaled by 1 / (1 - rate) (Srivastava et al., 2014;
/// "inverted", so that evaluation does nothing).
public struct Dropout: ParameterlessLayer {
  /// The probability of zero, in 0 ..< 1.
  public var rate: Double

  /// - Precondition: 0 <= rate < 1.
  public init(rate: Double) {
    precondition(rate >= 0 && rate < 1, "a dropout rate lies in 0 ..< 1, not \(rate)")
    self.rate = rate
  }

  /// The input itself.
  public func callAsFunction(_ input: Tensor) -> Tensor { input }

  /// The input times a fresh ``mask(_:rate:precision:using:)``.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    rate == 0 ? input : input * Self.mask(input.shape, rate: rate, precision: input.precision, using: &random)
  }

  /// Zeros with probability `rate`, otherwise 1 / (1 - rate).
  public static func mask(
    _ shape: Shape, rate: Double, precision: Precision = .single, using random: inout some RandomSource
  ) -> Tensor {
    let kept = Float(1 / (1 - rate))
    let limit = UInt32(rate * 4_294_967_296)
    return Tensor(
      (0..<shape.elementCount).map { _ in random.nextUInt32() < limit ? 0 : kept }, shape: shape, precision: precision)
  }
}

extension Dropout: DescribedLayer {
  static let rate = LayerSetting<Double>.rate(default: 0.5, "the share of elements that are zero in training")
  static let kinds = [LayerKind("dropout", "zeroes elements in training", [rate])]

  init(from site: inout LayerSite, using random: inout some RandomSource) { self.init(rate: site[Self.rate]) }

  var hindranceInAgents: String? { rate > 0 ? "draws random numbers in training" : nil }
}

extension Dropout: ExportableLayer {
  /// It makes no difference.
  public var exportLayout: ExportLayout { .either }

  /// Nothing: evaluation leaves the value as it is.
  public func export(to graph: inout OperatorGraph) {}
}
