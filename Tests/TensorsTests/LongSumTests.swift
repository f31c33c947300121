import Tensors
import Testing

/// Sums of millions of single-precision numbers: rounding must not grow with their count.
struct LongSumTests {
  static let count = 2_000_000
  /// 0.1 as single precision has it.
  static let tenth = Double(Float(0.1))
  static let tenths = Tensor(repeating: 0.1, shape: [count])

  private static func expect(_ value: Double, is exact: Double, _ name: String) {
    let error = abs(value - exact) / abs(exact)
    #expect(error < 3e-5, "\(name): \(value) instead of \(exact)")
  }

  @Test func wholeSums() {
    let exact = Double(Self.count) * Self.tenth
    Self.expect(Self.tenths.sum().value, is: exact, "sum")
    Self.expect(Self.tenths.mean().value, is: Self.tenth, "mean")
    Self.expect(Self.tenths.norm1().value, is: exact, "norm1")
    Self.expect(Self.tenths.dot(Self.tenths).value, is: exact * Self.tenth, "dot")
  }

  @Test(arguments: [1, 2, 5, 16, 1000])
  func sumsOverRows(width: Int) {
    let rows = Self.count / width
    let x = Self.tenths.reshaped([rows, width])
    for value in x.sum(axis: 0).doubles { Self.expect(value, is: Double(rows) * Self.tenth, "rows") }
    for value in x.mean(axis: 0).doubles { Self.expect(value, is: Self.tenth, "means of rows") }
    let halves = Self.tenths.reshaped([2, rows / 2, width])
    for value in halves.sum(axis: 1).doubles { Self.expect(value, is: Double(rows / 2) * Self.tenth, "middle axis") }
    // Values 0 and 0.2 in turn.
    let wave = Self.tenths * Tensor([0, 2], shape: [1, 2]).broadcast(to: [Self.count / 2, 2]).reshaped([Self.count])
    Self.expect(wave.variance(axes: [0]).value, is: Self.tenth * Self.tenth, "variance")
  }

  @Test func gradientsOfBroadcasting() {
    let exact = Double(Self.count) * Self.tenth
    Self.expect(gradient(at: Tensor(3)) { ($0 * Self.tenths).sum() }.value, is: exact, "of a scalar")
    let pairs = Self.tenths.reshaped([Self.count / 2, 2])
    for value in gradient(at: Tensor([1, 2], shape: [2]), of: { ($0 * pairs).sum() }).doubles {
      Self.expect(value, is: exact / 2, "of a row")
    }
    let column = Tensor(repeating: 1, shape: [2, 1])
    for value in gradient(at: column, of: { ($0 * Self.tenths.reshaped([2, -1])).sum() }).doubles {
      Self.expect(value, is: exact / 2, "of a column")
    }
  }

  /// Weights' and biases' gradients add over rows, products over the inner extent.
  @Test(arguments: [1, 2])
  func products(width: Int) {
    let rows = Self.count / 2
    let x = Self.tenths.reshaped([rows, 2])
    let (weight, bias) = (Tensor(repeating: 1, shape: [2, width]), Tensor.zeros([width]))
    let (_, gradients) = valueWithGradients(at: [weight, bias]) {
      (x.dense(weight: $0[0], bias: $0[1]) * 0.1).sum()
    }
    for value in gradients[0].doubles { Self.expect(value, is: Double(rows) * Self.tenth * Self.tenth, "weight") }
    for value in gradients[1].doubles { Self.expect(value, is: Double(rows) * Self.tenth, "bias") }
    let product = Self.tenths.reshaped([1, Self.count]).matrixProduct(
      Tensor(repeating: 0.1, shape: [width, Self.count]), transposed: true)
    for value in product.doubles { Self.expect(value, is: 2 * Double(rows) * Self.tenth * Self.tenth, "product") }
  }

  @Test func distributionsAndNormalization() {
    let row = Self.tenths.reshaped([1, Self.count])
    Self.expect(row.softmax().sum().value, is: 1, "softmax")
    Self.expect(Double(row.softmax().elements[7]), is: 1 / Double(Self.count), "softmax")
    Self.expect(row.logSoftmax().doubles[7], is: -14.508657738524219, "logSoftmax")
    Self.expect(row.logSumExp(axis: 1).value, is: 14.608657738524219, "logSumExp")
    let wave = row * Tensor([1, 3], shape: [1, 2]).broadcast(to: [Self.count / 2, 2]).reshaped([1, Self.count])
    let normalized = wave.normalizedRows(
      scale: Tensor.ones([Self.count]), shift: Tensor.zeros([Self.count]), epsilon: 0)
    Self.expect(Double(normalized.elements[0]), is: -1, "normalizedRows")
    Self.expect(Double(normalized.elements[1]), is: 1, "normalizedRows")
  }

  /// Up to 4096 rows the order of additions is that of four rows at a time.
  @Test func shortSumsKeepTheirOrder() {
    let x: [Float] = (0..<12288).map { (index: Int) -> Float in Float(index * 7919 % 1009) / 1009 - 0.3 }
    var sums: [Float] = [0, 0, 0]
    for row in stride(from: 0, to: 4096, by: 4) {
      for column in 0..<3 {
        let first = row * 3 + column
        let pair = x[first] + x[first + 3]
        sums[column] += pair + (x[first + 6] + x[first + 9])
      }
    }
    #expect(Tensor(x, shape: [4096, 3]).sum(axis: 0).elements == sums)
  }
}
