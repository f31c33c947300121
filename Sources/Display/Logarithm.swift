#if canImport(Glibc)
  import Glibc
#endif

enum Logarithm {
  /// log10(1 + x)
  static func ofOnePlus(_ x: Double) -> Double { log10(1 + x) }
  /// One digit and a power of ten, such as 4e-6.
  static func scientific(_ x: Double) -> String {
    let exponent = floor(log10(abs(x)))
    let digit = (x / pow(10, exponent)).rounded()
    return abs(digit) == 10 ? "\(Int(digit / 10))e\(Int(exponent) + 1)" : "\(Int(digit))e\(Int(exponent))"
  }
  static func decimal(_ x: Double) -> Double { log10(x) }
  static func powerOfTen(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
}

enum Exponential {
  /// exp(-x^2 / 2), the normal density's shape.
  static func bell(_ x: Double) -> Double { exp(-x * x / 2) }
}
