internal import CKernels

/// The type of a tensor's elements.
///
/// It is a property of the value, not of its type: a model is written once, trained in single precision and checked
/// against finite differences in double. Operands of one operation must agree.
public enum Precision: UInt8, Sendable, Hashable, CaseIterable {
  /// Float: 24 bits of precision, for training.
  case single
  /// Double: 53 bits of precision, for checks and exact work.
  case double

  /// Bytes an element takes.
  public var byteCount: Int { self == .single ? 4 : 8 }

  var kernelType: tarn_type { self == .single ? TARN_SINGLE : TARN_DOUBLE }
}
