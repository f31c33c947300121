import Agents
import Experiments
import Randomness
import ReinforcementLearning
import Scenes

/// The value map and policy arrows of a plan, as text.
enum ValueMap {
  static func draw(
    _ plan: Plan, _ model: TransitionModel, _ world: any TabularEnvironment, discount: Double, method: String,
    seconds: Double
  ) {
    func open(_ world: some TabularEnvironment) -> String {
      var values = [Double](repeating: 0, count: world.observationCount)
      var policy = [Int?](repeating: nil, count: world.observationCount)
      for state in 0..<model.stateCount {
        let observation = world.observationIndex(ofModelState: state)
        values[observation] = plan.values[state]
        policy[observation] = model.isAbsorbing(state) ? nil : plan.policy[state]
      }
      let scene = world.scene(of: world.initialState(using: &random))
      let drawing = text(scene, values: values, policy: policy, labels: world.actionLabels)
      guard let whole = scene.overview else { return drawing }
      return drawing
        + "\nrows \(whole.top + 1) to \(whole.top + scene.rows), columns \(whole.left + 1) to "
        + "\(whole.left + scene.columns) of a map of \(whole.rows) x \(whole.columns), around the start; "
        + "all values: --json"
    }
    var random = Seed(0).generator()
    let drawing = open(world)
    Output.result(drawing)
    Output.result("start value  \(decimals(model.startValue(plan.values), 10))   (\(method), discount \(discount))")
    let bound = plan.policyLossBound.isFinite ? "\(plan.policyLossBound)" : "none without a discount"
    Output.result(
      "\(plan.sweeps) sweeps, \(plan.backups) backups, residual \(plan.residual), proven bound on the policy's loss: "
        + "\(bound), \(decimals(seconds * 1000, 3)) ms")
  }

  /// A board of cells, each an arrow over a value.
  static func text(_ scene: Scene, values: [Double], policy: [Int?], labels: [ActionLabel]) -> String {
    var lines: [String] = []
    for row in 0..<scene.rows {
      var (upper, lower) = ("", "")
      for column in 0..<scene.columns {
        let cell = scene.cells[row * scene.columns + column]
        let (top, bottom) = content(cell, values: values, policy: policy, labels: labels)
        upper += pad(top, 8)
        lower += pad(bottom, 8)
      }
      lines += [upper, lower]
    }
    return lines.joined(separator: "\n")
  }

  private static func content(
    _ cell: Cell, values: [Double], policy: [Int?], labels: [ActionLabel]
  ) -> (String, String) {
    switch cell.kind {
    case .hazard: return (" __", "(__)")
    case .goal: return (" |>", cell.label ?? "goal")
    case .wall: return ("####", "####")
    default:
      guard let observation = cell.observation else { return ("", "") }
      let mark = policy[observation].map { labels[$0].direction?.arrow ?? labels[$0].name } ?? ""
      return (String(mark.prefix(7)), decimals(values[observation], 3))
    }
  }

  static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// A number with a fixed count of decimals.
  static func decimals(_ value: Double, _ count: Int) -> String { Decimals.text(value, count) }
}
