import CKernels
import Randomness
import Tensors
import TestSupport
import Testing

/// Arrays: broadcasting, reductions, indexing, products, linear algebra.
struct TensorTests {
  @Test func broadcastingFollowsNumPy() {
    #expect(Shape.broadcast([2, 1, 3], [4, 1]) == [2, 4, 3])
    #expect(Shape.broadcast([5], []) == [5])
    #expect(Shape.broadcast([2, 3], [2, 4]) == nil)
    let sum = Tensor([1, 2, 3], shape: [3, 1]) + Tensor([10, 20], shape: [2])
    #expect(sum.shape == [3, 2])
    #expect(sum.elements == [11, 21, 12, 22, 13, 23])
  }

  @Test func reductions() {
    let x = Tensor.range(24).reshaped([2, 3, 4])
    #expect(x.sum().value == 276)
    #expect(x.sum(axis: 1).elements == [12, 15, 18, 21, 48, 51, 54, 57])
    #expect(x.mean(axes: [0, 2]).elements == [7.5, 11.5, 15.5])
    #expect(x.max(axis: 2).elements == [3, 7, 11, 15, 19, 23])
    #expect(x.variance(axes: [2], correction: 1).elements.allSatisfy { abs($0 - 5.0 / 3) < 1e-6 })
    #expect(x.indicesOfLargest(axis: 1) == [2, 2, 2, 2, 2, 2, 2, 2])
    #expect((-x).norm1().value == 276 && x.normInfinity().value == 23)
    #expect(abs(Tensor([3, 4], shape: [2]).norm2().value - 5) < 1e-6)
  }

  @Test func indexing() {
    let x = Tensor.range(24).reshaped([2, 3, 4])
    #expect(x[1][2].elements == [20, 21, 22, 23])
    #expect(x.slice(axis: 2, 0..<4, step: 3).elements == [0, 3, 4, 7, 8, 11, 12, 15, 16, 19, 20, 23])
    #expect(x.transposed([2, 0, 1]).shape == [4, 2, 3])
    #expect(x.transposed([2, 0, 1]).elements.prefix(4) == [0, 4, 8, 12])
    #expect(x.reversed(axis: 1)[0][0].elements == [8, 9, 10, 11])
    #expect(x.rows([1, 1]).shape == [2, 3, 4])
    #expect(Tensor.concatenated([x, x], axis: -1).shape == [2, 3, 8])
    #expect(Tensor.stacked([x, x], axis: 0).shape == [2, 2, 3, 4])
    #expect(x.padded(axis: 0, before: 1, after: 0).shape == [3, 3, 4])
  }

  @Test func infinitiesInSoftmaxAndMasks() {
    let scores = Tensor([1, -.infinity, 1], shape: [1, 3])
    #expect(scores.softmax().elements == [0.5, 0, 0.5])
    #expect(Tensor([-.infinity, -.infinity], shape: [1, 2]).softmax().elements == [0, 0])
    #expect(Tensor([1000, 1001], shape: [1, 2]).softmax().firstNonFinite == nil)
    #expect(abs(Tensor([1000.0, 1000], shape: [1, 2]).logSumExp(axis: 1).value - 1000.6931) < 1e-3)
  }

  /// Our exponential and hyperbolic tangent against the C library's, in units of the last place.
  @Test func singlePrecisionFunctionsAreAccurate() {
    let x = stride(from: -20.0, through: 20, by: 0.0037).map { $0 }
    for (name, ours, exact) in [
      ("exp", Tensor(x, shape: [x.count]).exp(), Tensor(x, shape: [x.count], precision: .double).exp()),
      ("tanh", Tensor(x, shape: [x.count]).tanh(), Tensor(x, shape: [x.count], precision: .double).tanh()),
      ("sigmoid", Tensor(x, shape: [x.count]).sigmoid(), Tensor(x, shape: [x.count], precision: .double).sigmoid()),
    ] {
      // The argument's own rounding to single precision moves e^x by up to |x| / 2^24.
      let worst = zip(ours.doubles, exact.doubles).map { abs($0 - $1) / $1.magnitude }.max() ?? 1
      #expect(worst < (name == "tanh" ? 5e-7 : 2e-6), "\(name): \(worst)")
    }
    #expect(Tensor([200, -200, .nan], shape: [3]).exp().elements[0] == .infinity)
    #expect(Tensor([200, -200, .nan], shape: [3]).exp().elements[1] == 0)
    #expect(Tensor([200, -200, .nan], shape: [3]).exp().elements[2].isNaN)
  }

