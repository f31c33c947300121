#if canImport(Glibc)
  import Glibc
#endif

enum Logarithm {
  /// log10(1 + x)
  static func ofOnePlus(_ x: Double) -> Double { log10(1 + x) }
}
