#if canImport(Glibc)
  import Glibc
#endif

/// The few transcendental functions the vocabulary needs, behind names that can be inlined across modules.
@usableFromInline func exponentialOfTwo(_ x: Double) -> Double { exp2(x) }
