#if canImport(Glibc)
  internal import Glibc
#endif
internal import Persistence
public import Randomness
public import Tensors

/// Adds where each step is: sines and cosines of falling frequency, or learnt vectors.
public struct PositionalEncoding: Layer {
  /// [steps, width]; state where it is fixed.
  public var positions: Tensor
  /// Whether the positions are trained.
  public var isLearned: Bool

  /// sin and cos of position / 10000^(2 i / width) (Vaswani et al., 2017).
  public static func sinusoidal(steps: Int, width: Int) -> PositionalEncoding {
    let elements = (0..<steps * width).map { place -> Double in
      let (step, channel) = (place / width, place % width)
      let angle = Double(step) / pow(10_000, Double(channel / 2 * 2) / Double(width))
      return channel % 2 == 0 ? sin(angle) : cos(angle)
    }
    return PositionalEncoding(positions: Tensor(elements, shape: [steps, width]), isLearned: false)
  }

  /// Trained vectors that begin normal with deviation 0.02.
  public static func learned(steps: Int, width: Int, using random: inout some RandomSource) -> PositionalEncoding {
    PositionalEncoding(
      positions: Initializer.normal(standardDeviation: 0.02)([steps, width], using: &random), isLearned: true)
  }

  init(positions: Tensor, isLearned: Bool) {
    self.positions = positions
    self.isLearned = isLearned
  }

  /// - Precondition: at most as many steps as there are positions.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.shape[1] <= positions.shape[0], "\(input.shape[1]) steps are more than the \(positions.shape[0]) positions")
    return input + positions[0..<input.shape[1]]
  }

  /// The positions.
  public mutating func visitParameters(with visitor: inout some ParameterVisitor) {
    visitor.visit(&positions, "positions", isLearned ? .weight : .state)
  }
}

extension PositionalEncoding: DescribedLayer {
  static let kinds = [LayerKind("positions", "sines and cosines of each step's place")]

  init(from site: inout LayerSite, using random: inout some RandomSource) throws(InputError) {
    try site.expect(2, "sequences [steps, features]")
    self = .sinusoidal(steps: site.shape[0], width: site.shape[1])
  }
}

extension PositionalEncoding: ExportableLayer {
  /// A sum.
  public func export(to graph: inout OperatorGraph) {
    graph.node("Add", with: [graph.constant(positions, "positions")])
  }
}
