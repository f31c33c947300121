internal import CKernels
internal import COpenBLAS

/// The one entry point to matrix products.
///
/// Where the processor has AVX-512 our kernels are faster than OpenBLAS on every shape of the workloads (up to 1.9 times
/// on this project's machines); elsewhere OpenBLAS is, but for the smallest.
package enum MatrixKernel {
  private static let prefersOwn = tarn_kernel_level() == 2

  /// C (+)= op(A) op(B), row-major; op(A) is m x k, op(B) is k x n.
  package static func multiply(
    _ precision: Precision, transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int,
    _ a: UnsafeRawPointer, lda: Int, _ b: UnsafeRawPointer, ldb: Int, accumulate: Bool = false,
    _ c: UnsafeMutableRawPointer, ldc: Int
  ) {
    if m == 0 || n == 0 { return }
    switch precision {
    case .single:
      if k > longestChain(m, n) {
        multiplyInParts(
          transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, a, lda: lda, b, ldb: ldb,
          accumulate: accumulate, c.assumingMemoryBound(to: Float.self), ldc: ldc)
        return
      }
      let (a, b) = (a.assumingMemoryBound(to: Float.self), b.assumingMemoryBound(to: Float.self))
      let c = c.assumingMemoryBound(to: Float.self)
      if prefersOwn || m * n * k < 4096 || k == 0 || tarn_blas_available() == 0 {
        tarn_multiply(
          transposeA ? 1 : 0, transposeB ? 1 : 0, Int64(m), Int64(n), Int64(k), a, Int64(lda), b, Int64(ldb),
          accumulate ? 1 : 0, c, Int64(ldc))
      } else {
        tarn_blas_multiply_single(
          transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(m), Int32(n), Int32(k), a, Int32(lda), b, Int32(ldb),
          accumulate ? 1 : 0, c, Int32(ldc))
      }
    case .double:
      let (a, b) = (a.assumingMemoryBound(to: Double.self), b.assumingMemoryBound(to: Double.self))
      let c = c.assumingMemoryBound(to: Double.self)
      if k > 0, tarn_blas_available() == 1 {
        tarn_blas_multiply_double(
          transposeA ? 1 : 0, transposeB ? 1 : 0, Int32(m), Int32(n), Int32(k), a, Int32(lda), b, Int32(ldb),
          accumulate ? 1 : 0, c, Int32(ldc))
        return
      }
      for i in 0..<m {
        for j in 0..<n {
          var sum = accumulate ? c[i * ldc + j] : 0
          for p in 0..<k {
            sum += a[transposeA ? p * lda + i : i * lda + p] * b[transposeB ? j * ldb + p : p * ldb + j]
          }
          c[i * ldc + j] = sum
        }
      }
    }
  }

  /// Terms that a product in single precision may add up: a row's or column's sums are one chain, others are sums of
  /// blocks.
  private static func longestChain(_ m: Int, _ n: Int) -> Int { Swift.min(m, n) == 1 ? 8192 : 131_072 }

  /// Products of slices of k, added in double precision, so that rounding does not grow with k.
  private static func multiplyInParts(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, _ a: UnsafeRawPointer, lda: Int, _ b: UnsafeRawPointer,
    ldb: Int, accumulate: Bool, _ c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    let step = longestChain(m, n)
    let part = UnsafeMutableBufferPointer<Float>.allocate(capacity: m * n)
    let totals = UnsafeMutableBufferPointer<Double>.allocate(capacity: m * n)
    defer {
      part.deallocate()
      totals.deallocate()
    }
    guard let partBase = part.baseAddress else { return }
    for i in 0..<m { for j in 0..<n { totals[i * n + j] = accumulate ? Double(c[i * ldc + j]) : 0 } }
    let bytes = Precision.single.byteCount
    for start in stride(from: 0, to: k, by: step) {
      multiply(
        .single, transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: Swift.min(step, k - start),
        a + start * (transposeA ? lda : 1) * bytes, lda: lda, b + start * (transposeB ? 1 : ldb) * bytes, ldb: ldb,
        partBase, ldc: n)
      for index in 0..<m * n { totals[index] += Double(part[index]) }
    }
    for i in 0..<m { for j in 0..<n { c[i * ldc + j] = Float(totals[i * n + j]) } }
  }
}

