public import ReinforcementLearning
import Tensors

/// What people look at in action values.
extension DeepQ: Inspectable {
  /// gamma
  public var discount: Double { options.discount }
  /// Updates of the network so far.
  public var updateCount: Int { optimizer.updateCount }
  /// What updates measured on their way.
  public var measures: [Reading] { updateMeasures.readings }

  /// Q(s, a) of each action, the greatest of them, and |d Q(s, a*) / d s|.
  public func insight(into observation: [Float]) -> Insight {
    let network = judge
    let values = network.values(observation, rows: 1, returns)
    let best = values.indexOfLargest(inRow: 0)
    let x = Tensor(rows: observation, count: 1, width: options.featureCount)
    let slope = gradient(at: x) { x in returns.values(of: network(x)).picked([Int32(best)]).sum() }
    return Insight(
      kind: .values, actions: values.doubles, value: values.doubles[best], saliency: slope.elements.map { abs($0) })
  }

  /// max_a Q(s, a) of each step.
  public func predictions(of observations: [Float], steps: Int) -> [Double] {
    if steps == 0 { return [] }
    return judge.values(observations, rows: steps, returns).max(axis: 1).doubles
  }

  /// The loss and epsilon.
  public var readings: [Reading] {
    var readings: [Reading] = []
    if updateCount > 0 { readings.append(Reading(returns.lossName, meanLoss, scale: .logarithmic)) }
    if let epsilon { readings.append(Reading("epsilon", epsilon)) }
    return readings
  }

  /// A support that clips the returns it is to hold.
  public var concerns: [Concern] {
    guard let range = returns.range, updateCount >= 500, clipped > 0.05 else { return [] }
    func text(_ end: Double) -> String { end == end.rounded() && abs(end) < 1e9 ? "\(Int(end))" : "\(Float(end))" }
    return [
      Concern(
        "\(Int((100 * clipped).rounded()))% of returns lie outside \(text(range.lowerBound)) to \(text(range.upperBound)).",
        "Set valueMin and valueMax to hold every return.")
    ]
  }
}
