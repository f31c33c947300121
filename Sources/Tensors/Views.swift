internal import CKernels

/// Rearranging elements: each of these reads its operand through strides, and its derivative writes through the same.
extension Tensor {
  /// The same elements in row-major order under another shape; one extent may be -1 and follows from the others.
  ///
  /// - Precondition: the shapes hold equally many elements.
  public func reshaped(_ extents: [Int]) -> Tensor {
    var extents = extents
    if let free = extents.firstIndex(of: -1) {
      let others = extents.enumerated().filter { $0.offset != free }.map(\.element).reduce(1, *)
      precondition(others > 0 && elementCount % others == 0, "reshaped: \(shape) does not fill \(extents)")
      extents[free] = elementCount / others
    }
    return reshaped(Shape(extents))
  }

  /// The same elements in row-major order under another shape.
  ///
  /// - Precondition: the shapes hold equally many elements.
  public func reshaped(_ shape: Shape) -> Tensor {
    precondition(
      shape.elementCount == elementCount, "reshaped: \(self.shape) has \(elementCount) elements, \(shape) does not")
    if shape == self.shape { return self }
    return recorded(
      "reshaped", viewed(as: shape), from: self,
      { dy, cotangents in cotangents.add(dy.viewed(as: self.shape), to: self) })
  }

  /// A dense copy of the elements at `start` plus multiples of `strides`.
  private func view(_ name: StaticString, start: Int, strides: [Int64], shape: Shape) -> Tensor {
    let y = Tensor(uninitialized: shape, precision: precision)
    let shift = start * precision.byteCount
    let extents = shape.extents
    if y.elementCount > 0 {
      tarn_read_view(precision.kernelType, pointer + shift, strides, extents, Int32(shape.rank), y.pointer)
    }
    return recorded(
      name, y, from: self,
      { dy, cotangents in
        cotangents.write(to: self) { dx, accumulate in
          if !accumulate { tarn_fill(dy.precision.kernelType, 0, dx, Int64(self.elementCount)) }
          if dy.elementCount > 0 {
            tarn_add_to_view(dy.precision.kernelType, dy.pointer, strides, extents, Int32(dy.rank), dx + shift)
          }
        }
      })
  }

  /// Axes in another order: result axis i is axis `order[i]` here.
  public func transposed(_ order: [Int]) -> Tensor {
    let resolved = order.map { shape.resolved(axis: $0, in: "transposed") }
    precondition(resolved.sorted() == Array(0..<rank), "transposed: \(order) does not order the axes of \(shape)")
    let strides = shape.strides
    return view("transposed", start: 0, strides: resolved.map { strides[$0] }, shape: Shape(resolved.map { shape[$0] }))
  }

  /// The last two axes exchanged.
  public func transposed() -> Tensor {
    precondition(rank >= 2, "transposed: \(shape) has fewer than two axes")
    return transposed(Array(0..<(rank - 2)) + [rank - 1, rank - 2])
  }

