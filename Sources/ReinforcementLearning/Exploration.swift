public import Randomness
public import Persistence
public import Settings

#if canImport(Glibc)
  import Glibc
#endif

/// How an agent departs from what looks best.
///
/// Source: Sutton and Barto, "Reinforcement Learning", 2nd edition, sections 2.2 (epsilon-greedy), 2.7 (upper
/// confidence bounds) and 13.1 (softmax). Ties between greedy actions are broken uniformly at random.
public struct Exploration: Sendable, Hashable, Codable {
  public enum Rule: String, Sendable, Codable, CaseIterable {
    case epsilonGreedy = "epsilon-greedy"
    case softmax
    case upperConfidenceBound = "ucb"
  }

  public var rule: Rule
  public var epsilon: Schedule
  public var temperature: Double
  public var confidence: Double

  public static let hyperparameters: [SettingDeclaration] = [
    SettingDeclaration(
      "exploration", .choice(Rule.allCases.map(\.rawValue)), default: .text(Rule.epsilonGreedy.rawValue),
      "how the agent departs from the greedy action"),
    SettingDeclaration("epsilon", .real(0...1), default: .real(1), "probability of a random action at the start"),
    SettingDeclaration("epsilonFinal", .real(0...1), default: .real(0.05), "probability of a random action at the end"),
    SettingDeclaration(
      "epsilonSteps", .steps(from: 0), default: .share(0.8),
      "steps over which epsilon goes in a straight line from its start to its end; 0 starts at the end"),
    SettingDeclaration("temperature", .real(1e-9...1e9), default: .real(0.05), "softmax: values are divided by it"),
    SettingDeclaration("confidence", .real(0...1e9), default: .real(1), "ucb: weight c of the bonus c sqrt(ln t / n)"),
  ]

  /// No exploration.
  public static let greedy = Exploration(rule: .epsilonGreedy, epsilon: .constant(0), temperature: 1, confidence: 0)

  private init(rule: Rule, epsilon: Schedule, temperature: Double, confidence: Double) {
    self.rule = rule
    self.epsilon = epsilon
    self.temperature = temperature
    self.confidence = confidence
  }

  /// - Throws: ``InputError`` when a schedule is a share of a run whose steps are not known.
  public init(_ settings: SettingValues) throws(InputError) {
    guard let rule = Rule(rawValue: settings.text("exploration")) else {
      throw InputError("unknown exploration '\(settings.text("exploration"))'")
    }
    self.rule = rule
    let (start, end, steps) = (
      settings.real("epsilon"), settings.real("epsilonFinal"), try settings.steps("epsilonSteps")
    )
    epsilon = steps == 0 || start == end ? .constant(end) : .linear(from: start, to: end, steps: steps)
    temperature = settings.real("temperature")
    confidence = settings.real("confidence")
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
