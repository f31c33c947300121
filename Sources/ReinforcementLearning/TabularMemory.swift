public import Randomness
public import Persistence
public import Settings

/// What every tabular learner carries: action values, visit counts, how it explores and how far it steps.
public struct TabularMemory: Sendable, Codable {
  /// Q(s, a), [observations, actions].
  public var values: Table<Double>
  /// N(s, a): how often a pair has been updated.
  public var visits: Table<Int64>
  public var exploration: Exploration
  public var stepSize: StepSize
  /// gamma
  public var discount: Double
  /// Actions chosen so far; the clock of the exploration schedule.
  public var stepCount = 0
  /// The last temporal-difference error and the observation it belongs to, for pictures.
  public var lastError = 0.0
  public var lastObservation = 0

  public init(_ settings: SettingValues, for world: WorldOutline) throws(InputError) {
    self.init(
      values: Table(
        rows: world.observationCount, columns: world.actionCount, repeating: settings.real("initialValue")),
      exploration: try Exploration(settings), stepSize: StepSize(settings),
      discount: settings.real("discount"))
  }

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

  init(_ settings: SettingValues) {
    initial = settings.real("stepSize")
    let halfLife = settings.real("stepSizeHalfLife")
    decay = halfLife > 0 ? 1 / halfLife : 0
  }

  @inlinable @inline(__always)
  public func value(atVisit count: Int64) -> Double {
    decay == 0 ? initial : initial / (1 + Double(count &- 1) * decay)
  }
}

extension SettingDeclaration {
  /// gamma
  public static let discount = SettingDeclaration(
    "discount", .real(0...1), default: .real(0.99), "gamma: the weight of a reward one step later")

  /// Q(s, a) before anything is learned.
  public static let initialValue = SettingDeclaration(
    "initialValue", .real(-1e9...1e9), default: .real(0), "every Q(s, a) at the start; high values explore")

  /// The settings every learner from temporal differences or returns has.
  public static let tabular =
    [
      discount,
      SettingDeclaration(
        "stepSize", .real(1e-9...1), default: .real(0.5), "alpha: how far an estimate moves toward its target"),
      SettingDeclaration(
        "stepSizeHalfLife", .real(0...1e12), default: .real(60),
        "visits to a pair after which its step size has halved; 0 keeps it constant"),
      initialValue,
    ] + Exploration.hyperparameters

  /// The same for learners that value their own exploration: it must all but end for them to value the greedy policy.
  public static let tabularOnPolicy = tabular.map {
    $0.name == "epsilonFinal" ? $0.defaulting(to: .real(0.02)) : $0
  }
}
