import CKernels

/// Squares as the C library's `pow(x, 2)` rounds them, which is how NumPy's scalars compute `x**2`. In one case of a
/// thousand the last bit is not that of `x * x`, and chaotic motion makes that bit visible within some hundred steps.
enum LibrarySquare {
  /// How near, in units of the last place, the exact square may come to the middle between two numbers before the
  /// library is asked: its error beyond rounding is below 0.02.
  private static let doubt = 0.46

  @inline(__always)
  static func of(_ x: Double) -> Double {
    let square = x * x
    // x = high + low with 26 bits each, so that all three products are exact (T. J. Dekker, 1971).
    let scaled = 134_217_729 * x
    let high = scaled - (scaled - x)
    let low = x - high
    let error = ((high * high - square) + 2 * high * low) + low * low
    let unit = Double(bitPattern: square.bitPattern & 0x7FF0_0000_0000_0000) * 0x1p-52
    return abs(error) < doubt * unit ? square : tarn_power(x, 2)
  }
}
