internal import Tensors

/// Gram-Schmidt in blocks, for many vectors: products of matrices do what one vector after the other would take
/// minutes for.
///
/// Source: the block Gram-Schmidt process with a second pass, after "twice is enough" (Giraud, Langou and Rozloznik,
/// "The loss of orthogonality in the Gram-Schmidt orthogonalization process", 2005).
enum Orthonormalization {
  /// Vectors up to which they are taken one by one. The sums of the blocks are rounded otherwise than those of single
  /// vectors, so that this limit is part of what makes a network's first weights.
  static let longestPlain = 512
  private static let blockSize = 64

  /// - Parameter vectors: [count, length], independent.
  /// - Returns: [count, length], orthonormal; each vector's span with those before it is kept.
  static func basis(of vectors: [Double], length: Int) -> [Double] {
    var basis: [Double] = []
    basis.reserveCapacity(vectors.count)
    let count = vectors.count / length
    for first in stride(from: 0, to: count, by: blockSize) {
      let rows = min(blockSize, count - first)
      var block = Array(vectors[first * length..<(first + rows) * length])
      for _ in 0..<2 {
        if first > 0 { project(&block, rows: rows, outOf: basis, length: length) }
        orthonormalize(&block, rows: rows, length: length)
      }
      basis += block
    }
    return basis
  }

  /// B <- B - (B Q^T) Q
  private static func project(_ block: inout [Double], rows: Int, outOf basis: [Double], length: Int) {
    let q = Tensor(basis, shape: [basis.count / length, length], precision: .double)
    let b = Tensor(block, shape: [rows, length], precision: .double)
    block = (b - b.matrixProduct(q, transposed: true).matrixProduct(q)).doubles
  }

  /// One by one within the block.
  private static func orthonormalize(_ block: inout [Double], rows: Int, length: Int) {
    block.withUnsafeMutableBufferPointer { block in
      for row in 0..<rows {
        for other in 0..<row {
          var dot = 0.0
          for index in 0..<length { dot += block[row * length + index] * block[other * length + index] }
          for index in 0..<length { block[row * length + index] -= dot * block[other * length + index] }
        }
        var square = 0.0
        for index in 0..<length { square += block[row * length + index] * block[row * length + index] }
        let scale = 1 / square.squareRoot()
        for index in 0..<length { block[row * length + index] *= scale }
      }
    }
  }
}
