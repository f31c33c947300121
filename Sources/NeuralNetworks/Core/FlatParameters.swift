package import Tensors

/// The trained parameters of a module as one run of memory, so that an optimizer is a single pass.
///
/// Slices start at multiples of ``alignment`` elements; what lies between is zero and stays zero.
enum FlatParameters {
  static let alignment = 16

  static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}

/// Counts the padded elements of the trained parameters, and sees whether they already lie in one batch in order.
struct ArenaInspector: ParameterVisitor {
  private(set) var elementCount = 0
  private(set) var precision: Precision?
  private(set) var batch: Storage?
  private(set) var isFlat = true

  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    guard role != .state else { return }
    if let precision {
      precondition(
        precision == parameter.precision, "the parameters of a module are in one precision; '\(name)' is in another")
      if parameter.storage !== batch { isFlat = false }
    } else {
      precision = parameter.precision
      batch = parameter.storage
    }
    if parameter.offset != elementCount { isFlat = false }
    elementCount += FlatParameters.padded(parameter.elementCount)
  }

  /// The batch that holds exactly these parameters, no longer held here; nil if there is none.
  mutating func takeFlatArena() -> Storage? {
    guard let batch = self.batch.take(), let precision, isFlat,
      batch.byteCount == max(elementCount * precision.byteCount, 64)
    else { return nil }
    return batch
  }
}

/// Lets go of the batch, so that its uniqueness can be asked.
private struct Releaser: ParameterVisitor {
  static let placeholder = Storage(byteCount: 64)

  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    if role != .state { parameter.storage = Self.placeholder }
  }
}

/// Points the parameters at slices of an batch, or first copies them there.
private struct Attacher: ParameterVisitor {
  let batch: Storage
  let copies: Bool
  private var position = 0

  init(batch: Storage, copies: Bool) {
    self.batch = batch
    self.copies = copies
  }

  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    guard role != .state else { return }
    let bytes = parameter.precision.byteCount
    let count = parameter.elementCount
    if copies {
      let place = batch.base + position * bytes
      place.copyMemory(from: parameter.pointer, byteCount: count * bytes)
      let padding = FlatParameters.padded(count) - count
      memsetZero(place + count * bytes, padding * bytes)
    }
    parameter.storage = batch
    parameter.offset = position
    position += FlatParameters.padded(count)
  }
}

func memsetZero(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int) {
  if byteCount > 0 { pointer.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount) }
}

extension Module {
  /// Moves every trained parameter by a share of the way to another model's: w <- (1 - share) w + share w'.
  ///
  /// - Precondition: both have the same parameters.
  public mutating func approach(_ other: Self, share: Double) {
    var other = other
    var source: UnsafeMutableRawPointer?
    var expected = 0
    // The other model is kept alive, and as it is, by this function's copy of it.
    other.withFlatParameters { parameters, count, _ in (source, expected) = (parameters, count) }
    withFlatParameters { parameters, count, precision in
      guard let source, count == expected else {
        preconditionFailure("approach: a model of \(count) parameters cannot approach one of \(expected)")
      }
      switch precision {
      case .single:
        let (w, v) = (parameters.assumingMemoryBound(to: Float.self), source.assumingMemoryBound(to: Float.self))
        let share = Float(share)
        for index in 0..<count { w[index] += share * (v[index] - w[index]) }
      case .double:
        let (w, v) = (parameters.assumingMemoryBound(to: Double.self), source.assumingMemoryBound(to: Double.self))
        for index in 0..<count { w[index] += share * (v[index] - w[index]) }
      }
    }
    withExtendedLifetime(other) {}
  }

  /// Lends the trained parameters as one buffer that may be changed; `count` includes padding.
  ///
  /// The first time they are packed into an batch. Later calls reuse it if no other copy of the module holds it, and
  /// make a copy if one does: values stay values.
  package mutating func withFlatParameters<R>(
    _ body: (_ parameters: UnsafeMutableRawPointer, _ count: Int, _ precision: Precision) -> R
  ) -> R {
    var inspector = ArenaInspector()
    visitParameters(with: &inspector)
    let count = inspector.elementCount
    let precision = inspector.precision ?? .single
    if var batch = inspector.takeFlatArena() {
      var releaser = Releaser()
      visitParameters(with: &releaser)
      // Only this variable holds it now, unless another copy of the module does.
      if !isKnownUniquelyReferenced(&batch) {
        let copy = Storage(byteCount: count * precision.byteCount)
        copy.base.copyMemory(from: batch.base, byteCount: count * precision.byteCount)
        batch = copy
      }
      var attacher = Attacher(batch: batch, copies: false)
      visitParameters(with: &attacher)
      return withExtendedLifetime(batch) { body(batch.base, count, precision) }
    }
    let batch = Storage(byteCount: count * precision.byteCount)
    var attacher = Attacher(batch: batch, copies: true)
    visitParameters(with: &attacher)
    return withExtendedLifetime(batch) { body(batch.base, count, precision) }
  }
}
