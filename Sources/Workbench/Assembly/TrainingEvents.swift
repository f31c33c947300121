package import Experiments
import Interchange
import Persistence
import ReinforcementLearning
import Settings

/// A run's curves for TensorBoard while it trains: some five hundred points whatever its length.
package struct TrainingEvents {
  private let file: EventFile
  private let stride: Int
  private var next = 0
  /// Where the last point was taken, for means since then.
  private var last: (steps: Int, time: Double, totals: (episodes: Int, returns: Double, lengths: Int))

  package init(_ run: AgentRun) throws {
    file = try EventFile(directory: run.directory)
    stride =
      switch run.configuration.budget {
      case .steps(let count): max(1, count / 500)
      case .episodes: 1000
      }
    last = (run.steps, Clock.wall, run.totals)
    try file.addHyperparameters(Self.hyperparameters(of: run.configuration), metrics: [Self.greedyTag, Self.meanTag])
  }

  private static let greedyTag = "return/greedy"
  private static let meanTag = "return/mean_of_last_100"

  /// Adds a point if one is due; the last one says how the run ended.
  package mutating func update(_ run: AgentRun, isLast: Bool = false) throws {
    if run.steps < next, !isLast { return }
    next = run.steps + stride
    for (name, value) in scalars(run).sorted(by: { $0.key < $1.key }) where value.isFinite {
      try file.addScalars([name: value], step: run.steps)
    }
    last = (run.steps, Clock.wall, run.totals)
    if isLast { try file.addSessionEnd(isComplete: run.isComplete) }
  }

  private func scalars(_ run: AgentRun) -> [String: Double] {
    var scalars = ["episodes": Double(run.episodes)]
    if let mean = run.meanReturn { scalars[Self.meanTag] = mean }
    if let value = run.latestEvaluation { scalars[Self.greedyTag] = value }
    let finished = run.totals.episodes - last.totals.episodes
    if finished > 0 {
      scalars["episode/return"] = (run.totals.returns - last.totals.returns) / Double(finished)
      scalars["episode/length"] = Double(run.totals.lengths - last.totals.lengths) / Double(finished)
    }
    let seconds = Clock.wall - last.time
    if run.steps > last.steps, seconds > 0 {
      scalars["speed/steps per second"] = Double(run.steps - last.steps) / seconds
    }
    if let agent = run.session.network?.agent.inspection {
      for reading in agent.readings + agent.measures { scalars["learning/\(reading.name)"] = reading.value }
    }
    if let epsilon = run.session.epsilon { scalars["learning/epsilon"] = epsilon }
    return scalars
  }

  /// The complete configuration by name; arguments of the environment behind its own name.
  private static func hyperparameters(of configuration: RunConfiguration) -> [String: EventFile.Hyperparameter] {
    func converted(_ value: SettingValue) -> EventFile.Hyperparameter {
      switch value {
      case .real(let number): .number(number)
      case .integer(let number): .number(Double(number))
      case .boolean(let flag): .flag(flag)
      case .share: .text("\(value)")
      case .text(let text): .text(text)
      }
    }
    var values: [String: EventFile.Hyperparameter] = [
      "agent": .text(configuration.agent), "environment": .text(configuration.environment),
      "seed": .number(Double(configuration.seed)),
    ]
    for (name, value) in configuration.settings { values[name] = converted(value) }
    for (name, value) in configuration.environmentArguments { values["environment.\(name)"] = converted(value) }
    return values
  }
}
