import Agents
import Foundation
import NeuralNetworks
import Randomness
import ReinforcementLearning
import Tensors
import TestSupport
import Testing

/// Targets, advantages and objectives against their equations written out as plain loops in double precision.
struct TargetTests {
  private static func numbers(_ count: Int, seed: UInt64, in range: Range<Double> = -1..<1) -> [Float] {
    var random = PCG64(seed: seed)
    return (0..<count).map { _ in Float(random.uniform(in: range)) }
  }

  private func expectNear(_ found: [Float], _ wanted: [Double], within tolerance: Double = 1e-5) {
    #expect(found.count == wanted.count)
    for (a, b) in zip(found, wanted) { #expect(abs(Double(a) - b) <= tolerance * max(1, abs(b)), "\(a), not \(b)") }
  }

  // MARK: Action values

  @Test func qTargets() {
    let (batch, actions) = (6, 3)
    let rewards = Self.numbers(batch, seed: 1)
    // One step, three steps, and an end on the way.
    let continuations: [Float] = [0.9, 0.729, 0, 0.9, 0, 0.81]
    let later = Self.numbers(batch * actions, seed: 2)
    let choosing = Self.numbers(batch * actions, seed: 3)
    func row(_ values: [Float], _ index: Int) -> [Float] { Array(values[(index * actions)..<((index + 1) * actions)]) }
    let plain = (0..<batch).map { index in
      Double(rewards[index]) + Double(continuations[index]) * Double(row(later, index).max() ?? 0)
    }
    let double = (0..<batch).map { index -> Double in
      let scores = row(choosing, index)
      let best = scores.firstIndex(of: scores.max() ?? 0) ?? 0
      return Double(rewards[index]) + Double(continuations[index]) * Double(row(later, index)[best])
    }
    let (q, c) = (Tensor(later, shape: [batch, actions]), Tensor(choosing, shape: [batch, actions]))
    expectNear(qLearningTargets(rewards: rewards, continuations: continuations, later: q).elements, plain)
    expectNear(
      doubleQTargets(rewards: rewards, continuations: continuations, later: q, choosing: c).elements, double)
  }

  /// Algorithm 1 of Bellemare et al., 2017, as it is printed.
  @Test func distributionsAreProjectedAsInThePaper() {
    let (batch, actions, atoms) = (5, 2, 11)
    let support = ReturnSupport(low: -2, high: 3, count: atoms)
    let later = Tensor(Self.numbers(batch * actions * atoms, seed: 4), shape: [batch, actions, atoms]).softmax()
    let choosing = Tensor(Self.numbers(batch * actions, seed: 5), shape: [batch, actions])
    let rewards: [Float] = [0.3, -1, 4, 0, 0.5]
    let continuations: [Float] = [0.9, 0.9, 0.81, 0, 0]
    let (target, clippedShare) = support.projection(
      of: later, choosing: choosing, rewards: rewards, continuations: continuations)
    let (p, scores) = (later.elements, choosing.elements)
    var (wanted, outside) = ([Double](repeating: 0, count: batch * atoms), 0.0)
    for row in 0..<batch {
      let best = scores[row * actions + 1] > scores[row * actions] ? 1 : 0
      for atom in 0..<atoms {
        let mass = Double(p[(row * actions + best) * atoms + atom])
        let moved = Double(rewards[row]) + Double(continuations[row]) * (-2 + 0.5 * Double(atom))
        if moved < -2.001 || moved > 3.001 { outside += mass }
        let place = (min(max(moved, -2), 3) + 2) / 0.5
        let (below, above) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
        if below == above {
          wanted[row * atoms + below] += mass
        } else {
          wanted[row * atoms + below] += mass * (Double(above) - place)
          wanted[row * atoms + above] += mass * (place - Double(below))
        }
      }
    }
    expectNear(target.elements, wanted)
    #expect(abs(clippedShare - outside / Double(batch)) < 1e-5)
    for row in 0..<batch { #expect(abs(target.elements[(row * atoms)..<((row + 1) * atoms)].reduce(0, +) - 1) < 1e-5) }
    // Means are kept where nothing is clipped.
    let mean = (0..<atoms).reduce(0.0) { $0 + wanted[$1] * (-2 + 0.5 * Double($1)) }
    let before = (0..<atoms).reduce(0.0) { sum, atom in
      let best = scores[1] > scores[0] ? 1 : 0
      return sum + Double(p[best * atoms + atom]) * (0.3 + 0.9 * (-2 + 0.5 * Double(atom)))
    }
    #expect(abs(mean - before) < 1e-5)
  }

  /// KL(m || p) = sum m ln(m / p), 0 for a distribution and itself.
  @Test func divergences() {
    let target = Tensor(Self.numbers(3 * 7, seed: 6), shape: [3, 7]).softmax()
    let logits = Tensor(Self.numbers(3 * 7, seed: 7), shape: [3, 7])
    let crossEntropies = softmaxCrossEntropy(logits, target: target, reduction: .none)
    let (m, p) = (target.doubles, logits.softmax().doubles)
    let wanted = (0..<3).map { row in (row * 7..<row * 7 + 7).reduce(0.0) { $0 + m[$1] * log(m[$1] / p[$1]) } }
    expectNear(ReturnSupport.divergences(crossEntropies, from: target).elements, wanted)
    let same = softmaxCrossEntropy(logits, target: logits.softmax(), reduction: .none)
    expectNear(ReturnSupport.divergences(same, from: logits.softmax()).elements, [0, 0, 0], within: 1e-6)
  }

  // MARK: Returns and advantages

  /// Three rows of steps with episodes that end in the world, that run out of time, and that go on.
  private struct Steps {
    let steps = 8
    let rows = 3
    let rewards = TargetTests.numbers(24, seed: 8)
    let values = TargetTests.numbers(24, seed: 9)
    let next = TargetTests.numbers(3, seed: 10)
    var isLast = [Bool](repeating: false, count: 24)
    var finalValues = [Float](repeating: 0, count: 24)

    init() {
      isLast[2 * 3 + 0] = true  // the world ended
      isLast[4 * 3 + 1] = true  // time ran out
      finalValues[4 * 3 + 1] = 0.7
      isLast[7 * 3 + 2] = true  // with the last step
    }

    func advantages(lambda: Double) -> (advantages: [Float], returns: [Float]) {
      generalizedAdvantages(
        rewards: rewards, values: values, next: next, isLast: isLast, finalValues: finalValues, discount: 0.9,
        lambda: lambda)
    }

    /// V of what followed a step.
    func successorValue(_ step: Int, _ row: Int) -> Double {
      let index = step * rows + row
      if isLast[index] { return Double(finalValues[index]) }
      return Double(step + 1 == steps ? next[row] : values[index + rows])
    }
  }

  @Test(arguments: [0, 0.5, 0.95, 1])
  func advantagesAreSumsOfErrors(lambda: Double) {
    let data = Steps()
    var wanted: [Double] = []
    for step in 0..<data.steps {
      for row in 0..<data.rows {
        // A_t = sum_l (gamma lambda)^l delta_{t+l}, to the end of the episode or of what was collected.
        var (sum, factor) = (0.0, 1.0)
        for later in step..<data.steps {
          let index = later * data.rows + row
          let error =
            Double(data.rewards[index]) + 0.9 * data.successorValue(later, row) - Double(data.values[index])
          sum += factor * error
          factor *= 0.9 * lambda
          if data.isLast[index] { break }
        }
        wanted.append(sum)
      }
    }
    let (advantages, returns) = data.advantages(lambda: lambda)
    expectNear(advantages, wanted)
    expectNear(returns, zip(wanted, data.values).map { $0 + Double($1) })
  }

  /// With lambda 1 the returns are discounted sums of rewards; with lambda 0 one-step targets.
  @Test func lambdaGoesFromOneStepToAll() {
    let data = Steps()
    let whole = data.advantages(lambda: 1).returns
    for row in 0..<data.rows {
      var first = 0
      for step in 0..<data.steps where data.isLast[step * 3 + row] || step + 1 == data.steps {
        let rewards = (first...step).map { data.rewards[$0 * 3 + row] }
        let returns = discountedReturns(
          rewards: rewards, discount: 0.9, bootstrap: Float(data.successorValue(step, row)))
        expectNear((first...step).map { whole[$0 * 3 + row] }, returns.map(Double.init))
        first = step + 1
      }
    }
    let next = (0..<24).map { Float(data.successorValue($0 / 3, $0 % 3)) }
    expectNear(
      data.advantages(lambda: 0).returns,
      oneStepTargets(rewards: data.rewards, next: next, discount: 0.9).map(Double.init))
  }

  @Test func returnsAreDiscountedSums() {
    let rewards = Self.numbers(9, seed: 11)
    let wanted = (0..<9).map { start in
      (start..<9).reduce(0.0) { $0 + pow(0.8, Double($1 - start)) * Double(rewards[$1]) }
        + pow(0.8, Double(9 - start)) * 0.5
    }
    expectNear(discountedReturns(rewards: rewards, discount: 0.8, bootstrap: 0.5), wanted)
    #expect(discountedReturns(rewards: [], discount: 0.8).isEmpty)
  }

  @Test func standardizedNumbers() {
    let values = standardized(Self.numbers(50, seed: 12, in: 3..<9)).map(Double.init)
    let mean = values.reduce(0, +) / 50
    #expect(abs(mean) < 1e-6)
    #expect(abs(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 49 - 1) < 1e-5)
    #expect(standardized([4]) == [4] && standardized([2, 2, 2]) == [0, 0, 0])
  }

  // MARK: Objectives

  @Test func surrogateIsClippedAsInThePaper() {
    let logRatios: [Float] = [0, 0.5, 0.5, -0.5, -0.5, 0.1, -0.1]
    let advantages: [Float] = [1, 2, -2, 2, -2, 1, -1]
    let wanted = zip(logRatios, advantages).map { change, advantage in
      let ratio = exp(Double(change))
      return min(ratio * Double(advantage), min(max(ratio, 0.8), 1.2) * Double(advantage))
    }
    let a = Tensor(advantages, shape: [7])
    expectNear(
      [Float(clippedSurrogate(logRatio: Tensor(logRatios, shape: [7]), advantages: a, clip: 0.2).value)],
      [wanted.reduce(0, +) / 7])
    // Nothing pulls on where the policy has moved far enough the way it should: the second and the fifth.
    let slope = gradient(at: Tensor(logRatios, shape: [7])) {
      clippedSurrogate(logRatio: $0, advantages: a, clip: 0.2)
    }.elements
    #expect(slope.indices.filter { slope[$0] == 0 } == [1, 4])
    for index in [0, 2, 3, 5, 6] {
      #expect(abs(Double(slope[index]) - exp(Double(logRatios[index])) * Double(advantages[index]) / 7) < 1e-6)
    }
  }

  @Test func policyGradient() {
    let (logs, advantages) = (Self.numbers(6, seed: 13), Self.numbers(6, seed: 14))
    let wanted = zip(logs, advantages).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / 6
    let a = Tensor(advantages, shape: [6])
    let objective = policyGradientObjective(logProbability: Tensor(logs, shape: [6]), advantages: a)
    expectNear([Float(objective.value)], [wanted])
    let slope = gradient(at: Tensor(logs, shape: [6])) { policyGradientObjective(logProbability: $0, advantages: a) }
    expectNear(slope.elements, advantages.map { Double($0) / 6 })
  }

  @Test(arguments: [0, 0.4, 1])
  func importance(exponent: Double) {
    let priorities: [Float] = [0.5, 2, 0.01, 1]
    let raw = priorities.map { pow(100 * Double($0) / 30, -exponent) }
    let weights = importanceWeights(priorities: priorities, total: 30, count: 100, exponent: Float(exponent))
    expectNear(weights, raw.map { $0 / (raw.max() ?? 1) })
    #expect(weights.max() == 1)
  }
}
