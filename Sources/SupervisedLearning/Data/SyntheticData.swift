#if canImport(Glibc)
  internal import Glibc
#endif
public import Randomness
internal import Tensors

/// Problems that are made, not measured: each shows one thing a network can or cannot do.
public enum SyntheticData {
  /// Two intertwined spirals (Lang and Witbrock, 1988): points of the plane, which spiral?
  public static func twoSpirals(count: Int, noise: Double = 0.02, using random: inout some RandomSource) -> Dataset {
    var points: [Double] = []
    var labels: [Float] = []
    for index in 0..<count {
      let arm = index % 2
      let t = random.nextDouble().squareRoot()
      let angle = t * 3 * .pi + (arm == 0 ? 0 : .pi)
      points += [t * cos(angle) + noise * random.nextNormal(), t * sin(angle) + noise * random.nextNormal()]
      labels.append(Float(arm))
    }
    return Dataset(
      problem: .singleLabel, features: Tensor(points, shape: [count, 2]), targets: Tensor(labels, shape: [count]),
      outputNames: ["first", "second"])
  }

  /// The adding problem (Hochreiter and Schmidhuber, 1997): at each step a number and a mark; the sum of the two marked
  /// numbers is asked at the end. Always answering 1 has a mean squared error of 1/6.
  public static func adding(count: Int, length: Int, using random: inout some RandomSource) -> Dataset {
    var features = [Float](repeating: 0, count: count * length * 2)
    var sums: [Float] = []
    for example in 0..<count {
      let start = example * length * 2
      for step in 0..<length { features[start + 2 * step] = Float(random.nextDouble()) }
      let first = random.integer(in: 0..<(length / 2))
      let second = random.integer(in: (length / 2)..<length)
      var sum: Float = 0
      for step in [first, second] {
        features[start + 2 * step + 1] = 1
        sum += features[start + 2 * step]
      }
      sums.append(sum)
    }
    return Dataset(
      problem: .regression, features: Tensor(features, shape: [count, length, 2]),
      targets: Tensor(sums, shape: [count, 1]), outputNames: ["sum"])
  }

  /// Sequences of symbols to be given back in reverse: what stands at each place is found at another.
  public static func reverse(count: Int, length: Int, symbols: Int, using random: inout some RandomSource) -> Dataset {
    sequences(count: count, length: length, symbols: symbols, using: &random) { tokens, step in
      tokens[length - 1 - step]
    }
  }

  /// At each step the symbol that follows is asked, so only what has seen the future can answer; at the last, the first.
  public static func lookAhead(count: Int, length: Int, symbols: Int, using random: inout some RandomSource) -> Dataset
  {
    sequences(count: count, length: length, symbols: symbols, using: &random) { tokens, step in
      tokens[(step + 1) % length]
    }
  }

  private static func sequences(
    count: Int, length: Int, symbols: Int, using random: inout some RandomSource, answer: ([Int], Int) -> Int
  ) -> Dataset {
    var features = [Float](repeating: 0, count: count * length * symbols)
    var labels: [Float] = []
    for example in 0..<count {
      let tokens = (0..<length).map { _ in random.integer(in: 0..<symbols) }
      for (step, token) in tokens.enumerated() { features[(example * length + step) * symbols + token] = 1 }
      labels += (0..<length).map { Float(answer(tokens, $0)) }
    }
    return Dataset(
      problem: .singleLabel, features: Tensor(features, shape: [count, length, symbols]),
      targets: Tensor(labels, shape: [count, length]), outputNames: (0..<symbols).map(String.init))
  }
}
