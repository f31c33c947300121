import Tensors
import TestSupport
import Testing

/// Every operation's derivative against central differences.
struct OperationGradientTests {
  typealias Unary = (name: String, range: Range<Double>, function: @Sendable (Tensor) -> Tensor)

  static let unary: [Unary] = [
    ("affine", -1..<1, { $0.affine(scale: -2.5, shift: 3) }), ("exp", -1..<1, { $0.exp() }),
    ("log", 0.5..<2, { $0.log() }), ("squareRoot", 0.5..<2, { $0.squareRoot() }), ("squared", -1..<1, { $0.squared() }),
    ("magnitude", -1..<1, { $0.magnitude() }), ("reciprocal", 0.5..<2, { $0.reciprocal() }),
    ("power", 0.5..<2, { $0.power(2.5) }), ("power 0", 0.5..<2, { $0.power(0) }), ("sin", -3..<3, { $0.sin() }),
    ("cos", -3..<3, { $0.cos() }), ("clamped", -1..<1, { $0.clamped(to: -0.5...0.4) }), ("sign", -1..<1, { $0.sign() }),
    ("sigmoid", -3..<3, { $0.sigmoid() }), ("tanh", -2..<2, { $0.tanh() }), ("hardTanh", -2..<2, { $0.hardTanh() }),
    ("relu", -1..<1, { $0.relu() }), ("leakyRelu", -1..<1, { $0.leakyRelu(slope: 0.2) }),
    ("elu", -2..<2, { $0.elu(scale: 1.5) }), ("softplus", -3..<3, { $0.softplus() }), ("silu", -3..<3, { $0.silu() }),
    ("gelu", -3..<3, { $0.gelu() }), ("huber", -2..<2, { $0.huber(threshold: 0.7) }), ("negate", -1..<1, { -$0 }),
    ("1 + x", -1..<1, { 1 + $0 }), ("1 - x", -1..<1, { 1 - $0 }), ("1 / x", 0.5..<2, { 1 / $0 }),
    ("x / 4", -1..<1, { $0 / 4 }), ("softmax", -2..<2, { $0.softmax() }), ("logSoftmax", -2..<2, { $0.logSoftmax() }),
    ("sum", -1..<1, { $0.sum() }), ("mean", -1..<1, { $0.mean() }), ("sum 0", -1..<1, { $0.sum(axis: 0) }),
    ("sum 0, 2", -1..<1, { $0.sum(axes: [0, 2], keepingAxes: true) }), ("mean -1", -1..<1, { $0.mean(axis: -1) }),
    ("variance", -1..<1, { $0.variance(axes: [0, 1], correction: 1) }), ("max", -1..<1, { $0.max(axis: 1) }),
    ("min", -1..<1, { $0.min(axis: 0, keepingAxis: true) }), ("logSumExp", -2..<2, { $0.logSumExp(axis: 1) }),
    ("product", 0.5..<2, { $0.product() }), ("norm1", -1..<1, { $0.norm1() }), ("norm2", -1..<1, { $0.norm2() }),
    ("normInfinity", -1..<1, { $0.normInfinity() }), ("reshaped", -1..<1, { $0.reshaped([4, -1]) }),
    ("transposed", -1..<1, { $0.transposed([2, 0, 1]) }), ("matrix transposed", -1..<1, { $0.transposed() }),
    ("slice 0", -1..<1, { $0.slice(axis: 0, 1..<2) }), ("slice 1", -1..<1, { $0.slice(axis: 1, 0..<3, step: 2) }),
    ("slice -1", -1..<1, { $0.slice(axis: -1, 1..<3) }), ("element", -1..<1, { $0.element(axis: 1, 2) }),
    ("reversed", -1..<1, { $0.reversed(axis: 1) }), ("expanded", -1..<1, { $0.expanded(axis: 1) }),
    ("repeated", -1..<1, { $0.repeated(axis: 1, count: 2) }),
    ("padded", -1..<1, { $0.padded(axis: 1, before: 1, after: 2) }),
    ("broadcast", -1..<1, { $0.broadcast(to: [3, 2, 3, 4]) }), ("rows", -1..<1, { $0.rows([1, 0, 1, 1]) }),
    ("picked", -1..<1, { $0.picked([0, 3, 1, 2, 2, 0] as [Int32]) }),
    ("crossEntropy", -1..<1, { $0.reshaped([6, 4]).summedCrossEntropy(labels: [0, 1, 2, 3, 0, 1]) }),
  ]

