import Foundation
import Randomness
import Tensors
import TestSupport
import Testing

/// The four ways of differentiating, and the tape they are measured by.
struct DifferentiationTests {
  /// A random formula of x and y that stays within its functions' domains.
  static func formula(_ depth: Int, using random: inout some RandomSource) -> Tensors.Expression {
    if depth == 0 {
      switch random.integer(in: 0..<3) {
      case 0: return .variable("x")
      case 1: return .variable("y")
      default: return .constant((random.uniform(in: 0.5..<2) * 8).rounded() / 8)
      }
    }
    let a = formula(depth - 1, using: &random)
    func b() -> Tensors.Expression { formula(random.integer(in: 0..<depth), using: &random) }
    switch random.integer(in: 0..<10) {
    case 0: return a + b()
    case 1: return a - b()
    case 2, 3: return a * b()
    case 4: return a / (.constant(2) + b() * b())
    case 5: return .power(a, .constant(Double(random.integer(in: 2..<4))))
    case 6: return .exp(.tanh(a))
    case 7: return .log(.constant(1) + a * a)
    case 8: return .sin(a)
    default: return .cos(a)
    }
  }

  static func tensor(_ e: Tensors.Expression, _ x: Tensor, _ y: Tensor) -> Tensor {
    switch e {
    case .constant(let c): Tensor(c, precision: .double)
    case .variable(let name): name == "x" ? x : y
    case .sum(let a, let b): tensor(a, x, y) + tensor(b, x, y)
    case .product(let a, let b): tensor(a, x, y) * tensor(b, x, y)
    case .quotient(let a, let b): tensor(a, x, y) / tensor(b, x, y)
    case .power(let a, .constant(let n)): tensor(a, x, y).power(n)
    case .power(let a, let b): (tensor(b, x, y) * tensor(a, x, y).log()).exp()
    case .exp(let a): tensor(a, x, y).exp()
    case .log(let a): tensor(a, x, y).log()
    case .sin(let a): tensor(a, x, y).sin()
    case .cos(let a): tensor(a, x, y).cos()
    case .tanh(let a): tensor(a, x, y).tanh()
    }
  }

  static func dual(_ e: Tensors.Expression, _ x: Dual, _ y: Dual) -> Dual {
    switch e {
    case .constant(let c): Dual(c)
    case .variable(let name): name == "x" ? x : y
    case .sum(let a, let b): dual(a, x, y) + dual(b, x, y)
    case .product(let a, let b): dual(a, x, y) * dual(b, x, y)
    case .quotient(let a, let b): dual(a, x, y) / dual(b, x, y)
    case .power(let a, .constant(let n)): dual(a, x, y).power(n)
    case .power(let a, let b): (dual(b, x, y) * dual(a, x, y).log()).exp()
    case .exp(let a): dual(a, x, y).exp()
    case .log(let a): dual(a, x, y).log()
    case .sin(let a): dual(a, x, y).sin()
    case .cos(let a): dual(a, x, y).cos()
    case .tanh(let a): dual(a, x, y).tanh()
    }
  }

  @Test func fourWaysAgreeOnRandomFormulas() {
    var random = Seed(5).generator()
    var compared = 0
    for _ in 0..<200 {
      let formula = Self.formula(4, using: &random)
      let point = [random.uniform(in: 0.3..<1.2), random.uniform(in: 0.3..<1.2)]
      let values = ["x": point[0], "y": point[1]]
      let numeric = NumericDifferentiation.gradient(at: point) { formula.value(["x": $0[0], "y": $0[1]]) }
      guard numeric.allSatisfy({ $0.isFinite && abs($0) < 1e3 }) else { continue }
      compared += 1
      let (_, reverse) = valueWithGradients(at: point.map { Tensor($0, precision: .double) }) {
        Self.tensor(formula, $0[0], $0[1])
      }
      let forward = gradient(at: point) { Self.dual(formula, $0[0], $0[1]) }
      for (index, name) in ["x", "y"].enumerated() {
        let symbolic = formula.derivative(by: name).value(values)
        let scale = max(1, abs(symbolic))
        #expect(abs(symbolic - forward[index]) < 1e-9 * scale, "\(formula)")
        #expect(abs(symbolic - reverse[index].value) < 1e-9 * scale, "\(formula)")
        #expect(abs(symbolic - numeric[index]) < 1e-6 * scale, "\(formula)")
      }
    }
    #expect(compared > 150)
  }