  /// Every level of the product kernels that this processor has, on shapes that reach every edge, against sums in double.
  @Test func productsAtEveryLevel() {
    var random = Seed(3).generator()
    var levels = Set<Int32>()
    for level in Int32(0)...2 {
      for (m, n, k) in [
        (1, 1, 1), (1, 140, 35), (3, 5, 7), (8, 48, 16), (9, 49, 130), (17, 33, 128), (33, 2, 84), (84, 2, 33),
        (5, 4, 300),
        (70, 100, 20), (2, 17, 1), (64, 600, 9), (13, 3, 5),
      ] {
        for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
          for accumulates in [false, true] {
            let a = (0..<m * k).map { _ in Float(random.uniform(in: -1..<1)) }
            let b = (0..<k * n).map { _ in Float(random.uniform(in: -1..<1)) }
            var c = (0..<m * n).map { _ in Float(random.uniform(in: -1..<1)) }
            let before = c
            let didRun = tarn_multiply_at(
              level, ta ? 1 : 0, tb ? 1 : 0, Int64(m), Int64(n), Int64(k), a, Int64(ta ? m : k), b, Int64(tb ? k : n),
              accumulates ? 1 : 0, &c, Int64(n))
            if didRun == 0 { continue }
            levels.insert(level)
            for i in 0..<m {
              for j in 0..<n {
                var sum = accumulates ? Double(before[i * n + j]) : 0
                for p in 0..<k { sum += Double(a[ta ? p * m + i : i * k + p]) * Double(b[tb ? j * k + p : p * n + j]) }
                // Each of k roundings is at most 2^-24 of a partial sum, which stays below k.
                if abs(sum - Double(c[i * n + j])) > 2e-6 * max(Double(k), 4) {
                  Issue.record(
                    "level \(level), \(m) x \(n) x \(k), transposed \(ta) \(tb): \(c[i * n + j]) is not \(sum)")
                  return
                }
              }
            }
          }
        }
      }
    }
    #expect(levels.contains(0))
  }

  @Test func subnormalNumbersAreFlushedInsideGradientsOnly() {
    let small = Tensor([1e-20], shape: [1])
    let (value, _) = valueWithGradient(at: small) { ($0 * 1e-20).sum() }
    #expect(value == 0)
    #expect((small * 1e-20).value > 0)
  }

  @Test func linearAlgebra() throws {
    let a = GradientCheck.sample([5, 5], seed: 40) + Tensor.identity(5, precision: .double) * 2
    let b = GradientCheck.sample([5, 2], seed: 41)
    let x = try LinearAlgebra.solve(a, b)
    #expect((a.matrixProduct(x) - b).normInfinity().value < 1e-13)
    let inverse = try LinearAlgebra.inverse(a)
    #expect((a.matrixProduct(inverse) - Tensor.identity(5, precision: .double)).normInfinity().value < 1e-13)
    let known = Tensor([2.0, 1, 1, 3, 2, 1, 1, 1, 4], shape: [3, 3], precision: .double)
    #expect(abs(try LinearAlgebra.determinant(known) - 4) < 1e-12)
    let tall = GradientCheck.sample([7, 4], seed: 42)
    for matrix in [tall, tall.transposed()] {
      let (u, s, vt) = try LinearAlgebra.singularValues(matrix)
      #expect(((u * s).matrixProduct(vt) - matrix).normInfinity().value < 1e-13)
      #expect(zip(s.doubles, s.doubles.dropFirst()).allSatisfy { $0 >= $1 })
      let k = s.elementCount
      #expect((u.transposed().matrixProduct(u) - Tensor.identity(k, precision: .double)).normInfinity().value < 1e-13)
    }
    let right = GradientCheck.sample([7], seed: 43)
    let (solution, rank) = try LinearAlgebra.leastSquares(tall, right)
    #expect(rank == 4)
    // The residual is orthogonal to the columns.
    let residual = tall.matrixProduct(solution.reshaped([4, 1])) - right.reshaped([7, 1])
    #expect(tall.transposed().matrixProduct(residual).normInfinity().value < 1e-13)
    let symmetric = a + a.transposed()
    let (values, vectors) = try LinearAlgebra.symmetricEigen(symmetric)
    #expect((symmetric.matrixProduct(vectors) - vectors * values).normInfinity().value < 1e-12)
    #expect(zip(values.doubles, values.doubles.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func singularMatricesThrow() throws {
    let singular = Tensor([1.0, 2, 2, 4], shape: [2, 2], precision: .double)
    #expect(throws: LinearAlgebraError.self) { try LinearAlgebra.solve(singular, Tensor.ones([2], precision: .double)) }
    #expect(throws: LinearAlgebraError.self) { try LinearAlgebra.inverse(singular) }
    #expect(try LinearAlgebra.determinant(singular) == 0)
    let nearly = Tensor([1.0, 1, 1, 1 + 1e-17], shape: [2, 2], precision: .double)
    #expect(throws: LinearAlgebraError.self) { try LinearAlgebra.inverse(nearly) }
    let broken = Tensor([1.0, .nan, 0, 1], shape: [2, 2], precision: .double)
    #expect { try LinearAlgebra.singularValues(broken) } throws: { "\($0)".contains("NaN") }
    #expect(try LinearAlgebra.leastSquares(singular, Tensor.ones([2], precision: .double)).rank == 1)
  }

  @Test func tensorsCrossThreads() async {
    let x = GradientCheck.sample([32, 32])
    let expected = x.matrixProduct(x)
    await withTaskGroup(of: Tensor.self) { group in
      for _ in 0..<8 { group.addTask { (0..<50).reduce(x) { y, _ in y + x - x }.matrixProduct(x) } }
      for await result in group { #expect((result - expected).normInfinity().value < 1e-12) }
    }
  }
}
