public import Randomness
import Persistence

/// What every tabular learner carries: action values, visit counts, how it explores and how far it steps.
public struct TabularMemory: Sendable, Codable {
  /// Q(s, a), [observations, actions].
  public var values: Table<Double>
  /// N(s, a): how often a pair has been updated.
  public var visits: Table<Int64>
  /// How it departs from what looks best.
  public var exploration: Exploration
  /// alpha by the visits to a pair.
  public var stepSize: StepSize
  /// gamma
  public var discount: Double
  /// Actions chosen so far, a person's included; the clock of the exploration schedule.
  public var stepCount = 0
  /// The last temporal-difference error and the observation it belongs to, for pictures.
  public var lastError = 0.0
  /// The observation that ``lastError`` belongs to.
  public var lastObservation = 0

  /// Every value at its start, nothing visited.
  public init(_ settings: TabularSettings, for world: TableOutline) {
    self.init(
      values: Table(rows: world.observationCount, columns: world.actionCount, repeating: settings.initialValue),
      exploration: Exploration(settings.exploration), stepSize: settings.steps,
      discount: settings.discount)
  }

  /// Nothing visited.
  ///
  /// - Parameter values: Q(s, a), [observations, actions].
  public init(values: Table<Double>, exploration: Exploration, stepSize: StepSize, discount: Double) {
    self.values = values
    visits = Table(rows: values.rows, columns: values.columns, repeating: 0)
    self.exploration = exploration
    self.stepSize = stepSize
    self.discount = discount
  }

  /// The action to take in `observation`, exploring.
  @inlinable @inline(__always)
  public mutating func explore<Source: RandomSource>(_ observation: Int, using random: inout Source) -> Int {
    defer { stepCount &+= 1 }
    return exploration.action(for: observation, values: values, visits: visits, at: stepCount, using: &random)
  }

  /// Q(s, a) <- Q(s, a) + alpha (target - Q(s, a)), counting the visit.
  @inlinable @inline(__always)
  public mutating func update(_ observation: Int, _ action: Int, toward target: Double) {
    let index = observation &* values.columns &+ action
    let count = visits.elements[index] &+ 1
    visits.elements[index] = count
    let error = target - values.elements[index]
    values.elements[index] += stepSize.value(atVisit: count) * error
    lastError = error
    lastObservation = observation
  }

  /// pi(a | s) of the exploring policy now.
  public func probabilities(_ observation: Int) -> [Double] {
    exploration.probabilities(for: observation, values: values, visits: visits, at: stepCount)
  }

  /// sum over a of pi(a | s) Q(s, a), pi being the exploring policy.
  public func expectedValue(_ observation: Int) -> Double {
    zip(probabilities(observation), values.row(observation)).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// alpha after n visits to a pair: `initial / (1 + (n - 1) / halfLife)`, or constant.
///
/// With a half-life the steps add up to infinity while their squares do not, so that tabular estimates converge
/// (Sutton and Barto, 2nd edition, equation 2.7).
public struct StepSize: Hashable, Sendable, Codable {
  @usableFromInline let initial: Double
  /// 1 / half-life in visits; 0 for a constant step size.
  @usableFromInline let decay: Double

  /// The same step size for ever.
  public static func constant(_ value: Double) -> StepSize { StepSize(initial: value, decay: 0) }

  private init(initial: Double, decay: Double) {
    self.initial = initial
    self.decay = decay
  }

  /// - Parameter halfLife: in visits; 0 for a constant step size.
  init(initial: Double, halfLife: Double) {
    self.init(initial: initial, decay: halfLife > 0 ? 1 / halfLife : 0)
  }

  /// alpha at the n-th visit to a pair, counted from 1.
  @inlinable @inline(__always)
  public func value(atVisit count: Int64) -> Double {
    decay == 0 ? initial : initial / (1 + Double(count &- 1) * decay)
  }
}
