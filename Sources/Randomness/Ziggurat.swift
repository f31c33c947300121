#if canImport(Glibc)
  import Glibc
#endif

/// The ziggurat method for normals, layer for layer as NumPy's `Generator.standard_normal`.
///
/// Reference: G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random Variables", 2000, with 256
/// layers and 52-bit mantissas.
enum Ziggurat {
  private static let tailStart = 3.6541528853610088
  private static let inverseTailStart = 0.27366123732975828

  static func normal(using random: inout PCG64) -> Double {
    while true {
      var bits = random.nextUInt64()
      let layer = Int(bits & 0xff)
      bits >>= 8
      let isNegative = bits & 1 == 1
      let magnitude = (bits >> 1) & 0x000f_ffff_ffff_ffff
      let distance = Double(magnitude) * widths[layer]
      let x = isNegative ? -distance : distance
      if magnitude < limits[layer] { return x }
      if layer == 0 { return tail(isNegative: (magnitude >> 8) & 1 == 1, using: &random) }
      let height = (densities[layer - 1] - densities[layer]) * random.nextDouble() + densities[layer]
      if height < exp(-0.5 * x * x) { return x }
    }
  }

  private static func tail(isNegative: Bool, using random: inout PCG64) -> Double {
    while true {
      let x = -inverseTailStart * log1p(-random.nextDouble())
      let y = -log1p(-random.nextDouble())
      if y + y > x * x { return isNegative ? -(tailStart + x) : tailStart + x }
    }
  }
}
