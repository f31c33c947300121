import CKernels
import Foundation
import Randomness
import Testing

/// Sines and cosines of many angles at once.
struct TrigonometryTests {
  private func check(_ angles: [Double]) {
    var sines = [Double](repeating: 9, count: angles.count)
    var cosines = sines
    tarn_sine_cosine(angles, &sines, &cosines, Int64(angles.count))
    for (row, angle) in angles.enumerated() {
      let isSame =
        sines[row].bitPattern == sin(angle).bitPattern && cosines[row].bitPattern == cos(angle).bitPattern
        || (angle - angle).isNaN && sines[row].isNaN && cosines[row].isNaN
      if !isSame { Issue.record("sine or cosine of \(angle) differs from the C library's") }
    }
  }

  /// The last bit counts: worlds promise the trajectories of the reference packages.
  @Test(arguments: [0.01, 0.126, 0.25, 0.5, 0.8, 1.6, 3.7, 7, 30, 99])
  func bitsAreTheCLibrarys(range: Double) {
    var random = PCG64(seed: 11)
    check((0..<100_000).map { _ in random.uniform(in: -range..<range) })
    // Around the ends of the reduction, and lengths that are no multiple of a chunk.
    for count in [0, 1, 7, 63, 65, 100] {
      check((0..<count).map { Double($0 % 7) * .pi / 2 + random.uniform(in: -1e-9..<1e-9) })
    }
  }

  @Test func extremesAreTheCLibrarys() {
    let numbers = [0, 5e-324, 1e-310, 1e-200, 1e-20, 1e-9, 0.5, 1, .pi / 2, .pi, 100, 101, 1e6, 1e22, 1e300, .infinity]
    check(numbers + numbers.map { -$0 } + [.nan])
    for number in numbers { check([number, -number]) }
  }
}
