import Foundation
import Tensors
import Testing

/// Results where rounding, infinities and NaN would spoil them.
struct NumericalEdgeTests {
  @Test(arguments: Precision.allCases)
  func extremesPropagateNaN(precision: Precision) {
    let a = Tensor([Double.nan, 1, .nan, 3], shape: [4], precision: precision)
    let b = Tensor([1, Double.nan, .nan, 2], shape: [4], precision: precision)
    #expect(Tensor.maximum(a, b).doubles.prefix(3).allSatisfy(\.isNaN) && Tensor.maximum(a, b).doubles[3] == 3)
    #expect(Tensor.minimum(a, b).doubles.prefix(3).allSatisfy(\.isNaN) && Tensor.minimum(a, b).doubles[3] == 2)
    #expect(Tensor.maximum(a, Tensor(1, precision: precision)).doubles[0].isNaN)
    // PyTorch gives both sides the derivative where either is NaN.
    #expect(gradient(at: a) { Tensor.maximum($0, b).sum() }.doubles == [1, 1, 1, 1])
    #expect(gradient(at: b) { Tensor.maximum(a, $0).sum() }.doubles == [1, 1, 1, 0])
    #expect(gradient(at: a) { Tensor.minimum($0, b).sum() }.doubles == [1, 1, 1, 0])
    #expect(gradient(at: b) { Tensor.minimum(a, $0).sum() }.doubles == [1, 1, 1, 1])
    let one = Tensor(1, precision: precision)
    #expect(gradient(at: one) { Tensor.maximum($0, one).sum() }.value == 0.5)
  }

  @Test(arguments: Precision.allCases)
  func logSumExpOfInfinities(precision: Precision) {
    let x = Tensor([-Double.infinity, -.infinity, 0, -.infinity], shape: [2, 2], precision: precision)
    #expect(x.logSumExp(axis: 1).doubles == [-.infinity, 0])
    #expect(x.logSumExp(axis: 1, keepingAxis: true).shape == [2, 1])
    #expect(gradient(at: x) { $0.logSumExp(axis: 1).sum() }.doubles == [0, 0, 1, 0])
    #expect(Tensor([Double.infinity, 0], shape: [2], precision: precision).logSumExp(axis: 0).value == .infinity)
  }

  /// e^x - 1 keeps its digits near 0, alone and fused with a dense layer's sums.
  @Test func exponentialUnitNearZero() {
    let x = (0..<400).map { -Double(Float(1e-9 * pow(10, Double($0) / 40))) }
    let y = Tensor(x, shape: [x.count]).elu().doubles
    let exact = Tensor(x, shape: [x.count], precision: .double).elu().doubles
    let worst = zip(y, exact).map { abs($0 - $1) / abs($1) }.max() ?? 1
    #expect(worst < 3e-7, "\(worst)")
    #expect(Tensor(-1e-20, precision: .double).elu().value == -1e-20)
  }

  @Test func hyperbolicTangentReachesOne() {
    #expect(Tensor([9.1, 20, 1e30, .infinity], shape: [4]).tanh().elements == [1, 1, 1, 1])
    #expect(Tensor([-9.1, -20, -1e30, -.infinity], shape: [4]).tanh().elements == [-1, -1, -1, -1])
    #expect(Tensor(.nan).tanh().value.isNaN)
    let x = (0..<3000).map { Double(Float(7.91 + Double($0) * 1e-3)) }
    let exact = Tensor(x, shape: [x.count], precision: .double).tanh().doubles
    let worst = zip(Tensor(x, shape: [x.count]).tanh().doubles, exact).map { abs($0 - $1) * 0x1p24 }.max() ?? 9
    #expect(worst < 1.1, "\(worst) units in the last place")
  }
}
