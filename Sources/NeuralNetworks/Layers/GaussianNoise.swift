public import Randomness
public import Tensors

/// In training adds normal noise to every element.
public struct GaussianNoise: ParameterlessLayer {
  /// Of the noise; the unit is that of the elements.
  public var deviation: Double

  /// Noise of a standard deviation.
  public init(deviation: Double) { self.deviation = deviation }

  /// The input itself.
  public func callAsFunction(_ input: Tensor) -> Tensor { input }

  /// The input with an independent normal number added to each element.
  public mutating func trainingOutput(_ input: Tensor, using random: inout some RandomSource) -> Tensor {
    let noise = (0..<input.elementCount).map { _ in deviation * random.nextNormal() }
    return input + Tensor(noise, shape: input.shape, precision: input.precision)
  }
}

extension GaussianNoise: DescribedLayer {
  static let rate = LayerSetting<Double>.real(
    "rate", default: 0.1, valid: "0 or more", "the noise's standard deviation"
  ) { $0 >= 0 && $0.isFinite }
  static let kinds = [LayerKind("noise", "adds normal noise of deviation rate in training", [rate])]

  init(from site: inout LayerSite, using random: inout some RandomSource) { self.init(deviation: site[Self.rate]) }

  var hindranceInAgents: String? { deviation > 0 ? "draws random numbers in training" : nil }
}

extension GaussianNoise: ExportableLayer {
  /// It makes no difference.
  public var exportLayout: ExportLayout { .either }

  /// Nothing: evaluation leaves the value as it is.
  public func export(to graph: inout OperatorGraph) {}
}