  /// The elements `range` of an axis, every `step`-th.
  public func slice(axis: Int, _ range: Range<Int>, step: Int = 1) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "slice")
    precondition(
      step > 0 && range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "slice: \(range) by \(step) does not lie in axis \(axis) of \(shape)")
    var strides = shape.strides
    let start = range.lowerBound * Int(strides[axis])
    strides[axis] *= Int64(step)
    var result = shape
    result[axis] = (range.count + step - 1) / step
    if step == 1, shape.prefix(axis).allSatisfy({ $0 == 1 }) {
      // The elements lie together: no copy.
      let part = Tensor(storage: storage, offset: offset + start, shape: result, precision: precision)
      return recorded(
        "slice", part, from: self,
        { dy, cotangents in
          cotangents.write(to: self) { dx, accumulate in
            let type = dy.precision.kernelType
            if !accumulate { tarn_fill(type, 0, dx, Int64(self.elementCount)) }
            tarn_add_scaled(type, 1, dy.pointer, dx + start * dy.precision.byteCount, Int64(dy.elementCount))
          }
        })
    }
    return view("slice", start: start, strides: strides, shape: result)
  }

  /// The element `index` of an axis, which disappears.
  public func element(axis: Int, _ index: Int) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "element")
    precondition(index >= 0 && index < shape[axis], "element: axis \(axis) of \(shape) has no index \(index)")
    var rest = shape
    rest.remove(at: axis)
    return slice(axis: axis, index..<(index + 1)).reshaped(rest)
  }

  /// Row `index` of the first axis.
  public subscript(index: Int) -> Tensor { element(axis: 0, index) }

  /// Rows of the first axis.
  public subscript(range: Range<Int>) -> Tensor { slice(axis: 0, range) }

  /// An axis backwards.
  public func reversed(axis: Int) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "reversed")
    var strides = shape.strides
    let start = (Swift.max(shape[axis], 1) - 1) * Int(strides[axis])
    strides[axis] = -strides[axis]
    return view("reversed", start: start, strides: strides, shape: shape)
  }

  /// A new axis of extent 1.
  public func expanded(axis: Int) -> Tensor {
    var result = shape
    result.insert(1, at: axis < 0 ? axis + rank + 1 : axis)
    return reshaped(result)
  }

  /// An axis of extent 1 taken away.
  public func squeezed(axis: Int) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "squeezed")
    precondition(shape[axis] == 1, "squeezed: axis \(axis) of \(shape) is not of extent 1")
    var result = shape
    result.remove(at: axis)
    return reshaped(result)
  }

  /// Each element along an axis `count` times in a row (nearest-neighbour upsampling).
  public func repeated(axis: Int, count: Int) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "repeated")
    var wide = shape
    wide.insert(1, at: axis + 1)
    var repeated = wide
    repeated[axis + 1] = count
    var result = shape
    result[axis] *= count
    return reshaped(wide).broadcast(to: repeated).reshaped(result)
  }

  /// `value` before and after the elements of an axis.
  public func padded(axis: Int, before: Int, after: Int, value: Double = 0) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "padded")
    precondition(before >= 0 && after >= 0, "padded: \(before) and \(after) are not both at least 0")
    var parts: [Tensor] = []
    var margin = shape
    if before > 0 {
      margin[axis] = before
      parts.append(Tensor(repeating: value, shape: margin, precision: precision))
    }
    parts.append(self)
    if after > 0 {
      margin[axis] = after
      parts.append(Tensor(repeating: value, shape: margin, precision: precision))
    }
    return Tensor.concatenated(parts, axis: axis)
  }

  /// Tensors one after another along an axis.
  ///
  /// - Precondition: at least one; they agree in every other axis and in precision.
  public static func concatenated(_ parts: [Tensor], axis: Int = 0) -> Tensor {
    guard let first = parts.first else { preconditionFailure("concatenated: nothing to join") }
    if parts.count == 1 { return first }
    let axis = first.shape.resolved(axis: axis, in: "concatenated")
    var shape = first.shape
    shape[axis] = 0
    for part in parts {
      var rest = part.shape
      if rest.rank == shape.rank { rest[axis] = shape[axis] }
      precondition(
        rest == shape && part.precision == first.precision,
        "concatenated: \(part.shape) does not continue \(first.shape) along axis \(axis)")
      shape[axis] += part.shape[axis]
    }
    let bytes = first.precision.byteCount
    let (outer, _, inner) = shape.around(axis)
    let row = shape[axis] * Int(inner) * bytes
    let y = Tensor(uninitialized: shape, precision: first.precision)
    var start = 0
    for part in parts {
      let width = part.shape[axis] * Int(inner) * bytes
      for o in 0..<Int(outer) {
        (y.pointer + o * row + start).copyMemory(from: part.pointer + o * width, byteCount: width)
      }
      start += width
    }
    return recorded(
      "concatenated", y, from: parts,
      { dy, cotangents in
        var position = 0
        for part in parts {
          let end = position + part.shape[axis]
          if cotangents.needs(part) { cotangents.add(dy.slice(axis: axis, position..<end), to: part) }
          position = end
        }
      })
  }

  /// Tensors of one shape along a new axis.
  public static func stacked(_ parts: [Tensor], axis: Int = 0) -> Tensor {
    concatenated(parts.map { $0.expanded(axis: axis) }, axis: axis)
  }

  /// Rows of the first axis by index, repeats allowed.
  ///
  /// - Precondition: every index is a row.
  public func rows(_ indices: [Int32]) -> Tensor {
    precondition(rank >= 1, "rows: a scalar has no rows")
    let width = elementCount / Swift.max(shape[0], 1)
    for index in indices {
      precondition(index >= 0 && index < shape[0], "rows: \(shape) has no row \(index)")
    }
    var result = shape
    result[0] = indices.count
    let y = Tensor(uninitialized: result, precision: precision)
    tarn_gather_rows(precision.kernelType, pointer, indices, Int64(indices.count), Int64(width), y.pointer)
    return recorded(
      "rows", y, from: self,
      { dy, cotangents in
        cotangents.write(to: self) { dx, accumulate in
          let type = dy.precision.kernelType
          if !accumulate { tarn_fill(type, 0, dx, Int64(self.elementCount)) }
          tarn_add_to_rows(type, dy.pointer, indices, Int64(indices.count), Int64(width), dx)
        }
      })
  }

  /// Rows of the first axis by index, repeats allowed.
  ///
  /// - Precondition: every index is a row.
  public func rows(_ indices: [Int]) -> Tensor { rows(indices.map(Int32.init)) }

  /// One element of each row of the last axis: [...] from [..., width].
  ///
  /// - Precondition: one index a row, each below the width.
  public func picked(_ indices: [Int32]) -> Tensor {
    precondition(rank >= 1, "picked: a scalar has no rows")
    let width = shape[rank - 1]
    let count = elementCount / Swift.max(width, 1)
    precondition(indices.count == count, "picked: \(indices.count) indices for the \(count) rows of \(shape)")
    let y = Tensor(uninitialized: Shape(shape.dropLast()), precision: precision)
    let bytes = precision.byteCount
    for (row, index) in indices.enumerated() {
      precondition(index >= 0 && index < width, "picked: a row of \(shape) has no element \(index)")
      (y.pointer + row * bytes).copyMemory(from: pointer + (row * width + Int(index)) * bytes, byteCount: bytes)
    }
    return recorded(
      "picked", y, from: self,
      { dy, cotangents in
        cotangents.write(to: self) { dx, accumulate in
          if !accumulate { tarn_fill(dy.precision.kernelType, 0, dx, Int64(self.elementCount)) }
          for (row, index) in indices.enumerated() {
            let place = row * width + Int(index)
            switch dy.precision {
            case .single:
              dx.assumingMemoryBound(to: Float.self)[place] += dy.pointer.assumingMemoryBound(to: Float.self)[row]
            case .double:
              dx.assumingMemoryBound(to: Double.self)[place] += dy.pointer.assumingMemoryBound(to: Double.self)[row]
            }
          }
        }
      })
  }
}
