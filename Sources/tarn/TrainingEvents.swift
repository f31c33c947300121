import Experiments
import Interchange
import Persistence
import ReinforcementLearning

/// A run's curves for TensorBoard while it trains: some five hundred points whatever its length.
struct TrainingEvents {
  private let file: EventFile
  private let stride: Int
  private var next = 0

  init(_ run: Run) throws {
    file = try EventFile(directory: run.directory)
    stride =
      switch run.configuration.budget {
      case .steps(let count): max(1, count / 500)
      case .episodes: 1000
      }
  }

  /// Adds a point if one is due.
  mutating func update(_ run: Run, isLast: Bool = false) throws {
    if run.steps < next, !isLast { return }
    next = run.steps + stride
    var scalars = ["episodes": Double(run.episodes)]
    if let mean = run.meanReturn { scalars["return/mean_of_last_100"] = mean }
    if let value = run.latestEvaluation { scalars["return/greedy"] = value }
    for reading in (run.session as? any DeepSession)?.agent.readings ?? [] where reading.value.isFinite {
      scalars["learning/\(reading.name)"] = reading.value
    }
    if let epsilon = run.session.epsilon { scalars["learning/epsilon"] = epsilon }
    for (name, value) in scalars.sorted(by: { $0.key < $1.key }) { try file.addScalars([name: value], step: run.steps) }
  }
}
