internal import CKernels

/// Functions of two elements, with NumPy's broadcasting.
extension Tensor {
  /// One kernel over the broadcast shape; not recorded.
  @inline(__always)
  private static func combined(_ name: StaticString, _ operation: tarn_binary_operation, _ a: Tensor, _ b: Tensor)
    -> Tensor
  {
    precondition(
      a.precision == b.precision, "\(name): one operand is in \(a.precision), the other in \(b.precision) precision")
    if a.shape == b.shape {
      let y = Tensor(uninitialized: a.shape, precision: a.precision)
      var count = Int64(a.elementCount)
      var one: Int64 = 1
      tarn_binary(a.precision.kernelType, operation, a.pointer, &one, b.pointer, &one, y.pointer, &count, 1)
      return y
    }
    guard let shape = Shape.broadcast(a.shape, b.shape) else {
      preconditionFailure("\(name): \(a.shape) and \(b.shape) do not broadcast")
    }
    let y = Tensor(uninitialized: shape, precision: a.precision)
    // Axes along which both operands run on, or both repeat, are one axis to the kernel.
    var extents: [Int64] = []
    var left: [Int64] = []
    var right: [Int64] = []
    let (aStrides, bStrides) = (a.shape.strides(broadcastTo: shape), b.shape.strides(broadcastTo: shape))
    for axis in 0..<shape.rank where shape[axis] != 1 {
      let extent = Int64(shape[axis])
      if let last = extents.last, left[left.count - 1] == aStrides[axis] * extent,
        right[right.count - 1] == bStrides[axis] * extent
      {
        extents[extents.count - 1] = last * extent
        left[left.count - 1] = aStrides[axis]
        right[right.count - 1] = bStrides[axis]
      } else {
        extents.append(extent)
        left.append(aStrides[axis])
        right.append(bStrides[axis])
      }
    }
    tarn_binary(
      a.precision.kernelType, operation, a.pointer, left, b.pointer, right, y.pointer, extents, Int32(extents.count))
    return y
  }