  @Test(arguments: unary.indices)
  func unaryOperation(index: Int) {
    let (name, range, function) = Self.unary[index]
    GradientCheck.expect(name, at: [GradientCheck.sample([2, 3, 4], in: range)], of: { function($0[0]) })
  }

  static let shapes: [(Shape, Shape)] = [
    ([2, 3], [2, 3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1, 3], [4, 1]), ([2, 3], []), ([1, 3], [2, 1]),
    ([2, 2, 3], [2, 1, 3]),
  ]

  @Test(arguments: shapes.indices)
  func binaryOperation(index: Int) {
    let (a, b) = Self.shapes[index]
    let operands = [GradientCheck.sample(a, seed: 2, in: 0.5..<2), GradientCheck.sample(b, seed: 3, in: 0.5..<2)]
    GradientCheck.expect("add", at: operands) { $0[0] + $0[1] }
    GradientCheck.expect("subtract", at: operands) { $0[0] - $0[1] }
    GradientCheck.expect("multiply", at: operands) { $0[0] * $0[1] }
    GradientCheck.expect("divide", at: operands) { $0[0] / $0[1] }
    GradientCheck.expect("maximum", at: operands) { Tensor.maximum($0[0], $0[1]) }
    GradientCheck.expect("minimum", at: operands) { Tensor.minimum($0[0], $0[1]) }
    let mask = Tensor.isGreater(operands[0], operands[1])
    GradientCheck.expect("select", at: operands) { Tensor.select(mask, $0[0], $0[1]) }
  }

  static let products: [(Shape, Shape)] = [
    ([3, 4], [4, 2]), ([1, 4], [4, 5]), ([2, 3, 4], [4, 2]), ([2, 3, 4], [2, 4, 2]), ([2, 1, 3, 4], [3, 4, 2]),
    ([3, 1], [1, 2]),
  ]

  @Test(arguments: products.indices)
  func matrixProduct(index: Int) {
    let (a, b) = Self.products[index]
    let operands = [GradientCheck.sample(a, seed: 4), GradientCheck.sample(b, seed: 5)]
    GradientCheck.expect("product", at: operands) { $0[0].matrixProduct($0[1]) }
    GradientCheck.expect("transposed product", at: [operands[0], operands[1].transposed()]) {
      $0[0].matrixProduct($0[1], transposed: true)
    }
  }

  @Test func joining() {
    let parts = [GradientCheck.sample([2, 3], seed: 6), GradientCheck.sample([2, 1], seed: 7)]
    GradientCheck.expect("concatenated", at: parts) { Tensor.concatenated($0, axis: 1) }
    let alike = [GradientCheck.sample([2, 3], seed: 6), GradientCheck.sample([2, 3], seed: 8)]
    GradientCheck.expect("stacked", at: alike) { Tensor.stacked($0, axis: 1) }
  }

  @Test(arguments: [Tensor.DenseActivation.linear, .relu, .tanh, .sigmoid])
  func dense(activation: Tensor.DenseActivation) {
    let operands = [
      GradientCheck.sample([2, 3, 4], seed: 9), GradientCheck.sample([4, 5], seed: 10),
      GradientCheck.sample([5], seed: 11),
    ]
    GradientCheck.expect("dense", at: operands) { $0[0].dense(weight: $0[1], bias: $0[2], activation: activation) }
  }

  @Test func dotProduct() {
    GradientCheck.expect("dot", at: [GradientCheck.sample([5], seed: 2), GradientCheck.sample([5], seed: 3)]) {
      $0[0].dot($0[1])
    }
  }

