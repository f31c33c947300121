package import Experiments
import Persistence
import ReinforcementLearning
import Scenes
import Settings

/// A run's schedules in words: which of its settings are shares of the run, of how many steps, and what that means for the
/// steps to come.
package struct SchedulePlan {
  private let configuration: RunConfiguration
  /// As in `learningRateSteps=1.0x`.
  private let shares: [String]
  /// The same for a learning rate that falls over a number of steps; nil where it does not.
  private let absoluteRate: String?

  package init(_ configuration: RunConfiguration) throws {
    self.configuration = configuration
    let settings = try SettingValues(
      try Catalogue.agent(configuration.agent).descriptor.hyperparameters, overrides: configuration.settings,
      of: configuration.agent)
    shares = settings.shares.compactMap { name in settings.values[name].map { "\(name)=\($0)" } }
    absoluteRate =
      if case .integer(let count) = settings.values["learningRateSteps"], count > 0 {
        "learningRateSteps=\(count)"
      } else {
        nil
      }
  }

  /// The run's steps, as what its shares are to be of.
  ///
  /// - Throws: ``InputError`` when it has none, or no shares.
  package func extendedSteps() throws -> Int {
    guard case .steps(let count) = configuration.budget else {
      throw InputError(
        "--extend-schedules needs the run's new number of steps, and this run ends by episodes; add --steps")
    }
    guard !shares.isEmpty else {
      throw InputError(
        "--extend-schedules has nothing to stretch: no schedule of this run is a share of its steps, such as 1.0x")
    }
    return count
  }

  /// What the schedules do to the steps to come, where that is not simply what was asked for.
  ///
  /// - Parameters:
  ///   - learningEnd: the step from which on the learning rate is 0.
  ///   - step: where the run stands.
  package func remarks(
    learningEnd: Int?, at step: Int, isResumed: Bool, isExtended: Bool, isQuiet: Bool
  ) -> [String] {
    var remarks: [String] = []
    let list = shares.joined(separator: ", ")
    let planned = Decimals.grouped(configuration.plannedSteps)
    switch configuration.budget {
    case .episodes where !isResumed && !isQuiet && !shares.isEmpty:
      remarks.append(
        "a run of episodes has no number of steps: its schedules (\(list)) are shares of \(planned) steps; a number of "
          + "steps in place of a share changes that")
    case .steps where isExtended:
      remarks.append("the schedules (\(list)) are stretched: they are shares of \(planned) steps from here on")
    case .steps(let count) where isResumed && !shares.isEmpty && count != configuration.plannedSteps:
      remarks.append(
        "the schedules (\(list)) keep the plan of \(planned) steps that the run began with; --extend-schedules makes them "
          + "shares of \(Decimals.grouped(count))")
    default: break
    }
    guard let learningEnd else { return remarks }
    let end = Decimals.grouped(learningEnd)
    if step >= learningEnd {
      remarks.append("the learning rate is 0 from step \(end) on: this run learns nothing more")
    } else if case .steps(let count) = configuration.budget, learningEnd < count {
      remarks.append(
        "the learning rate reaches 0 at step \(end) of \(Decimals.grouped(count)); nothing is learned after that"
          + (absoluteRate.map { " (\($0); learningRateSteps=1.0x spreads it over the whole run)" } ?? ""))
    }
    return remarks
  }
}
