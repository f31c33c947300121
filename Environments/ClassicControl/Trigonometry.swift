import CKernels
import ReinforcementLearning

#if canImport(Glibc)
  public import Glibc
#endif

/// Sines and cosines as the C library computes them, to the last bit those of the reference packages.
public enum Trigonometry {
  /// sin x and cos x of an angle in radians.
  @inlinable @inline(__always)
  public static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) { (sin(angle), cos(angle)) }
  /// cos x of an angle in radians.
  @inlinable @inline(__always)
  public static func cosine(_ angle: Double) -> Double { cos(angle) }
  /// sin x of an angle in radians.
  @inlinable @inline(__always)
  public static func sine(_ angle: Double) -> Double { sin(angle) }
}

/// Angles of a block of rows with their sines and cosines, computed together: several times faster than one at a time, and
/// with the same bits.
struct AngleBlock {
  /// Radians, sines, cosines.
  private var numbers = InlineArray<192, Double>(repeating: 0)

  /// The angle of a row, in radians.
  subscript(row: Int) -> Double {
    get { numbers[row] }
    set { numbers[row] = newValue }
  }
  func sine(_ row: Int) -> Double { numbers[RowBlock.size + row] }
  func cosine(_ row: Int) -> Double { numbers[2 * RowBlock.size + row] }

  /// Computes both of the first `count` angles.
  mutating func solve(_ count: Int) {
    precondition(count <= RowBlock.size, "a block has at most \(RowBlock.size) rows")
    var span = numbers.mutableSpan
    span.withUnsafeMutableBufferPointer { buffer in
      guard let angles = buffer.baseAddress else { return }
      tarn_sine_cosine(angles, angles + RowBlock.size, angles + 2 * RowBlock.size, Int64(count))
    }
  }
}
