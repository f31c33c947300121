public import Tensors

private struct WeightCollector: ParameterVisitor {
  var weights: [Tensor] = []
  mutating func visit(_ parameter: inout Tensor, _ name: StaticString, _ role: ParameterRole) {
    if role == .weight { weights.append(parameter) }
  }
}

extension Module {
  /// l1 times the sum of magnitudes plus l2 / 2 times the sum of squares, over weights (not biases): a term to add to a
  /// loss. Nil where both are zero.
  public func penalty(l1: Double = 0, l2: Double = 0) -> Tensor? {
    if l1 == 0, l2 == 0 { return nil }
    var copy = self
    var collector = WeightCollector()
    copy.visitParameters(with: &collector)
    let terms = collector.weights.flatMap { weight in
      [l1 == 0 ? nil : weight.norm1() * l1, l2 == 0 ? nil : weight.squared().sum() * (l2 / 2)].compactMap { $0 }
    }
    guard let first = terms.first else { return nil }
    return terms.dropFirst().reduce(first) { $0 + $1 }
  }
}