extension Tensor {
  /// The matrix product over the last two axes; leading axes broadcast.
  ///
  /// - Parameters:
  ///   - b: [..., k, n]; `self` is [..., m, k]. With `transposed` it is given as [..., n, k].
  /// - Returns: [..., m, n].
  public func matrixProduct(_ b: Tensor, transposed: Bool = false) -> Tensor {
    let a = self
    precondition(
      a.rank >= 2 && b.rank >= 2 && a.precision == b.precision,
      "matrixProduct: \(a.shape) and \(b.shape) are not matrices of one precision")
    let (m, k) = (a.shape[a.rank - 2], a.shape[a.rank - 1])
    let n = b.shape[b.rank - (transposed ? 2 : 1)]
    precondition(
      b.shape[b.rank - (transposed ? 1 : 2)] == k,
      "matrixProduct: \(a.shape) times \(b.shape)\(transposed ? " transposed" : "") do not fit")
    let (aBatch, bBatch) = (Shape(a.shape.dropLast(2)), Shape(b.shape.dropLast(2)))
    guard let batch = Shape.broadcast(aBatch, bBatch) else {
      preconditionFailure("matrixProduct: the leading axes of \(a.shape) and \(b.shape) do not broadcast")
    }
    let y = Tensor(uninitialized: Shape(Array(batch) + [m, n]), precision: precision)
    let pairs = BatchPairs(aBatch, bBatch, batch)
    let bytes = precision.byteCount
    let ldb = b.shape[b.rank - 1]
    if bBatch.elementCount == 1, aBatch == batch {
      // One right-hand side for all: a single tall product.
      MatrixKernel.multiply(
        precision, transposeB: transposed, m: batch.elementCount * m, n: n, k: k, a.pointer, lda: k, b.pointer,
        ldb: ldb,
        y.pointer, ldc: n)
    } else {
      for index in 0..<batch.elementCount {
        let (i, j) = pairs[index]
        MatrixKernel.multiply(
          precision, transposeB: transposed, m: m, n: n, k: k, a.pointer + i * m * k * bytes, lda: k,
          b.pointer + j * k * n * bytes, ldb: ldb, y.pointer + index * m * n * bytes, ldc: n)
      }
    }
    return recorded(
      "matrixProduct", y, from: a, b,
      { dy, cotangents in
        cotangents.write(to: a) { da, accumulate in
          // dA = dY B^T, summed over repeats.
          if !accumulate { tarn_fill(dy.precision.kernelType, 0, da, Int64(a.elementCount)) }
          for index in 0..<batch.elementCount {
            let (i, j) = pairs[index]
            MatrixKernel.multiply(
              dy.precision, transposeB: !transposed, m: m, n: k, k: n, dy.pointer + index * m * n * bytes, lda: n,
              b.pointer + j * k * n * bytes, ldb: ldb, accumulate: true, da + i * m * k * bytes, ldc: k)
          }
        }
        cotangents.write(to: b) { db, accumulate in
          // dB = A^T dY, or dY^T A where B is given transposed.
          if !accumulate { tarn_fill(dy.precision.kernelType, 0, db, Int64(b.elementCount)) }
          for index in 0..<batch.elementCount {
            let (i, j) = pairs[index]
            let (left, right) = (a.pointer + i * m * k * bytes, dy.pointer + index * m * n * bytes)
            if transposed {
              MatrixKernel.multiply(
                dy.precision, transposeA: true, m: n, n: k, k: m, right, lda: n, left, ldb: k, accumulate: true,
                db + j * k * n * bytes, ldc: k)
            } else {
              MatrixKernel.multiply(
                dy.precision, transposeA: true, m: k, n: n, k: m, left, lda: k, right, ldb: n, accumulate: true,
                db + j * k * n * bytes, ldc: n)
            }
          }
        }
      })
  }

  /// What ``dense(weight:bias:activation:)`` applies to its sums: functions whose derivative follows from their value.
  public enum DenseActivation: Sendable, Hashable {
    case linear, relu, tanh, sigmoid

    var kernel: Int32 {
      switch self {
      case .linear: Int32(TARN_AFFINE.rawValue)
      case .relu: Int32(TARN_RELU.rawValue)
      case .tanh: Int32(TARN_TANH.rawValue)
      case .sigmoid: Int32(TARN_SIGMOID.rawValue)
      }
    }

    /// dy f'(x), which follows from y = f(x).
    func derivative(_ dy: Tensor, at y: Tensor) -> Tensor {
      if self == .linear { return dy }
      let dz = Tensor(uninitialized: dy.shape, precision: dy.precision)
      tarn_unary_derivative(
        dy.precision.kernelType, tarn_unary_operation(rawValue: UInt32(kernel)), y.pointer, y.pointer, dy.pointer,
        dz.pointer, Int64(dy.elementCount), 0, 0, 0)
      return dz
    }
  }

