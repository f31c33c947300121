internal import CKernels
internal import COpenBLAS

/// What the last bits of a network's numbers depend on beside version, configuration and seed: which instructions this
/// processor's kernels are made of. Sums are taken in another order, and products fused, on another level.
public enum ProcessorLevel {
  /// The level of our kernels, and the name of OpenBLAS's where matrix products go through it: `AVX-512`,
  /// `AVX2, OpenBLAS Haswell`.
  public static var description: String {
    let levels = ["SSE2", "AVX2", "AVX-512"]
    #if arch(x86_64)
      let level = Int(tarn_kernel_level())
      let own = levels.indices.contains(level) ? levels[level] : "level \(level)"
      // The products of networks are our own there.
      if level == 2 { return own }
    #else
      let own = "portable"
    #endif
    guard let core = tarn_blas_core() else { return own }
    return "\(own), OpenBLAS \(String(cString: core))"
  }
}
