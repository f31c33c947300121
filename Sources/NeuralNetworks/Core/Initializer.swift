public import Randomness
public import Tensors

/// How a weight begins.
///
/// Fans are what a unit sees and feeds: for a matrix [in, out] its extents, for filters [..., in, out] those times the
/// window.
public enum Initializer: Sendable, Hashable {
  /// Zeros.
  case zeros
  /// The same number everywhere.
  case constant(Double)
  /// Uniform in -limit ... limit.
  case uniform(limit: Double)
  /// Normal with mean 0.
  case normal(standardDeviation: Double)
  /// Variance 2 / (in + out), uniform (Glorot and Bengio, 2010).
  case glorotUniform
  /// Variance 2 / (in + out), normal (Glorot and Bengio, 2010).
  case glorotNormal
  /// Variance 2 / in, for rectifiers (He et al., 2015).
  case heUniform
  /// Variance 2 / in, normal (He et al., 2015).
  case heNormal
  /// Variance 1 / in (LeCun et al., 1998).
  case lecunNormal
  /// Uniform in +- 1 / sqrt(in).
  case fanInUniform
  /// ``fanInUniform`` for the bias too: how PyTorch's layers begin unless told otherwise.
  case torch
  /// Orthonormal columns or rows times `gain` (Saxe et al., 2013).
  case orthogonal(gain: Double)
  /// Ones on the diagonal (Le et al., 2015, for recurrent rectifiers).
  case identity

  /// - Parameter shape: of any rank; ``orthogonal(gain:)`` and ``identity`` treat it as a matrix whose columns are the
  ///   last axis.
  public func callAsFunction(
    _ shape: Shape, precision: Precision = .single, using random: inout some RandomSource
  ) -> Tensor {
    let outputs = shape.last ?? 1
    let rows = shape.elementCount / max(outputs, 1)
    let fanIn = Double(max(rows, 1))
    let window = shape.rank > 2 ? shape.dropLast(2).reduce(1, *) : 1
    let fanOut = Double(outputs * window)
    func uniform(_ limit: Double, _ random: inout some RandomSource) -> [Double] {
      (0..<shape.elementCount).map { _ in limit * (2 * random.nextDouble() - 1) }
    }
    func normal(_ deviation: Double, _ random: inout some RandomSource) -> [Double] {
      (0..<shape.elementCount).map { _ in deviation * random.nextNormal() }
    }
    let elements: [Double] =
      switch self {
      case .zeros: [Double](repeating: 0, count: shape.elementCount)
      case .constant(let value): [Double](repeating: value, count: shape.elementCount)
      case .uniform(let limit): uniform(limit, &random)
      case .normal(let deviation): normal(deviation, &random)
      case .glorotUniform: uniform((6 / (fanIn + fanOut)).squareRoot(), &random)
      case .glorotNormal: normal((2 / (fanIn + fanOut)).squareRoot(), &random)
      case .heUniform: uniform((6 / fanIn).squareRoot(), &random)
      case .heNormal: normal((2 / fanIn).squareRoot(), &random)
      case .lecunNormal: normal((1 / fanIn).squareRoot(), &random)
      case .fanInUniform, .torch: uniform(1 / fanIn.squareRoot(), &random)
      case .orthogonal(let gain): Self.orthonormal(rows, outputs, using: &random).map { $0 * gain }
      case .identity: (0..<rows * outputs).map { $0 / outputs == $0 % outputs ? 1 : 0 }
      }
    return Tensor(elements, shape: shape, precision: precision)
  }

  /// The bias of a layer, [outputs]: zeros, except that ``torch`` draws it from the range of the weights.
  func bias(_ outputs: Int, fanIn: Int, using random: inout some RandomSource) -> Tensor {
    guard self == .torch else { return .zeros([outputs]) }
    return Initializer.uniform(limit: 1 / Double(max(fanIn, 1)).squareRoot())([outputs], using: &random)
  }

  /// A random matrix with orthonormal columns, or rows where it is wide: Gram-Schmidt, twice for accuracy; in blocks
  /// where there are many.
  private static func orthonormal(_ rows: Int, _ columns: Int, using random: inout some RandomSource) -> [Double] {
    let (count, length) = (min(rows, columns), max(rows, columns))
    if count > Orthonormalization.longestPlain {
      let vectors = (0..<count * length).map { _ in random.nextNormal() }
      let basis = Orthonormalization.basis(of: vectors, length: length)
      return (0..<rows * columns).map { place in
        let (row, column) = (place / columns, place % columns)
        return rows >= columns ? basis[column * length + row] : basis[row * length + column]
      }
    }
    var basis: [[Double]] = []
    while basis.count < count {
      var vector = (0..<length).map { _ in random.nextNormal() }
      for _ in 0..<2 {
        for other in basis {
          let dot = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for index in vector.indices { vector[index] -= dot * other[index] }
        }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > 1e-6 { basis.append(vector.map { $0 / norm }) }
    }
    return (0..<rows * columns).map { place in
      let (row, column) = (place / columns, place % columns)
      return rows >= columns ? basis[column][row] : basis[row][column]
    }
  }
}
