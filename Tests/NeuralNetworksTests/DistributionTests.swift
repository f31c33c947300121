import Foundation
import NeuralNetworks
import Randomness
import Tensors
import TestSupport
import Testing

/// Distributions against their formulas written out in double precision.
struct DistributionTests {
  private static let logits: [[Double]] = [[0.3, -1.2, 2.5, 0], [4, 4, -3, 1], [-0.1, 0, 0.1, 0.2]]

  private static var categorical: Categorical {
    Categorical(logits: Tensor(logits.flatMap { $0.map(Float.init) }, shape: [3, 4]))
  }

  private static func probabilities(_ row: [Double]) -> [Double] {
    let weights = row.map { exp($0) }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  private func expectNear(_ found: [Double], _ wanted: [Double], within tolerance: Double = 1e-5) {
    #expect(found.count == wanted.count)
    for (a, b) in zip(found, wanted) { #expect(abs(a - b) <= tolerance * max(1, abs(b)), "\(a) against \(b)") }
  }

  @Test func categoricalFormulas() {
    let choice = Self.categorical
    let p = Self.logits.map(Self.probabilities)
    let taken: [Int32] = [2, 0, 3]
    let logs = zip(p, taken).map { log($0[Int($1)]) }
    let entropies = p.map { -$0.reduce(0) { $0 + $1 * log($1) } }
    expectNear(choice.probabilities.doubles, p.flatMap { $0 })
    expectNear(choice.logProbability(of: taken).doubles, logs)
    expectNear(choice.logProbabilityElements(of: taken).map(Double.init), logs)
    expectNear(choice.entropy.doubles, entropies)
    let both = choice.logProbabilityAndEntropy(of: taken)
    #expect(both.logProbability.elements == choice.logProbability(of: taken).elements)
    #expect(both.entropy.elements == choice.entropy.elements)
    // Of equals the first.
    #expect(choice.mode == [2, 0, 3])
  }

  @Test func categoricalGradients() {
    let x = GradientCheck.sample([3, 4], seed: 5, in: -2..<2)
    GradientCheck.expect("ln p", at: [x]) { Categorical(logits: $0[0]).logProbability(of: [1, 3, 0]) }
    GradientCheck.expect("entropy", at: [x]) { Categorical(logits: $0[0]).entropy }
  }

  /// Frequencies of a hundred thousand draws lie within five standard errors of the probabilities.
  @Test func categoricalSamples() {
    let choice = Self.categorical
    let count = 100_000
    var random = PCG64(seed: 3)
    var generators = (0..<3).map { PCG64(seed: UInt64(10 + $0)) }
    var (shared, own) = ([Int](repeating: 0, count: 12), [Int](repeating: 0, count: 12))
    for _ in 0..<count {
      for (row, action) in choice.sample(using: &random).enumerated() { shared[row * 4 + Int(action)] += 1 }
      for (row, action) in choice.sample(using: &generators).enumerated() { own[row * 4 + Int(action)] += 1 }
    }
    for (index, p) in Self.logits.flatMap(Self.probabilities).enumerated() {
      let error = 5 * (p * (1 - p) / Double(count)).squareRoot()
      for counts in [shared, own] { #expect(abs(Double(counts[index]) / Double(count) - p) < error) }
    }
  }

  /// A row's draws from its own stream do not depend on the rows beside it.
  @Test func rowsWithTheirOwnStreamsAreIndependent() {
    var all = (0..<3).map { PCG64(seed: UInt64($0)) }
    var last = [PCG64(seed: 2)]
    let alone = Categorical(logits: Tensor(Self.logits[2].map(Float.init), shape: [1, 4]))
    for _ in 0..<100 {
      #expect(Self.categorical.sample(using: &all)[2] == alone.sample(using: &last)[0])
    }
  }

  @Test func logitsFarApartStayFinite() {
    let choice = Categorical(logits: Tensor([1000, -1000, 0, -1e30, 1e30, 0] as [Float], shape: [2, 3]))
    var random = PCG64(seed: 1)
    #expect(choice.sample(using: &random) == [0, 1])
    #expect(choice.logProbabilityElements(of: [0, 1]) == [0, 0])
    #expect(choice.entropy.elements.allSatisfy { $0.isFinite && abs($0) < 1e-6 })
  }

  private static let means: [[Double]] = [[0.5, -2], [1, 0.25]]
  private static let logDeviation = [-0.7, 0.4]

  private static var normal: DiagonalNormal {
    DiagonalNormal(
      means: Tensor(means.flatMap { $0.map(Float.init) }, shape: [2, 2]),
      logDeviation: Tensor(logDeviation.map(Float.init), shape: [2]))
  }

  @Test func normalFormulas() {
    let x: [[Double]] = [[0.1, -1.5], [2, 0]]
    let logs = zip(x, Self.means).map { x, mu in
      (0..<2).reduce(0.0) { sum, i in
        let sigma = exp(Self.logDeviation[i])
        return sum - (x[i] - mu[i]) * (x[i] - mu[i]) / (2 * sigma * sigma) - log(sigma * (2 * Double.pi).squareRoot())
      }
    }
    let numbers = x.flatMap { $0.map(Float.init) }
    expectNear(Self.normal.logProbability(of: Tensor(numbers, shape: [2, 2])).doubles, logs)
    expectNear(Self.normal.logProbabilityElements(of: numbers).map(Double.init), logs)
    let entropy = Self.logDeviation.reduce(0) { $0 + log(exp($1) * (2 * Double.pi * M_E).squareRoot()) }
    expectNear([Self.normal.entropy.value], [entropy])
    #expect(Self.normal.mode.elements == Self.normal.means.elements)
    // With a deviation for each row the entropy is one for each row.
    let each = DiagonalNormal(means: .zeros([2, 2]), logDeviation: .zeros([2, 2]))
    expectNear(each.entropy.doubles, Array(repeating: 2 * log((2 * Double.pi * M_E).squareRoot()), count: 2))
  }

  @Test func normalGradients() {
    let (means, logDeviation) = (GradientCheck.sample([3, 2], seed: 6), GradientCheck.sample([2], seed: 7))
    let numbers = GradientCheck.sample([3, 2], seed: 8)
    GradientCheck.expect("ln p", at: [means, logDeviation, numbers]) {
      DiagonalNormal(means: $0[0], logDeviation: $0[1]).logProbability(of: $0[2])
    }
    GradientCheck.expect("entropy", at: [logDeviation]) {
      DiagonalNormal(means: means, logDeviation: $0[0]).entropy
    }
  }

  /// Means and deviations of draws, and the mean of -ln p, which is the entropy.
  @Test func normalSamples() {
    let normal = Self.normal
    var random = PCG64(seed: 4)
    let count = 50_000
    var (sums, squares, surprise) = ([Double](repeating: 0, count: 4), [Double](repeating: 0, count: 4), 0.0)
    for _ in 0..<count {
      let drawn = normal.sample(using: &random).elements
      for (index, x) in drawn.enumerated() {
        let z = (Double(x) - Self.means.flatMap { $0 }[index]) / exp(Self.logDeviation[index % 2])
        sums[index] += z
        squares[index] += z * z
      }
      surprise -= Double(normal.logProbabilityElements(of: drawn)[0])
    }
    for index in 0..<4 {
      #expect(abs(sums[index] / Double(count)) < 0.025)
      #expect(abs(squares[index] / Double(count) - 1) < 0.035)
    }
    #expect(abs(surprise / Double(count) - normal.entropy.value) < 0.025)
    var generators = [PCG64(seed: 9), PCG64(seed: 4)]
    var numbers = [Float](repeating: 0, count: 4)
    normal.sample(into: &numbers, using: &generators)
    var alone = PCG64(seed: 9)
    #expect(numbers[0] == Float(0.5) + expf(-0.7) * Float(alone.nextNormal()))
  }
}
