#if canImport(Glibc)
  public import Glibc
#endif

/// Sines and cosines as the C library computes them, to the last bit those of the reference packages.
public enum Trigonometry {
  @inlinable @inline(__always)
  public static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) { (sin(angle), cos(angle)) }
  @inlinable @inline(__always)
  public static func cosine(_ angle: Double) -> Double { cos(angle) }
  @inlinable @inline(__always)
  public static func sine(_ angle: Double) -> Double { sin(angle) }
}
