public import Randomness
public import ReinforcementLearning
public import Persistence
import Settings

/// The eligibility traces of an episode: which pairs are answerable for the next error, and how much.
///
/// Sparse: pairs whose trace has faded below 1e-8 are dropped, so a step costs what is active, not the whole table.
struct EligibilityTraces: Sendable, Codable {
  enum Rule: String, Sendable, Codable, CaseIterable {
    /// A visit adds 1.
    case accumulating
    /// A visit sets 1.
    case replacing
    /// A visit sets the trace to (1 - alpha) of itself plus 1.
    case dutch
  }

  let rule: Rule
  /// lambda
  let decay: Double
  private var pairs: [Int] = []
  private var strengths: [Double] = []

  init(_ settings: SettingValues) throws(InputError) {
    guard let rule = Rule(rawValue: settings.text("traces")) else {
      throw InputError("unknown traces '\(settings.text("traces"))'")
    }
    self.rule = rule
    decay = settings.real("lambda")
  }

  mutating func visit(_ pair: Int, stepSize: Double) {
    guard let place = pairs.firstIndex(of: pair) else {
      pairs.append(pair)
      strengths.append(1)
      return
    }
    switch rule {
    case .accumulating: strengths[place] += 1
    case .replacing: strengths[place] = 1
    case .dutch: strengths[place] = (1 - stepSize) * strengths[place] + 1
    }
  }

  /// Adds alpha `error` times its trace to every active pair, each with its own alpha, then lets all traces fade by
  /// gamma lambda.
  mutating func apply(_ error: Double, to memory: inout TabularMemory) {
    let fading = memory.discount * decay
    var kept = 0
    for place in pairs.indices {
      let pair = pairs[place]
      let stepSize = memory.stepSize.value(atVisit: memory.visits.elements[pair])
      memory.values.elements[pair] += stepSize * error * strengths[place]
      let faded = strengths[place] * fading
      if faded >= 1e-8 {
        pairs[kept] = pair
        strengths[kept] = faded
        kept += 1
      }
    }
    pairs.removeLast(pairs.count - kept)
    strengths.removeLast(strengths.count - kept)
  }

  mutating func clear() {
    pairs.removeAll(keepingCapacity: true)
    strengths.removeAll(keepingCapacity: true)
  }

  /// The settings of a learner with traces: smaller steps than without, since one error moves many pairs.
  static func hyperparameters(of learner: [SettingDeclaration]) -> [SettingDeclaration] {
    learner.map { hyperparameter in
      switch hyperparameter.name {
      case "stepSize": hyperparameter.defaulting(to: .real(0.2))
      case "stepSizeHalfLife": hyperparameter.defaulting(to: .real(300))
      default: hyperparameter
      }
    } + [
      SettingDeclaration(
        "lambda", .real(0...1), default: .real(0.3), "how far back an error reaches: 0 one step, 1 all"),
      SettingDeclaration(
        "traces", .choice(Rule.allCases.map(\.rawValue)), default: .text(Rule.replacing.rawValue),
        "what a visit does to a trace"),
    ]
  }
}
