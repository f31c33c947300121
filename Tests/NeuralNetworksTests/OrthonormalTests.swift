import NeuralNetworks
import Randomness
import Tensors
import Testing

struct OrthonormalTests {
  /// Q^T Q = 1 where the vectors are taken one by one, and where there are so many that they are taken in blocks.
  @Test(arguments: [(60, 40), (40, 60), (700, 520), (520, 530)])
  func vectorsAreOrthonormal(rows: Int, columns: Int) {
    var random = PCG64(seed: 3)
    let matrix = Initializer.orthogonal(gain: 1)([rows, columns], precision: .double, using: &random)
    let elements = matrix.doubles
    let transposed = Tensor(
      (0..<rows * columns).map { elements[$0 % rows * columns + $0 / rows] }, shape: [columns, rows], precision: .double
    )
    // [count, count], whichever side is shorter.
    let count = min(rows, columns)
    let product = rows >= columns ? transposed.matrixProduct(matrix) : matrix.matrixProduct(transposed)
    let worst = product.doubles.enumerated().reduce(0) { worst, entry in
      max(worst, abs(entry.element - (entry.offset / count == entry.offset % count ? 1 : 0)))
    }
    #expect(worst < 1e-12)
  }
}
