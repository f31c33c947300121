internal import CKernels

/// An array of numbers with up to six axes, dense and row-major.
///
/// A value: operations give new tensors, nothing changes one that exists. While a gradient is being taken
/// (``gradient(at:of:)``, `valueWithGradient`), operations on the variables and on what follows from them are recorded;
/// everything else is a constant. Operands of different shapes broadcast by NumPy's rules. A shape that does not fit is a
/// broken contract: the precondition quotes both shapes and the operation.
public struct Tensor: @unchecked Sendable {
  package var storage: Storage
  /// The first element; a field of its own, so that reading it counts no references.
  package private(set) var pointer: UnsafeMutableRawPointer
  package var node: Node
  /// The extents of its axes.
  public private(set) var shape: Shape
  /// The type of its elements.
  public private(set) var precision: Precision

  /// Where a tensor stands on a tape: an empty node is a constant.
  package struct Node: Sendable, Hashable {
    package var serial: UInt64 = 0
    package var index: Int32 = 0
    package init(serial: UInt64 = 0, index: Int32 = 0) {
      self.serial = serial
      self.index = index
    }
  }

  @inline(__always)
  package init(storage: Storage, offset: Int, shape: Shape, precision: Precision, node: Node = Node()) {
    self.storage = storage
    pointer = storage.base + offset * precision.byteCount
    self.shape = shape
    self.precision = precision
    self.node = node
  }

  /// Another tensor's memory and shape in another place of a tape.
  @inline(__always)
  package init(_ other: Tensor, node: Node) {
    storage = other.storage
    pointer = other.pointer
    shape = other.shape
    precision = other.precision
    self.node = node
  }

  /// Memory from this thread's pool, not yet written.
  @inline(__always)
  package init(uninitialized shape: Shape, precision: Precision) {
    let storage = ThreadState.current.pointee.pool.storage(byteCount: shape.elementCount * precision.byteCount)
    self.init(storage: storage, offset: 0, shape: shape, precision: precision)
  }

  /// Elements in row-major order.
  ///
  /// - Precondition: as many `elements` as `shape` holds.
  // Disfavoured so that literals are of type Double instead of ambiguous.
  @_disfavoredOverload
  public init(_ elements: [Float], shape: Shape, precision: Precision = .single) {
    precondition(
      elements.count == shape.elementCount, "Tensor: \(elements.count) elements do not fill the shape \(shape)")
    self.init(uninitialized: shape, precision: precision)
    elements.withUnsafeBytes { source in
      if let address = source.baseAddress {
        tarn_convert(TARN_SINGLE, address, precision.kernelType, pointer, Int64(elements.count))
      }
    }
  }

  /// Elements in row-major order, rounded where `precision` is single.
  ///
  /// - Precondition: as many `elements` as `shape` holds.
  public init(_ elements: [Double], shape: Shape, precision: Precision = .single) {
    precondition(
      elements.count == shape.elementCount, "Tensor: \(elements.count) elements do not fill the shape \(shape)")
    self.init(uninitialized: shape, precision: precision)
    elements.withUnsafeBytes { source in
      if let address = source.baseAddress {
        tarn_convert(TARN_DOUBLE, address, precision.kernelType, pointer, Int64(elements.count))
      }
    }
  }

  /// A matrix from rows of numbers in one run: the first `count * width` of them.
  public init(rows elements: [Float], count: Int, width: Int) {
    precondition(elements.count >= count * width, "Tensor: \(elements.count) elements do not fill \(count) x \(width)")
    self.init(uninitialized: [count, width], precision: .single)
    elements.withUnsafeBytes { source in
      if let address = source.baseAddress { pointer.copyMemory(from: address, byteCount: 4 * count * width) }
    }
  }

  /// One element, no axes.
  public init(_ value: Double, precision: Precision = .single) {
    self.init(repeating: value, shape: [], precision: precision)
  }

  /// The same number everywhere.
  public init(repeating value: Double, shape: Shape, precision: Precision = .single) {
    self.init(uninitialized: shape, precision: precision)
    tarn_fill(precision.kernelType, value, pointer, Int64(shape.elementCount))
  }

  /// 0 everywhere.
  public static func zeros(_ shape: Shape, precision: Precision = .single) -> Tensor {
    Tensor(repeating: 0, shape: shape, precision: precision)
  }

  /// 1 everywhere.
  public static func ones(_ shape: Shape, precision: Precision = .single) -> Tensor {
    Tensor(repeating: 1, shape: shape, precision: precision)
  }

  /// The identity matrix.
  public static func identity(_ count: Int, precision: Precision = .single) -> Tensor {
    var elements = [Double](repeating: 0, count: count * count)
    for index in 0..<count { elements[index * count + index] = 1 }
    return Tensor(elements, shape: [count, count], precision: precision)
  }

