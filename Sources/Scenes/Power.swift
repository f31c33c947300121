#if canImport(Glibc)
  import Glibc
#endif

/// base ^ exponent, behind a name that does not need the C library where colours are.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