  /// f(x W + b) over the last axis, as one operation.
  ///
  /// - Parameters:
  ///   - weight: [inputs, outputs]; `self` is [..., inputs].
  ///   - bias: [outputs], or nil.
  /// - Returns: [..., outputs].
  public func dense(weight: Tensor, bias: Tensor?, activation: DenseActivation = .linear) -> Tensor {
    precondition(
      rank >= 1 && weight.rank == 2 && shape[rank - 1] == weight.shape[0] && weight.precision == precision,
      "dense: \(shape) in \(precision) precision does not fit weights \(weight.shape) in \(weight.precision)")
    let (inputs, outputs) = (weight.shape[0], weight.shape[1])
    if let bias { precondition(bias.shape == [outputs], "dense: bias \(bias.shape) is not [\(outputs)]") }
    let rows = elementCount / Swift.max(inputs, 1)
    var resultShape = shape
    resultShape[rank - 1] = outputs
    let y = Tensor(uninitialized: resultShape, precision: precision)
    MatrixKernel.multiply(
      precision, m: rows, n: outputs, k: inputs, pointer, lda: inputs, weight.pointer, ldb: outputs, y.pointer,
      ldc: outputs)
    if bias != nil || activation != .linear {
      tarn_bias_activation(
        precision.kernelType, activation.kernel, y.pointer, bias?.pointer, Int64(rows), Int64(outputs), 0)
    }
    let state = ThreadState.current
    if state.pointee.tape == nil, state.pointee.observer == nil { return y }
    return recordedDense(y, weight: weight, bias: bias, activation: activation)
  }

  /// Whether nothing on this thread records or observes operations.
  package static var isUnobserved: Bool {
    let state = ThreadState.current
    return state.pointee.serial == .max && state.pointee.observer == nil
  }

  /// f(x W + b) from memory to memory, for chains of layers whose inner results nobody sees.
  @inline(__always)
  package static func dense(
    rows: Int, _ x: UnsafeRawPointer, weight: borrowing Tensor, bias: UnsafeRawPointer?, activation: DenseActivation,
    into y: UnsafeMutableRawPointer
  ) {
    let (inputs, outputs) = (weight.shape[0], weight.shape[1])
    MatrixKernel.multiply(
      weight.precision, m: rows, n: outputs, k: inputs, x, lda: inputs, weight.pointer, ldb: outputs, y, ldc: outputs)
    if bias != nil || activation != .linear {
      tarn_bias_activation(
        weight.precision.kernelType, activation.kernel, y, bias, Int64(rows), Int64(outputs), 0)
    }
  }

  /// Apart from the product, so that inference never makes what only a recording needs.
  @inline(never)
  private func recordedDense(_ y: Tensor, weight: Tensor, bias: Tensor?, activation: DenseActivation) -> Tensor {
    let (inputs, outputs) = (weight.shape[0], weight.shape[1])
    let rows = elementCount / Swift.max(inputs, 1)
    return recorded(
      "dense", y, from: self, weight, bias,
      { dy, cotangents in
        let type = dy.precision.kernelType
        let dz = activation.derivative(dy, at: y)
        cotangents.write(to: weight) { dw, accumulate in
          MatrixKernel.multiply(
            dz.precision, transposeA: true, m: inputs, n: outputs, k: rows, pointer, lda: inputs, dz.pointer,
            ldb: outputs,
            accumulate: accumulate, dw, ldc: outputs)
        }
        if let bias {
          cotangents.write(to: bias) { db, accumulate in
            tarn_sum_rows(type, dz.pointer, db, Int64(rows), Int64(outputs), accumulate ? 1 : 0)
          }
        }
        cotangents.write(to: self) { dx, accumulate in
          MatrixKernel.multiply(
            dz.precision, transposeB: true, m: rows, n: inputs, k: outputs, dz.pointer, lda: outputs, weight.pointer,
            ldb: outputs, accumulate: accumulate, dx, ldc: inputs)
        }
      })
  }
}

/// Which matrices of two broadcast batches meet in each product.
private struct BatchPairs {
  private let left: [Int]
  private let right: [Int]

  init(_ a: Shape, _ b: Shape, _ batch: Shape) {
    func positions(_ own: Shape) -> [Int] {
      let strides = own.strides(broadcastTo: batch)
      let steps = batch.strides
      return (0..<batch.elementCount).map { index in
        var rest = index
        var place = 0
        for axis in 0..<batch.rank {
          place += rest / Int(steps[axis]) * Int(strides[axis])
          rest %= Int(steps[axis])
        }
        return place
      }
    }
    left = positions(a)
    right = positions(b)
  }

  subscript(index: Int) -> (Int, Int) { (left[index], right[index]) }
}
