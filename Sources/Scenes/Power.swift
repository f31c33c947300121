#if canImport(Glibc)
  import Glibc
#endif

/// base ^ exponent, behind a name that does not need the C library where colours are.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func naturalLogarithm(_ value: Double) -> Double { log(value) }
func exponential(_ value: Double) -> Double { exp(value) }