  @Test func normalization() {
    let operands = [
      GradientCheck.sample([2, 3, 5], seed: 12), GradientCheck.sample([5], seed: 13),
      GradientCheck.sample([5], seed: 14),
    ]
    GradientCheck.expect("normalizedRows", at: operands) { $0[0].normalizedRows(scale: $0[1], shift: $0[2]) }
  }

  static let paddings: [Padding] = [.valid, .same, .explicit(height: 1, width: 2)]

  @Test(arguments: paddings.indices, [1, 2])
  func windows(index: Int, stride: Int) {
    let padding = Self.paddings[index]
    let image = GradientCheck.sample([2, 5, 6, 2], seed: 15)
    let (filters, bias) = (GradientCheck.sample([3, 2, 2, 3], seed: 16), GradientCheck.sample([3], seed: 17))
    GradientCheck.expect("convolved", at: [image, filters, bias]) {
      $0[0].convolved(filters: $0[1], bias: $0[2], stride: (stride, stride), padding: padding, activation: .tanh)
    }
    let small = GradientCheck.sample([2, 4, 3, 3], seed: 18)
    GradientCheck.expect("transposedConvolved", at: [small, filters, GradientCheck.sample([2], seed: 19)]) {
      $0[0].transposedConvolved(filters: $0[1], bias: $0[2], stride: (stride, stride), padding: padding)
    }
    if index == 2 { return }
    GradientCheck.expect("maxPooled", at: [image]) {
      $0[0].maxPooled(window: (3, 2), stride: (stride, stride), padding: padding)
    }
    GradientCheck.expect("averagePooled", at: [image]) {
      $0[0].averagePooled(window: (3, 2), stride: (stride, stride), padding: padding)
    }
  }

  /// One example, masks, peepholes, given states and recurrent dropout.
  @Test(arguments: [1, 3], [false, true])
  func recurrent(batch: Int, isMasked: Bool) {
    let (steps, features, width) = (4, 2, 3)
    func sample(_ shape: Shape, _ seed: UInt64) -> Tensor { GradientCheck.sample(shape, seed: seed) }
    let x = sample([batch, steps, features], 20)
    let mask =
      isMasked
      ? Tensor(
        (0..<batch * steps).map { $0 % steps < steps - $0 / steps ? 1 : 0 }, shape: [batch, steps], precision: .double)
      : nil
    let dropout =
      isMasked
      ? Tensor((0..<batch * width).map { $0 % 2 == 0 ? 2 : 0 }, shape: [batch, width], precision: .double) : nil
    let state = [sample([batch, width], 21), sample([batch, width], 22)]
    GradientCheck.expect(
      "lstm",
      at: [
        x, sample([features, 4 * width], 23), sample([width, 4 * width], 24), sample([4 * width], 25),
        sample([3, width], 26),
      ] + state
    ) {
      $0[0].lstm(
        inputWeight: $0[1], recurrentWeight: $0[2], bias: $0[3], peepholes: $0[4], hidden: $0[5], cell: $0[6],
        mask: mask,
        recurrentDropout: dropout)
    }
    GradientCheck.expect(
      "gru",
      at: [
        x, sample([features, 3 * width], 27), sample([width, 3 * width], 28), sample([3 * width], 29),
        sample([3 * width], 30), state[0],
      ]
    ) {
      $0[0].gru(
        inputWeight: $0[1], recurrentWeight: $0[2], inputBias: $0[3], recurrentBias: $0[4], hidden: $0[5], mask: mask,
        recurrentDropout: dropout)
    }
    for activation in [Tensor.DenseActivation.tanh, .relu, .sigmoid] {
      GradientCheck.expect(
        "simple \(activation)",
        at: [x, sample([features, width], 31), sample([width, width], 32), sample([width], 33), state[0]]
      ) {
        $0[0].simpleRecurrent(
          inputWeight: $0[1], recurrentWeight: $0[2], bias: $0[3], activation: activation, hidden: $0[4], mask: mask,
          recurrentDropout: dropout)
      }
    }
  }
}
