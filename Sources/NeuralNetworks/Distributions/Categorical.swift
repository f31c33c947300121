public import Randomness
public import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// One of some numbered choices in each row:
///
///     p(a) = e^{z_a} / sum_b e^{z_b}
///
/// Logits far apart neither overflow nor lose a probability: the largest of a row is subtracted before anything is raised.
///
/// ```swift
/// let policy = Categorical(logits: actor(x))                                      // [rows, actions]
/// let chosen = policy.sample(using: &random)                                      // [rows]
/// let (logProbability, entropy) = policy.logProbabilityAndEntropy(of: chosen)     // [rows], [rows]
/// ```
///
/// Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 4.3.4.
public struct Categorical: Sendable {
  /// z, [rows, choices]: logarithms of probabilities up to a constant of each row.
  public let logits: Tensor

  /// - Parameter logits: z, [rows, choices] with at least one choice.
  public init(logits: Tensor) {
    precondition(
      logits.rank == 2 && logits.shape[1] > 0, "Categorical: logits are [rows, choices], not \(logits.shape)")
    self.logits = logits
  }

  /// p, [rows, choices].
  public var probabilities: Tensor { logits.softmax() }

  /// ln p, [rows, choices].
  public var logProbabilities: Tensor { logits.logSoftmax() }

  /// The most probable choice of each row, [rows]; of several the first.
  public var mode: [Int32] { (0..<logits.shape[0]).map { Int32(logits.indexOfLargest(inRow: $0)) } }

  // MARK: Samples

  /// One choice for each row, with one draw each: the first whose cumulated weight exceeds the draw. [rows]
  public func sample(using random: inout PCG64) -> [Int32] {
    var choices = [Int32](repeating: 0, count: logits.shape[0])
    sample(into: &choices, using: &random)
    return choices
  }

  /// The same into a buffer of [rows], without allocating.
  public func sample(into choices: inout [Int32], using random: inout PCG64) {
    precondition(choices.count == logits.shape[0], "Categorical: \(choices.count) places for \(logits.shape[0]) rows")
    withRows { row, logits, largest, total in
      var rest = Float(random.nextDouble()) * total
      var chosen = logits.count - 1
      for choice in 0..<logits.count {
        rest -= expf(logits[choice] - largest)
        if rest < 0 {
          chosen = choice
          break
        }
      }
      choices[row] = Int32(chosen)
    }
  }

  /// One choice for each row, each drawn from a stream of its own, so that the number of rows changes no row's choice. [rows]
  ///
  /// - Parameter generators: [rows].
  public func sample(using generators: inout [PCG64]) -> [Int32] {
    precondition(
      generators.count == logits.shape[0], "Categorical: \(generators.count) streams, \(logits.shape[0]) rows")
    let (probabilities, width) = (probabilities.doubles, logits.shape[1])
    return generators.indices.map { row in
      Int32(generators[row].categorical(probabilities[(row * width)..<((row + 1) * width)]))
    }
  }

  // MARK: Logarithms and entropy

  /// ln p(a) of one choice of each row, [rows].
  public func logProbability(of choices: [Int32]) -> Tensor { logProbabilities.picked(choices) }

  /// ln p(a) as plain numbers, [rows]: one pass without temporaries, and nothing for a gradient to follow.
  public func logProbabilityElements(of choices: [Int32]) -> [Float] {
    var result = [Float](repeating: 0, count: logits.shape[0])
    withRows { row, logits, largest, total in result[row] = logits[Int(choices[row])] - largest - logf(total) }
    return result
  }

  /// H = -sum_a p(a) ln p(a) of each row, [rows], in natural units.
  public var entropy: Tensor { Self.entropy(logProbabilities) }

  /// ln p(a) and H, [rows] each, from logarithms that are taken once.
  public func logProbabilityAndEntropy(of choices: [Int32]) -> (logProbability: Tensor, entropy: Tensor) {
    let logarithms = logProbabilities
    return (logarithms.picked(choices), Self.entropy(logarithms))
  }

  private static func entropy(_ logarithms: Tensor) -> Tensor { -(logarithms.exp() * logarithms).sum(axis: -1) }

  /// Lends each row with its largest logit and sum_a e^{z_a - largest}.
  private func withRows(_ body: (Int, UnsafeBufferPointer<Float>, Float, Float) -> Void) {
    let width = logits.shape[1]
    logits.withElements { elements in
      for row in 0..<logits.shape[0] {
        let logits = UnsafeBufferPointer(rebasing: elements[(row * width)..<((row + 1) * width)])
        var largest = logits[0]
        for choice in 1..<max(width, 1) { largest = max(largest, logits[choice]) }
        var total: Float = 0
        for choice in 0..<width { total += expf(logits[choice] - largest) }
        body(row, logits, largest, total)
      }
    }
  }
}
