internal import COpenBLAS

/// A matrix that an operation cannot be done with.
public enum LinearAlgebraError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No inverse exists: the pivot in this row is zero, or too small for the result to mean anything.
  case singular(shape: Shape, row: Int?, reciprocalCondition: Double?)
  /// LAPACK's iteration did not settle.
  case notConverged(operation: String)
  /// The matrix holds a NaN or an infinity.
  case notFinite(operation: String, shape: Shape)
  /// LAPACK cannot be loaded.
  case unavailable

  public var description: String {
    switch self {
    case .singular(let shape, let row?, _): "the matrix of shape \(shape) is singular: its pivot in row \(row) is zero"
    case .singular(let shape, nil, let condition?):
      "the matrix of shape \(shape) is singular to working precision: its reciprocal condition number is \(condition)"
    case .singular(let shape, nil, nil): "the matrix of shape \(shape) is singular"
    case .notConverged(let operation): "\(operation) did not converge"
    case .notFinite(let operation, let shape): "\(operation): the matrix of shape \(shape) holds a NaN or an infinity"
    case .unavailable: "OpenBLAS is not installed (apt-get install libopenblas-dev)"
    }
  }
}

/// Linear algebra through LAPACK, computed in double precision whatever the tensors' own; results are constants.
public enum LinearAlgebra {
  /// A square matrix as L U with row exchanges, for several solutions with one factorisation.
  public struct Factorization: Sendable {
    private let count: Int
    private let lu: [Double]
    private let pivots: [Int32]
    /// 1 / (norm of A times norm of its inverse), estimated: near 1 is good, below 1e-16 meaningless.
    public let reciprocalCondition: Double

    /// - Throws: ``LinearAlgebraError/singular(shape:row:reciprocalCondition:)``.
    public init(_ matrix: Tensor) throws(LinearAlgebraError) {
      try self.init(matrix, refusingIllConditioned: true)
    }

    fileprivate init(_ matrix: Tensor, refusingIllConditioned: Bool) throws(LinearAlgebraError) {
      precondition(
        matrix.rank == 2 && matrix.shape[0] == matrix.shape[1],
        "a factorisation is of a square matrix, not \(matrix.shape)")
      count = matrix.shape[0]
      var columns = try columnMajor(matrix, "factorisation")
      var norm = 0.0
      for column in 0..<count {
        norm = max(norm, columns[(column * count)..<((column + 1) * count)].reduce(0) { $0 + abs($1) })
      }
      var exchanges = [Int32](repeating: 0, count: count)
      let status = count == 0 ? 0 : tarn_lapack_factorize(Int32(count), &columns, &exchanges)
      try check(status)
      if status > 0 { throw .singular(shape: matrix.shape, row: Int(status) - 1, reciprocalCondition: nil) }
      lu = columns
      pivots = exchanges
      reciprocalCondition = count == 0 ? 1 : tarn_lapack_reciprocal_condition(Int32(count), lu, norm)
      if refusingIllConditioned, !(reciprocalCondition > 1e-16) {
        throw .singular(shape: matrix.shape, row: nil, reciprocalCondition: reciprocalCondition)
      }
    }

    /// x with A x = b; b is [n] or [n, columns].
    public func solve(_ b: Tensor) -> Tensor {
      precondition(
        (b.rank == 1 || b.rank == 2) && b.shape[0] == count,
        "a right-hand side for \(count) equations is not \(b.shape)")
      let width = b.rank == 1 ? 1 : b.shape[1]
      var columns = transposed(b.doubles, rows: count, columns: width)
      if count > 0, width > 0 { _ = tarn_lapack_solve(Int32(count), Int32(width), lu, pivots, &columns) }
      return Tensor(transposed(columns, rows: width, columns: count), shape: b.shape, precision: b.precision)
    }

    /// The product of the pivots, with the sign of the exchanges.
    public var determinant: Double {
      var result = 1.0
      for index in 0..<count {
        result *= lu[index * count + index]
        if pivots[index] != Int32(index + 1) { result = -result }
      }
      return result
    }
  }

  /// x with A x = b.
  ///
  /// - Parameters:
  ///   - a: [n, n]
  ///   - b: [n] or [n, columns]
  public static func solve(_ a: Tensor, _ b: Tensor) throws(LinearAlgebraError) -> Tensor {
    try Factorization(a).solve(b)
  }

  /// X with A X = I, [n, n] from [n, n].
  ///
  /// - Throws: ``LinearAlgebraError`` where A is singular.
  public static func inverse(_ a: Tensor) throws(LinearAlgebraError) -> Tensor {
    try Factorization(a).solve(Tensor.identity(a.shape[0], precision: a.precision))
  }

