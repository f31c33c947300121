extension RandomSource {
  /// An index drawn with the given probabilities, which must sum to 1: one `nextDouble`, then the first index whose
  /// cumulative probability exceeds it. This is Gymnasium's `categorical_sample`.
  @inlinable
  public mutating func categorical(_ probabilities: some Collection<Double>) -> Int {
    precondition(!probabilities.isEmpty, "categorical needs at least one probability")
    let draw = nextDouble()
    var cumulative = 0.0
    for (index, probability) in probabilities.enumerated() {
      cumulative += probability
      if cumulative > draw { return index }
    }
    // Rounding left the sum just below the draw; NumPy's argmax over all-false answers 0.
    return 0
  }

  /// An index drawn in proportion to `weights`: NumPy's `choice(n, p=weights / sum)`, by cumulative sum and search.
  public mutating func choice(weightedBy weights: [Double]) -> Int {
    precondition(!weights.isEmpty, "choice needs at least one weight")
    var cumulative: [Double] = []
    cumulative.reserveCapacity(weights.count)
    var total = 0.0
    for weight in weights {
      total += weight
      cumulative.append(total)
    }
    let draw = nextDouble()
    return cumulative.firstIndex { $0 / total > draw } ?? weights.count - 1
  }

  /// Shuffles in place (Fisher-Yates from the end): NumPy's `shuffle`.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(index, Int(interval(through: UInt32(index))))
    }
  }

  /// The numbers `0..<count` in random order: NumPy's `permutation(count)`.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }
}

extension PCG64 {
  /// `sampleCount` different numbers below `count` in random order: NumPy's
  /// `Generator.choice(count, sampleCount, replace=False)`, by Floyd's method or a partial shuffle.
  public mutating func choice(_ sampleCount: Int, withoutReplacementFrom count: Int) -> [Int] {
    precondition(sampleCount <= count, "choice cannot take \(sampleCount) different numbers from \(count)")
    if count > 10_000, sampleCount > count / 50 {
      var numbers = Array(0..<count)
      for index in stride(from: count - 1, through: max(count - sampleCount, 1), by: -1) {
        numbers.swapAt(index, Int(nextInteger(through: UInt64(index))))
      }
      return Array(numbers.suffix(sampleCount))
    }
    var taken: Set<Int> = []
    var numbers: [Int] = []
    for bound in (count - sampleCount)..<count {
      let candidate = Int(nextInteger(through: UInt64(bound)))
      let number = taken.contains(candidate) ? bound : candidate
      taken.insert(number)
      numbers.append(number)
    }
    for index in stride(from: numbers.count - 1, to: 0, by: -1) {
      numbers.swapAt(index, Int(nextInteger(through: UInt64(index))))
    }
    return numbers
  }
}

extension MersenneTwister {
  /// `RandomState.choice(count, sampleCount, replace=False)`: the head of a permutation.
  public mutating func choice(_ sampleCount: Int, withoutReplacementFrom count: Int) -> [Int] {
    precondition(sampleCount <= count, "choice cannot take \(sampleCount) different numbers from \(count)")
    return Array(permutation(count).prefix(sampleCount))
  }
}