  /// a + b, element by element; shapes broadcast.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    recorded(
      "add", combined("add", TARN_ADD, a, b), from: a, b,
      { dy, cotangents in
        if cotangents.needs(a) { cotangents.add(dy.summed(to: a.shape), to: a) }
        if cotangents.needs(b) { cotangents.add(dy.summed(to: b.shape), to: b) }
      })
  }

  /// a - b, element by element; shapes broadcast.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    recorded(
      "subtract", combined("subtract", TARN_SUBTRACT, a, b), from: a, b,
      { dy, cotangents in
        if cotangents.needs(a) { cotangents.add(dy.summed(to: a.shape), to: a) }
        if cotangents.needs(b) { cotangents.add((-dy).summed(to: b.shape), to: b) }
      })
  }

  /// a b, element by element; shapes broadcast. For the product of matrices see ``matrixProduct(_:transposed:)``.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    recorded(
      "multiply", combined("multiply", TARN_MULTIPLY, a, b), from: a, b,
      { dy, cotangents in
        if cotangents.needs(a) { cotangents.add((dy * b.detached).summed(to: a.shape), to: a) }
        if cotangents.needs(b) { cotangents.add((dy * a.detached).summed(to: b.shape), to: b) }
      })
  }

  /// a / b, element by element; shapes broadcast.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let y = combined("divide", TARN_DIVIDE, a, b)
    return recorded(
      "divide", y, from: a, b,
      { dy, cotangents in
        let share = dy / b.detached
        if cotangents.needs(a) { cotangents.add(share.summed(to: a.shape), to: a) }
        if cotangents.needs(b) { cotangents.add((-(share * y)).summed(to: b.shape), to: b) }
      })
  }

  /// The larger element, NaN where either is one; equals share the derivative, beside a NaN both have it.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { chosen("maximum", TARN_MAXIMUM, a, b) }

  /// The smaller element, NaN where either is one; equals share the derivative, beside a NaN both have it.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { chosen("minimum", TARN_MINIMUM, a, b) }

  private static func chosen(_ name: StaticString, _ operation: tarn_binary_operation, _ a: Tensor, _ b: Tensor)
    -> Tensor
  {
    let y = combined(name, operation, a, b)
    return recorded(
      name, y, from: a, b,
      { dy, cotangents in
        let (larger, smaller) = operation == TARN_MAXIMUM ? (a, b) : (b, a)
        let (ofA, ofB) = (
          combined(name, TARN_SHARE, larger, smaller), combined(name, TARN_SHARE, smaller, larger)
        )
        if cotangents.needs(a) { cotangents.add((dy * ofA).summed(to: a.shape), to: a) }
        if cotangents.needs(b) { cotangents.add((dy * ofB).summed(to: b.shape), to: b) }
      })
  }

  /// 1 where a > b, else 0; a constant.
  public static func isGreater(_ a: Tensor, _ b: Tensor) -> Tensor { combined("isGreater", TARN_GREATER, a, b) }
  /// 1 where a >= b, else 0; a constant.
  public static func isAtLeast(_ a: Tensor, _ b: Tensor) -> Tensor {
    combined("isAtLeast", TARN_GREATER_OR_EQUAL, a, b)
  }
  /// 1 where a = b, else 0; a constant.
  public static func isEqual(_ a: Tensor, _ b: Tensor) -> Tensor { combined("isEqual", TARN_EQUAL, a, b) }

  /// `yes` where `mask` is 1, `no` where it is 0; `mask` is a constant of zeros and ones.
  ///
  /// Unlike `mask * yes + (1 - mask) * no` an infinity on the side not chosen does no harm.
  public static func select(_ mask: Tensor, _ yes: Tensor, _ no: Tensor) -> Tensor {
    guard let inner = Shape.broadcast(yes.shape, no.shape), let shape = Shape.broadcast(mask.shape, inner) else {
      preconditionFailure("select: \(mask.shape), \(yes.shape) and \(no.shape) do not broadcast")
    }
    precondition(
      yes.precision == no.precision && yes.precision == mask.precision, "select: operands differ in precision")
    let (m, p, q) = (
      mask.detached.broadcast(to: shape), yes.detached.broadcast(to: shape), no.detached.broadcast(to: shape)
    )
    let y = Tensor(uninitialized: shape, precision: yes.precision)
    tarn_select(y.precision.kernelType, m.pointer, p.pointer, q.pointer, y.pointer, Int64(shape.elementCount))
    return recorded(
      "select", y, from: yes, no,
      { dy, cotangents in
        if cotangents.needs(yes) { cotangents.add((dy * m).summed(to: yes.shape), to: yes) }
        if cotangents.needs(no) { cotangents.add((dy * (1 - m)).summed(to: no.shape), to: no) }
      })
  }

  /// `self` repeated along axes of extent 1 and new leading axes.
  ///
  /// - Precondition: the shape broadcasts to `shape`.
  public func broadcast(to shape: Shape) -> Tensor {
    if shape == self.shape { return self }
    precondition(
      Shape.broadcast(self.shape, shape) == shape, "broadcast: \(self.shape) does not broadcast to \(shape)")
    let y = Tensor(uninitialized: shape, precision: precision)
    tarn_read_view(
      precision.kernelType, pointer, self.shape.strides(broadcastTo: shape), shape.extents, Int32(shape.rank), y.pointer
    )
    return recorded(
      "broadcast", y, from: self, { dy, cotangents in cotangents.add(dy.summed(to: self.shape), to: self) })
  }

  /// The adjoint of broadcasting: sums over the axes along which `shape` repeats. Not recorded.
  package func summed(to shape: Shape) -> Tensor {
    if shape == self.shape { return self }
    var result = self.detached
    let added = rank - shape.rank
    if added > 0 {
      let rows = Shape(self.shape.prefix(added)).elementCount
      result = result.viewed(as: Shape([rows] + self.shape.dropFirst(added))).reducedSum(axis: 0)
    }
    for axis in 0..<shape.rank where shape[axis] == 1 && result.shape[axis] != 1 {
      let sum = result.reducedSum(axis: axis)
      var kept = result.shape
      kept[axis] = 1
      result = sum.viewed(as: kept)
    }
    return result.viewed(as: shape)
  }

  private func reducedSum(axis: Int) -> Tensor {
    let (outer, count, inner) = shape.around(axis)
    var rest = shape
    rest.remove(at: axis)
    let y = Tensor(uninitialized: rest, precision: precision)
    if outer == 1 {
      tarn_sum_rows(precision.kernelType, pointer, y.pointer, count, inner, 0)
    } else {
      tarn_reduce(precision.kernelType, TARN_SUM, pointer, y.pointer, outer, count, inner)
    }
    return y
  }
}

extension Shape {
  /// Strides that repeat where `self` has extent 1 or no axis.
  func strides(broadcastTo shape: Shape) -> [Int64] {
    let own = strides
    let added = shape.rank - rank
    return (0..<shape.rank).map { axis in
      axis < added || (self[axis - added] == 1 && shape[axis] != 1) ? 0 : own[axis - added]
    }
  }

  /// Elements before, along and after an axis.
  func around(_ axis: Int) -> (outer: Int64, count: Int64, inner: Int64) {
    var outer = 1
    var inner = 1
    for other in 0..<rank {
      if other < axis { outer *= self[other] } else if other > axis { inner *= self[other] }
    }
    return (Int64(outer), Int64(self[axis]), Int64(inner))
  }
}
