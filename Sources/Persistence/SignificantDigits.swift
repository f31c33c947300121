#if canImport(Glibc)
  import Glibc
#endif

extension Double {
  /// The nearest number with so many digits before its exponent: 0.30000000000000004 is 0.3 to ten.
  public func rounded(toDigits digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    let places = digits - 1 - Int(log10(abs(self)).rounded(.down))
    // Powers of ten to the 22nd are exact, and so the quotient is the number nearest to the decimal one.
    guard abs(places) <= 22 else { return self }
    let scale = pow(10, Double(abs(places)))
    return places >= 0 ? (self * scale).rounded() / scale : (self / scale).rounded() * scale
  }
}