  /// The determinant; 0 for a singular matrix.
  public static func determinant(_ a: Tensor) throws(LinearAlgebraError) -> Double {
    do { return try Factorization(a, refusingIllConditioned: false).determinant } catch {
      if case .singular = error { return 0 }
      throw error
    }
  }

  /// A = U diag(s) V^T with orthonormal columns; singular values fall.
  ///
  /// - Returns: U [m, k], s [k], V^T [k, n] with k the smaller extent.
  public static func singularValues(_ a: Tensor) throws(LinearAlgebraError) -> (u: Tensor, s: Tensor, vt: Tensor) {
    precondition(a.rank == 2, "a singular value decomposition is of a matrix, not \(a.shape)")
    let (m, n) = (a.shape[0], a.shape[1])
    let k = min(m, n)
    var columns = try columnMajor(a, "singular value decomposition")
    var s = [Double](repeating: 0, count: k)
    var u = [Double](repeating: 0, count: m * k)
    var vt = [Double](repeating: 0, count: k * n)
    if k > 0 {
      let status = tarn_lapack_svd(Int32(m), Int32(n), &columns, &s, &u, &vt)
      try check(status)
      if status > 0 { throw .notConverged(operation: "the singular value decomposition of \(a.shape)") }
    }
    return (
      Tensor(transposed(u, rows: k, columns: m), shape: [m, k], precision: a.precision),
      Tensor(s, shape: [k], precision: a.precision),
      Tensor(transposed(vt, rows: n, columns: k), shape: [k, n], precision: a.precision)
    )
  }

  /// The x of least norm among those that make |A x - b| least; also where A has not full rank.
  ///
  /// - Returns: x, [n] or [n, columns], and A's numerical rank.
  public static func leastSquares(_ a: Tensor, _ b: Tensor) throws(LinearAlgebraError) -> (x: Tensor, rank: Int) {
    precondition(
      a.rank == 2 && (b.rank == 1 || b.rank == 2) && b.shape[0] == a.shape[0],
      "least squares: \(a.shape) and \(b.shape) do not fit")
    let (m, n) = (a.shape[0], a.shape[1])
    let width = b.rank == 1 ? 1 : b.shape[1]
    var columns = try columnMajor(a, "least squares")
    let most = max(m, n)
    var right = [Double](repeating: 0, count: most * width)
    let source = b.doubles
    for column in 0..<width { for row in 0..<m { right[column * most + row] = source[row * width + column] } }
    var rank: Int32 = 0
    if min(m, n) > 0, width > 0 {
      let tolerance = Double(max(m, n)) * 0x1p-52
      let status = tarn_lapack_least_squares(Int32(m), Int32(n), Int32(width), &columns, &right, tolerance, &rank)
      try check(status)
      if status > 0 { throw .notConverged(operation: "least squares with \(a.shape)") }
    }
    var x = [Double](repeating: 0, count: n * width)
    for column in 0..<width { for row in 0..<n { x[row * width + column] = right[column * most + row] } }
    return (Tensor(x, shape: b.rank == 1 ? [n] : [n, width], precision: a.precision), Int(rank))
  }

  /// A symmetric matrix as V diag(values) V^T; values rise, eigenvectors are the columns of V. Reads the upper triangle.
  public static func symmetricEigen(_ a: Tensor) throws(LinearAlgebraError) -> (values: Tensor, vectors: Tensor) {
    precondition(
      a.rank == 2 && a.shape[0] == a.shape[1], "symmetric eigenvalues are of a square matrix, not \(a.shape)")
    let n = a.shape[0]
    var columns = try columnMajor(a, "symmetric eigenvalues")
    var values = [Double](repeating: 0, count: n)
    if n > 0 {
      let status = tarn_lapack_symmetric_eigen(Int32(n), &columns, &values)
      try check(status)
      if status > 0 { throw .notConverged(operation: "the eigenvalues of \(a.shape)") }
    }
    return (
      Tensor(values, shape: [n], precision: a.precision),
      Tensor(transposed(columns, rows: n, columns: n), shape: [n, n], precision: a.precision)
    )
  }

  private static func check(_ status: Int32) throws(LinearAlgebraError) {
    if status <= -1000 { throw .unavailable }
    precondition(status >= 0, "LAPACK was given a wrong argument, number \(-status)")
  }

  private static func columnMajor(_ a: Tensor, _ operation: String) throws(LinearAlgebraError) -> [Double] {
    guard a.firstNonFinite == nil else { throw .notFinite(operation: operation, shape: a.shape) }
    return transposed(a.doubles, rows: a.shape[0], columns: a.shape[1])
  }

  private static func transposed(_ elements: [Double], rows: Int, columns: Int) -> [Double] {
    var result = elements
    for row in 0..<rows { for column in 0..<columns { result[column * rows + row] = elements[row * columns + column] } }
    return result
  }
}
