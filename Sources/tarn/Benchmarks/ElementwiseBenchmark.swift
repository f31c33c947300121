import Tensors

/// The elementwise kernels, alone: arrays that stay in the second-level cache, values in -4 ... 4.
enum ElementwiseBenchmark {
  static func run(repeats: Int, report: (Measurement) -> Void) {
    let count = 65_536
    let x = Tensor(SplitMix64.uniform(seed: 21, count: count).map { 4 * $0 }, shape: [256, 256])
    let y = Tensor(SplitMix64.uniform(seed: 22, count: count), shape: [256, 256])
    let row = y[0]
    let operations: KeyValuePairs<String, () -> Tensor> = [
      "add": { x + y }, "add_row": { x + row }, "multiply": { x * y }, "relu": { x.relu() }, "exp": { x.exp() },
      "tanh": { x.tanh() }, "sigmoid": { x.sigmoid() }, "gelu": { x.gelu() }, "softmax": { x.softmax() },
      "sum_rows": { x.sum(axis: 0) }, "transpose": { x.transposed() },
    ]
    for (name, operation) in operations {
      let rounds = 400
      report(
        Measurement.rate(
          "elementwise", "\(name)/65536", "million elements/s", work: Double(rounds * count) / 1e6, repeats: repeats
        ) {
          for _ in 0..<rounds { _ = operation() }
        })
    }
  }
}