  /// 0, 1, ..., `count` - 1.
  public static func range(_ count: Int, precision: Precision = .single) -> Tensor {
    Tensor((0..<count).map(Double.init), shape: [count], precision: precision)
  }

  /// Rows of zeros with a one at `indices[row]`: [rows, classes].
  ///
  /// - Precondition: every index lies in `0..<classes`.
  public static func oneHot(_ indices: [Int], classes: Int, precision: Precision = .single) -> Tensor {
    var elements = [Float](repeating: 0, count: indices.count * classes)
    for (row, index) in indices.enumerated() {
      precondition(index >= 0 && index < classes, "oneHot: \(index) is not one of \(classes) classes")
      elements[row * classes + index] = 1
    }
    return Tensor(elements, shape: [indices.count, classes], precision: precision)
  }

  /// The number of axes; a scalar has none.
  public var rank: Int { shape.rank }
  /// The number of elements.
  public var elementCount: Int { shape.elementCount }

  /// Elements from the start of the storage to the first of these.
  package var offset: Int {
    get { (pointer - storage.base) / precision.byteCount }
    set { pointer = storage.base + newValue * precision.byteCount }
  }

  /// The elements in row-major order.
  public var elements: [Float] {
    [Float](unsafeUninitializedCapacity: elementCount) { buffer, count in
      count = elementCount
      if let address = buffer.baseAddress {
        tarn_convert(precision.kernelType, pointer, TARN_SINGLE, address, Int64(count))
      }
    }
  }

  /// The elements in row-major order, exact in either precision.
  public var doubles: [Double] {
    [Double](unsafeUninitializedCapacity: elementCount) { buffer, count in
      count = elementCount
      if let address = buffer.baseAddress {
        tarn_convert(precision.kernelType, pointer, TARN_DOUBLE, address, Int64(count))
      }
    }
  }

  /// The only element.
  ///
  /// - Precondition: there is exactly one.
  public var value: Double {
    precondition(elementCount == 1, "value: \(shape) has \(elementCount) elements, not one")
    return element(at: 0)
  }

  package func element(at index: Int) -> Double {
    switch precision {
    case .single: Double(pointer.load(fromByteOffset: 4 * index, as: Float.self))
    case .double: pointer.load(fromByteOffset: 8 * index, as: Double.self)
    }
  }

  /// The elements of a single-precision tensor without a copy.
  public func withElements<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    precondition(precision == .single, "withElements reads single precision, not double")
    return try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Float.self), count: elementCount))
    }
  }

  /// A single-precision tensor that `fill` writes; its buffer holds nothing yet.
  public init(shape: Shape, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    self.init(uninitialized: shape, precision: .single)
    try fill(UnsafeMutableBufferPointer(start: pointer.assumingMemoryBound(to: Float.self), count: elementCount))
  }

  /// The same numbers in another precision; a constant.
  public func converted(to precision: Precision) -> Tensor {
    if precision == self.precision { return detached }
    let result = Tensor(uninitialized: shape, precision: precision)
    tarn_convert(self.precision.kernelType, pointer, precision.kernelType, result.pointer, Int64(elementCount))
    return result
  }

  /// The same numbers as a constant: gradients stop here.
  public var detached: Tensor { Tensor(self, node: Node()) }

  /// The same memory under another shape; not recorded.
  @inline(__always)
  package func viewed(as shape: Shape) -> Tensor {
    var viewed = self
    viewed.shape = shape
    return viewed
  }

  /// The index of the first NaN or infinity.
  public var firstNonFinite: Int? {
    let index = tarn_first_not_finite(precision.kernelType, pointer, Int64(elementCount))
    return index < 0 ? nil : Int(index)
  }
}

extension Tensor: Equatable {
  /// Same shape, precision and elements.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape && a.precision == b.precision && a.doubles == b.doubles
  }
}

extension Tensor: CustomStringConvertible {
  /// Nested brackets, long axes shortened in the middle.
  public var description: String {
    func text(_ axis: Int, _ start: Int, _ count: Int) -> String {
      if axis == rank {
        let value = element(at: start)
        return precision == .single ? "\(Float(value))" : "\(value)"
      }
      let extent = shape[axis]
      let step = extent > 0 ? count / extent : 0
      var parts: [String] = []
      for index in 0..<extent {
        if extent > 8, index == 3 { parts.append("...") }
        if extent > 8, index >= 3, index < extent - 3 { continue }
        parts.append(text(axis + 1, start + index * step, step))
      }
      return "[\(parts.joined(separator: axis == rank - 1 ? ", " : ",\n"))]"
    }
    return text(0, 0, elementCount)
  }
}
