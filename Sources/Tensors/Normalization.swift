internal import CKernels

extension Tensor {
  /// Each row of the last axis shifted to mean 0 and scaled to variance 1, then `scale` and `shift` (Ba et al., 2016).
  ///
  /// - Parameters:
  ///   - scale: [width]
  ///   - shift: [width]
  ///   - epsilon: added to the variance.
  public func normalizedRows(scale: Tensor, shift: Tensor, epsilon: Double = 1e-5) -> Tensor {
    precondition(
      rank >= 1 && scale.shape == [shape[rank - 1]] && shift.shape == scale.shape,
      "normalizedRows: scale \(scale.shape) and shift \(shift.shape) do not fit \(shape)")
    let width = shape[rank - 1]
    let rows = elementCount / Swift.max(width, 1)
    let y = Tensor(uninitialized: shape, precision: precision)
    let normalized = Tensor(uninitialized: shape, precision: precision)
    let inverse = Tensor(uninitialized: [rows], precision: precision)
    tarn_normalize_rows(
      precision.kernelType, pointer, scale.pointer, shift.pointer, y.pointer, normalized.pointer, inverse.pointer,
      Int64(rows), Int64(width), epsilon)
    return recorded(
      "normalizedRows", y, from: [self, scale, shift],
      { dy, cotangents in
        let type = dy.precision.kernelType
        if cotangents.needs(scale) { cotangents.add((dy * normalized).summed(to: scale.shape), to: scale) }
        cotangents.write(to: shift) { d, accumulate in
          tarn_sum_rows(type, dy.pointer, d, Int64(rows), Int64(width), accumulate ? 1 : 0)
        }
        if cotangents.needs(self) {
          let dx = Tensor(uninitialized: dy.shape, precision: dy.precision)
          tarn_normalize_rows_derivative(
            type, normalized.pointer, inverse.pointer, scale.pointer, dy.pointer, dx.pointer, Int64(rows), Int64(width))
          cotangents.add(dx, to: self)
        }
      })
  }
}
