import Randomness
import ReinforcementLearning
import Persistence
public import Settings

/// The eligibility traces of an episode: which pairs are answerable for the next error, and how much.
///
/// Sparse: pairs whose trace has faded below 1e-8 are dropped, so a step costs what is active, not the whole table.
struct EligibilityTraces: Sendable, Codable {
  enum Rule: String, Sendable, Codable, SettingChoice {
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

  init(_ settings: TraceSettings) { (rule, decay) = (settings.traces, settings.lambda) }

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
}

/// What can be set of a learner with traces.
public struct TraceSettings: SettingGroup {
  var tabular = TabularSettings()
  @Setting(0...1, "how far back an error reaches: 0 one step, 1 all") var lambda = 0.3
  @Setting("what a visit does to a trace") var traces = EligibilityTraces.Rule.replacing

  /// Smaller steps than without traces, since one error moves many pairs.
  public init() { (tabular.stepSize, tabular.stepSizeHalfLife) = (0.2, 300) }
}

extension TabularMemory {
  /// One step of a learner with traces: `next` is the value bootstrapped from.
  mutating func apply(_ traces: inout EligibilityTraces, to step: Transition<Int, Int>, next: Double) {
    let pair = step.observation * values.columns + step.action
    visits.elements[pair] += 1
    lastError = step.reward + discount * next - values.elements[pair]
    lastObservation = step.observation
    traces.visit(pair, stepSize: stepSize.value(atVisit: visits.elements[pair]))
    traces.apply(lastError, to: &self)
  }
}
