public import Randomness
import Persistence
public import Settings

#if canImport(Glibc)
  import Glibc
#endif

/// How an agent departs from what looks best.
///
/// Source: Sutton and Barto, "Reinforcement Learning", 2nd edition, sections 2.2 (epsilon-greedy), 2.7 (upper
/// confidence bounds) and 13.1 (softmax). Ties between greedy actions are broken uniformly at random.
public struct Exploration: Sendable, Hashable, Codable {
  /// Ways of departing from it.
  public enum Rule: String, Sendable, Codable, SettingChoice {
    /// A random action with probability epsilon, otherwise the best.
    case epsilonGreedy = "epsilon-greedy"
    /// pi(a | s) in proportion to exp(Q(s, a) / temperature).
    case softmax
    /// argmax_a Q(s, a) + c sqrt(ln t / n)
    case upperConfidenceBound = "ucb"
  }

  /// How.
  public var rule: Rule
  /// The probability of a random action, by actions chosen.
  public var epsilon: Schedule
  /// What values are divided by in softmax.
  public var temperature: Double
  /// c, the weight of the bonus for what has been tried seldom.
  public var confidence: Double

  /// No exploration.
  public static let greedy = Exploration(rule: .epsilonGreedy, epsilon: .constant(0), temperature: 1, confidence: 0)

  private init(rule: Rule, epsilon: Schedule, temperature: Double, confidence: Double) {
    self.rule = rule
    self.epsilon = epsilon
    self.temperature = temperature
    self.confidence = confidence
  }

  /// What the settings ask for.
  public init(_ settings: ExplorationSettings) {
    let (start, end, steps) = (settings.epsilon, settings.epsilonFinal, settings.epsilonSteps.count)
    self.init(
      rule: settings.exploration,
      epsilon: steps == 0 || start == end ? .constant(end) : .linear(from: start, to: end, steps: steps),
      temperature: settings.temperature, confidence: settings.confidence)
  }

  @inlinable @inline(__always)
  func action<Source: RandomSource>(
    for observation: Int, values: Table<Double>, visits: Table<Int64>, at step: Int, using random: inout Source
  ) -> Int {
    if rule == .epsilonGreedy {
      if random.nextDouble() < epsilon.value(at: step) {
        return Int(random.nextInteger(through: UInt64(values.columns &- 1)))
      }
      return values.greedy(inRow: observation, using: &random)
    }
    let probabilities = probabilities(for: observation, values: values, visits: visits, at: step)
    return random.categorical(probabilities)
  }

  /// pi(a | s): the probability of each action.
  public func probabilities(
    for observation: Int, values: Table<Double>, visits: Table<Int64>, at step: Int
  ) -> [Double] {
    let row = values.row(observation)
    switch rule {
    case .epsilonGreedy:
      let epsilon = epsilon.value(at: step)
      return Self.greedy(row).map { (1 - epsilon) * $0 + epsilon / Double(row.count) }
    case .softmax:
      let highest = row.max() ?? 0
      let weights = row.map { exp(($0 - highest) / temperature) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    case .upperConfidenceBound:
      let counts = visits.row(observation)
      let total = Double(counts.reduce(0, +))
      return Self.greedy(
        zip(row, counts).map { value, count in
          count == 0 ? .infinity : value + confidence * (log(total) / Double(count)).squareRoot()
        })
    }
  }

  /// Equal probability on every greatest element.
  static func greedy(_ row: [Double]) -> [Double] {
    let highest = row.max() ?? 0
    let share = 1 / Double(row.count { $0 == highest })
    return row.map { $0 == highest ? share : 0 }
  }
}

extension Table where Element == Double {
  /// A column with the greatest element of a row, ties broken uniformly at random; no draw without a tie.
  @inlinable @inline(__always)
  public func greedy<Source: RandomSource>(inRow row: Int, using random: inout Source) -> Int {
    let start = row &* columns
    return elements.withUnsafeBufferPointer { elements in
      precondition(row >= 0 && start &+ columns <= elements.count, "row outside the table")
      var best = 0
      var highest = elements[start]
      var ties = 1
      for column in 1..<max(1, columns) {
        let element = elements[start &+ column]
        // Selects, not branches: which action is best is what a processor cannot predict.
        ties = element > highest ? 1 : element == highest ? ties &+ 1 : ties
        best = element > highest ? column : best
        highest = element > highest ? element : highest
      }
      if ties == 1 { return best }
      var chosen = Int(random.nextInteger(through: UInt64(ties &- 1)))
      for column in best..<columns where elements[start &+ column] == highest {
        if chosen == 0 { return column }
        chosen &-= 1
      }
      return best
    }
  }
}
