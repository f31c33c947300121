#if canImport(Glibc)
  import Glibc
#endif

enum Powers {
  static func power(_ base: Float, _ exponent: Float) -> Float { powf(base, exponent) }
}
