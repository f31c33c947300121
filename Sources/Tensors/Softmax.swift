internal import CKernels

/// Distributions over the last axis.
extension Tensor {
  private var rowsOfLastAxis: (rows: Int64, width: Int64) {
    precondition(rank >= 1 && shape[rank - 1] > 0, "softmax: \(shape) has no last axis")
    return (Int64(elementCount / shape[rank - 1]), Int64(shape[rank - 1]))
  }

  /// e^x over the sum of e^x along the last axis; the row's largest is subtracted first.
  ///
  /// Where a row is all -infinity (every key masked) the result is zero.
  public func softmax() -> Tensor {
    let (rows, width) = rowsOfLastAxis
    let y = Tensor(uninitialized: shape, precision: precision)
    tarn_softmax(precision.kernelType, pointer, y.pointer, rows, width)
    return recorded(
      "softmax", y, from: self,
      { dy, cotangents in
        // The Jacobian diag(y) - y y^T applied to dy.
        let dx = Tensor(uninitialized: dy.shape, precision: dy.precision)
        tarn_softmax_derivative(dy.precision.kernelType, y.pointer, dy.pointer, dx.pointer, rows, width)
        cotangents.add(dx, to: self)
      })
  }

  /// x - ln of the sum of e^x along the last axis.
  public func logSoftmax() -> Tensor {
    let (rows, width) = rowsOfLastAxis
    let y = Tensor(uninitialized: shape, precision: precision)
    tarn_log_softmax(precision.kernelType, pointer, y.pointer, rows, width)
    return recorded(
      "logSoftmax", y, from: self,
      { dy, cotangents in
        let dx = Tensor(uninitialized: dy.shape, precision: dy.precision)
        tarn_log_softmax_derivative(dy.precision.kernelType, y.pointer, dy.pointer, dx.pointer, rows, width)
        cotangents.add(dx, to: self)
      })
  }

  /// The sum over rows of -ln softmax at each row's label, from logits [rows, classes], as one operation.
  ///
  /// - Precondition: one label a row, each below the number of classes.
  public func summedCrossEntropy(labels: [Int32]) -> Tensor {
    let (rows, width) = rowsOfLastAxis
    precondition(labels.count == Int(rows), "crossEntropy: \(labels.count) labels for the \(rows) rows of \(shape)")
    for label in labels {
      precondition(label >= 0 && label < width, "crossEntropy: \(label) is not one of \(width) classes")
    }
    let logP = Tensor(uninitialized: shape, precision: precision)
    let loss = tarn_cross_entropy(precision.kernelType, pointer, labels, logP.pointer, rows, width)
    return recorded(
      "crossEntropy", Tensor(loss, precision: precision), from: self,
      { dy, cotangents in
        let dx = Tensor(uninitialized: logP.shape, precision: dy.precision)
        tarn_cross_entropy_derivative(
          dy.precision.kernelType, logP.pointer, labels, dy.value, dx.pointer, rows, width)
        cotangents.add(dx, to: self)
      })
  }

  /// The Jacobian of softmax at a vector: diag(y) - y y^T, [n, n].
  public func softmaxJacobian() -> Tensor {
    precondition(rank == 1, "softmaxJacobian: \(shape) is not a vector")
    let y = detached.softmax()
    let column = y.reshaped([elementCount, 1])
    return Tensor.identity(elementCount, precision: precision) * y - column * y
  }
}
