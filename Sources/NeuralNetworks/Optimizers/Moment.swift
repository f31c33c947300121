public import Tensors

/// One number a parameter that an optimizer remembers.
public struct Moment: Sendable {
  private var storage: Storage
  /// As many as the flat parameters, padding included.
  public private(set) var count: Int
  /// That of the parameters.
  public private(set) var precision: Precision

  init(count: Int, precision: Precision) {
    storage = Storage(byteCount: count * precision.byteCount)
    self.count = count
    self.precision = precision
    memsetZero(storage.base, count * precision.byteCount)
  }

  /// The numbers as a vector.
  public var tensor: Tensor {
    let copy = Tensor(uninitialized: [count], precision: precision)
    copy.pointer.copyMemory(from: storage.base, byteCount: count * precision.byteCount)
    return copy
  }

  /// A moment of these numbers, in order.
  public init(_ tensor: Tensor) {
    self.init(count: tensor.elementCount, precision: tensor.precision)
    storage.base.copyMemory(from: tensor.pointer, byteCount: count * precision.byteCount)
  }

  /// Memory that nobody else sees.
  mutating func pointer() -> UnsafeMutableRawPointer {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(byteCount: count * precision.byteCount)
      copy.base.copyMemory(from: storage.base, byteCount: count * precision.byteCount)
      storage = copy
    }
    return storage.base
  }
}

extension Optional where Wrapped == Moment {
  /// The moment, made of zeros at the first update.
  mutating func pointer(_ count: Int, _ precision: Precision) -> UnsafeMutableRawPointer {
    if let present = self {
      precondition(
        present.count == count && present.precision == precision,
        "an optimizer serves one model: it remembers \(present.count) numbers, the model has \(count)")
    }
    var moment = self.take() ?? Moment(count: count, precision: precision)
    let pointer = moment.pointer()
    self = moment
    return pointer
  }
}
