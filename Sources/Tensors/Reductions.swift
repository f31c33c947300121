internal import CKernels

/// Sums, means, extremes and norms.
extension Tensor {
  /// The sum of all elements.
  public func sum() -> Tensor {
    let y = Tensor(uninitialized: [], precision: precision)
    tarn_reduce(precision.kernelType, TARN_SUM, pointer, y.pointer, 1, Int64(elementCount), 1)
    return recorded(
      "sum", y, from: self, { dy, cotangents in cotangents.add(dy.broadcast(to: self.shape), to: self) })
  }

  /// The mean of all elements.
  public func mean() -> Tensor {
    let count = Double(elementCount)
    let y = Tensor(uninitialized: [], precision: precision)
    tarn_reduce(precision.kernelType, TARN_SUM, pointer, y.pointer, 1, Int64(elementCount), 1)
    tarn_unary(precision.kernelType, TARN_AFFINE, y.pointer, y.pointer, 1, 1 / count, 0)
    return recorded(
      "mean", y, from: self,
      { dy, cotangents in cotangents.add((dy / count).broadcast(to: self.shape), to: self) })
  }

  /// Sums along `axes`, which stay with extent 1 where `keepingAxes`.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let (kept, dropped) = reducedShapes(axes, "sum")
    let y = detached.summed(to: kept)
    return recorded(
      "sum", y.viewed(as: keepingAxes ? kept : dropped), from: self,
      { dy, cotangents in cotangents.add(dy.viewed(as: kept).broadcast(to: self.shape), to: self) })
  }

  /// The sum along an axis, which stays with extent 1 where `keepingAxis`.
  public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor { sum(axes: [axis], keepingAxes: keepingAxis) }

  /// Means along `axes`.
  public func mean(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let (kept, _) = reducedShapes(axes, "mean")
    return sum(axes: axes, keepingAxes: keepingAxes) * (Double(kept.elementCount) / Double(elementCount))
  }

  /// The mean along an axis, which stays with extent 1 where `keepingAxis`.
  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor { mean(axes: [axis], keepingAxes: keepingAxis) }

  /// Variances along `axes`, dividing by the count less `correction` (1 for the unbiased estimate).
  public func variance(axes: [Int], correction: Double = 0, keepingAxes: Bool = false) -> Tensor {
    let (kept, _) = reducedShapes(axes, "variance")
    let count = Double(elementCount) / Double(Swift.max(kept.elementCount, 1))
    let deviation = self - mean(axes: axes, keepingAxes: true)
    return deviation.squared().sum(axes: axes, keepingAxes: keepingAxes) * (1 / (count - correction))
  }

  /// The largest along an axis; the first of equals takes the derivative.
  public func max(axis: Int, keepingAxis: Bool = false) -> Tensor { extreme("max", TARN_LARGEST, axis, keepingAxis) }

  /// The smallest along an axis; the first of equals takes the derivative.
  public func min(axis: Int, keepingAxis: Bool = false) -> Tensor { extreme("min", TARN_SMALLEST, axis, keepingAxis) }

  private func extreme(_ name: StaticString, _ operation: tarn_reduction, _ axis: Int, _ keepingAxis: Bool) -> Tensor {
    let axis = shape.resolved(axis: axis, in: name)
    precondition(shape[axis] > 0, "\(name): axis \(axis) of \(shape) is empty")
    let (outer, count, inner) = shape.around(axis)
    let (kept, dropped) = reducedShapes([axis], name)
    let y = Tensor(uninitialized: keepingAxis ? kept : dropped, precision: precision)
    tarn_reduce(precision.kernelType, operation, pointer, y.pointer, outer, count, inner)
    return recorded(
      name, y, from: self,
      { dy, cotangents in
        let source = operation == TARN_LARGEST ? self : self.detached.affine(scale: -1, shift: 0)
        let indices = source.indices(outer, count, inner)
        let dx = Tensor.zeros(self.shape, precision: self.precision)
        let places = indices.enumerated().map { position, index in
          let (o, j) = (position / Int(inner), position % Int(inner))
          return Int32((o * Int(count) + Int(index)) * Int(inner) + j)
        }
        tarn_add_at(dy.precision.kernelType, dy.pointer, places, Int64(places.count), dx.pointer)
        cotangents.add(dx, to: self)
      })
  }

  private func indices(_ outer: Int64, _ count: Int64, _ inner: Int64) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: Int(outer * inner)) { buffer, initialized in
      initialized = Int(outer * inner)
      tarn_index_of_largest(precision.kernelType, pointer, buffer.baseAddress, outer, count, inner)
    }
  }

  /// The index of the largest along an axis, the first of equals; row-major over the other axes.
  public func indicesOfLargest(axis: Int = -1) -> [Int] {
    let axis = shape.resolved(axis: axis, in: "indicesOfLargest")
    let (outer, count, inner) = shape.around(axis)
    precondition(count > 0, "indicesOfLargest: axis \(axis) of \(shape) is empty")
    return indices(outer, count, inner).map(Int.init)
  }

  /// The index of the largest of all elements, the first of equals; without an allocation.
  public var indexOfLargest: Int {
    precondition(elementCount > 0, "indexOfLargest: the tensor is empty")
    var index: Int32 = 0
    tarn_index_of_largest(precision.kernelType, pointer, &index, 1, Int64(elementCount), 1)
    return Int(index)
  }

  /// The index of the largest element of a row of a matrix, the first of equals.
  public func indexOfLargest(inRow row: Int) -> Int {
    precondition(rank == 2 && row >= 0 && row < shape[0], "indexOfLargest: \(shape) has no row \(row)")
    var index: Int32 = 0
    let width = shape[1]
    tarn_index_of_largest(
      precision.kernelType, pointer + row * width * precision.byteCount, &index, 1, Int64(width), 1)
    return Int(index)
  }

  /// ln of the sum of e^x along an axis, without overflow; where all are -infinity, -infinity with derivative 0.
  public func logSumExp(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let (kept, dropped) = reducedShapes([axis], "logSumExp")
    let largest = detached.max(axis: axis, keepingAxis: true)
    // Infinities are not subtracted from each other.
    let isInfinite = Tensor.isEqual(largest.magnitude(), Tensor(.infinity, precision: precision))
    let shift = Tensor.select(isInfinite, Tensor(0, precision: precision), largest)
    let powers = (detached - shift).exp()
    let sum = powers.summed(to: kept)
    return recorded(
      "logSumExp", (sum.log() + shift).viewed(as: keepingAxis ? kept : dropped), from: self,
      { dy, cotangents in
        let slope = Tensor.select(sum, sum.reciprocal(), sum)
        cotangents.add(dy.viewed(as: kept) * slope * powers, to: self)
      })
  }

  /// The product of all elements.
  public func product() -> Tensor {
    let values = doubles
    let total = values.reduce(1, *)
    return recorded(
      "product", Tensor(total, precision: precision), from: self,
      { dy, cotangents in
        // Products of what stands before and after each element: right also where elements are zero.
        var before = [Double](repeating: 1, count: values.count)
        var after = before
        for i in values.indices.dropFirst() { before[i] = before[i - 1] * values[i - 1] }
        for i in values.indices.dropLast().reversed() { after[i] = after[i + 1] * values[i + 1] }
        let slopes = zip(before, after).map { $0 * $1 }
        cotangents.add(Tensor(slopes, shape: self.shape, precision: self.precision) * dy, to: self)
      })
  }

  /// The sum of products of two vectors' elements.
  public func dot(_ other: Tensor) -> Tensor {
    precondition(rank == 1 && other.shape == shape, "dot: \(shape) and \(other.shape) are not vectors of one length")
    return (self * other).sum()
  }

  /// The sum of magnitudes.
  public func norm1() -> Tensor { magnitude().sum() }
  /// The square root of the sum of squares; its derivative at zero is 0.
  public func norm2() -> Tensor {
    let y = Tensor(
      tarn_sum_of_squares(precision.kernelType, pointer, Int64(elementCount)).squareRoot(), precision: precision)
    return recorded(
      "norm2", y, from: self,
      { dy, cotangents in
        let length = y.value
        cotangents.add(length == 0 ? self.detached * 0 : self.detached * (dy.value / length), to: self)
      })
  }
  /// The largest magnitude.
  public func normInfinity() -> Tensor { magnitude().reshaped([elementCount]).max(axis: 0) }

  /// The shapes with `axes` at extent 1 and without them.
  private func reducedShapes(_ axes: [Int], _ name: StaticString) -> (kept: Shape, dropped: Shape) {
    let resolved = axes.map { shape.resolved(axis: $0, in: name) }
    precondition(Set(resolved).count == resolved.count, "\(name): axes \(axes) of \(shape) repeat")
    let kept = Shape((0..<rank).map { resolved.contains($0) ? 1 : shape[$0] })
    return (kept, Shape((0..<rank).filter { !resolved.contains($0) }.map { shape[$0] }))
  }
}