  @Test func symbolicDerivativesAreSimplified() {
    let x = Tensors.Expression.variable("x")
    #expect("\((x * x * x).derivative(by: "x"))" == "3 * (x)^(2)")
    #expect("\((Tensors.Expression.constant(3) * x + .constant(2)).derivative(by: "x"))" == "3")
    #expect("\(Tensors.Expression.exp(.constant(2) * x).derivative(by: "x"))" == "2 * exp(2 * x)")
    #expect("\(Tensors.Expression.log(x).derivative(by: "x"))" == "(1) / (x)")
    #expect("\(Tensors.Expression.variable("y").derivative(by: "x"))" == "0")
    #expect((x - x).simplified == .constant(0))
    #expect((x / x).simplified == .constant(1))
    #expect("\(Tensors.Expression.sin(x * x).derivative(by: "x"))" == "2 * cos((x)^(2)) * x")
  }

  @Test func fanOutAddsGradients() {
    let slope = gradient(at: Tensor([3.0], shape: [1], precision: .double)) { x in
      let y = x * x
      return (y * x + y + x + x).sum()
    }
    #expect(slope.value == 3 * 9 + 2 * 3 + 2)
  }

  @Test func unrelatedVariablesHaveZeroGradients() {
    let (_, gradients) = valueWithGradients(at: [Tensor([1, 2], shape: [2]), Tensor([1, 2, 3], shape: [3])]) {
      $0[0].sum()
    }
    #expect(gradients[1].elements == [0, 0, 0])
  }

  @Test func nestedGradientsAreConstantsOutside() {
    let slope = gradient(at: Tensor(2.0, precision: .double)) { x in
      let inner = gradient(at: Tensor(3.0, precision: .double)) { y in y * y * x }
      return inner * x
    }
    // d/dx of (2 y x) x with the inner gradient, 2 * 3 * 2 = 12, held constant.
    #expect(slope.value == 12)
  }

  @Test func detachedTensorsStopGradients() {
    let slope = gradient(at: Tensor([2.0], shape: [1], precision: .double)) { ($0 * $0.detached).sum() }
    #expect(slope.value == 2)
  }

  @Test func jacobianOfSoftmax() {
    let x = GradientCheck.sample([5], in: -2..<2)
    let difference = jacobian(at: x) { $0.softmax() } - x.softmaxJacobian()
    #expect(difference.normInfinity().value < 1e-15)
  }

  /// No recursion: neither the walk back nor letting go of half a million operations needs stack.
  @Test func halfAMillionChainedOperations() {
    let result = valueWithGradient(at: Tensor(1.0, precision: .double)) { x in
      var y = x
      for _ in 0..<500_000 { y = y + x }
      return y
    }
    #expect(result.value == 500_001)
    #expect(result.gradient.value == 500_001)
  }

  @Test func memoryIsBackAfterTenThousandSteps() {
    // A thread of its own, so that other tests' tensors do not count.
    let thread = Thread {
      let x = GradientCheck.sample([16, 16])
      func step() { _ = gradient(at: x) { $0.matrixProduct($0).tanh().sum() } }
      _ = gradient(at: x) { x in (0..<20_000).reduce(x) { y, _ in y + x }.sum() }
      for _ in 0..<200 { step() }
      let (bytes, allocations) = (TensorMemory.byteCount, TensorMemory.allocationCount)
      for _ in 0..<10_000 { step() }
      #expect(TensorMemory.allocationCount == allocations)
      #expect(TensorMemory.byteCount <= bytes)
      #expect(TensorMemory.byteCount < 1 << 20)
      Self.finished.signal()
    }
    thread.start()
    #expect(Self.finished.wait(timeout: .now() + 60) == .success)
  }
  private static let finished = DispatchSemaphore(value: 0)

  @Test func graphIsDrawnInTopologicalOrder() {
    let graph = ComputationGraph(at: [Tensor.zeros([2, 3]), Tensor.zeros([3, 4])]) { operands in
      (operands[0].matrixProduct(operands[1]).tanh() + Tensor.ones([4])).sum()
    }
    #expect(graph.nodes.map(\.name) == ["variable", "variable", "matrixProduct", "tanh", "constant", "add", "sum"])
    #expect(graph.nodes.enumerated().allSatisfy { index, node in node.operands.allSatisfy { $0 < index } })
    #expect(graph.dot.contains("n2 [label=\"2: matrixProduct\\n[2, 4]\"]"))
    #expect(graph.dot.contains("n0 -> n2;"))
  }

  @Test func theFirstNonFiniteOperationIsNamed() {
    let x = Tensor([1.0, 0, 2], shape: [3])
    #expect {
      try findingNonFinite { _ = gradient(at: x) { ($0.exp() * $0.log()).sum() } }
    } throws: { error in
      guard let error = error as? NonFiniteError else { return false }
      return error.operation == "log" && error.index == 1 && error.value == -.infinity && error.shape == [3]
    }
    #expect {
      try findingNonFinite { _ = gradient(at: x) { $0.squareRoot().sum() } }
    } throws: { error in "\(error)".contains("derivative") }
    #expect(throws: Never.self) { try findingNonFinite { _ = gradient(at: x) { $0.exp().sum() } } }
  }
}
