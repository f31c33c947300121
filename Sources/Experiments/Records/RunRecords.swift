import Persistence
public import ReinforcementLearning

/// The lines of `metrics.jsonl` as values: written here, and read back by ``MetricsReader``.
enum RunRecords {
  /// Appends the lines of episodes, the first of which has the number `first` in its run.
  ///
  /// By hand: a table's run ends a million episodes a second.
  static func append(_ episodes: [EpisodeRecord], first: Int, to writer: inout JSONWriter) {
    for (number, episode) in zip(first..., episodes) {
      writer.append("{\"kind\":\"episode\",\"episode\":")
      writer.append(number)
      writer.append(",\"step\":")
      writer.append(episode.endStep)
      writer.append(",\"return\":")
      writer.append(episode.return)
      writer.append(",\"length\":")
      writer.append(episode.length)
      episode.end == .terminated ? writer.append(",\"end\":\"terminated\"") : writer.append(",\"end\":\"truncated\"")
      if episode.humanSteps > 0 {
        writer.append(",\"human_steps\":")
        writer.append(episode.humanSteps)
      }
      writer.append("}\n")
    }
  }
}

/// An evaluation of the greedy policy: a line of `metrics.jsonl`.
public struct EvaluationRecord: Sendable, Hashable {
  /// Environment steps of the run when it was made.
  public var step: Int
  /// Episodes finished then.
  public var episode: Int
  /// What the policy brings: exactly, or as a mean over episodes.
  public var result: Result
  /// What learning looked like then, by name, in order; not a number where it had no value.
  public var learning: [Reading]

  /// An evaluation made at a step.
  public init(step: Int, episode: Int, result: Result, learning: [Reading] = []) {
    (self.step, self.episode, self.result, self.learning) = (step, episode, result, learning)
  }

  /// What was found.
  public enum Result: Sendable, Hashable {
    /// The expected return and the best possible one; with the steps looked ahead where the world has no limit.
    case exact(value: Double, optimum: Double, horizon: Int?)
    /// The mean over episodes; how many of them were cut, where that could be.
    case mean(Double, episodes: Int, capped: Int?)
  }

  /// The policy's exact or mean return.
  public var value: Double {
    switch result {
    case .exact(let value, _, _): value
    case .mean(let value, _, _): value
    }
  }

  /// The line, without its end.
  public var line: String {
    var members: [JSON.Member] = [
      JSON.Member(key: "kind", value: .string("evaluation")), JSON.Member(key: "step", value: .integer(step)),
      JSON.Member(key: "episode", value: .integer(episode)),
    ]
    switch result {
    case .exact(let value, let optimum, let horizon):
      members.append(JSON.Member(key: "policy_return", value: .real(value)))
      members.append(JSON.Member(key: "optimal_return", value: .real(optimum)))
      if let horizon { members.append(JSON.Member(key: "horizon", value: .integer(horizon))) }
    case .mean(let value, let count, let capped):
      members.append(JSON.Member(key: "mean_return", value: .real(value)))
      members.append(JSON.Member(key: "episodes", value: .integer(count)))
      if let capped { members.append(JSON.Member(key: "capped", value: .integer(capped))) }
    }
    if !learning.isEmpty {
      members.append(
        JSON.Member(
          key: "learning", value: .object(learning.map { JSON.Member(key: $0.name, value: .finite($0.value)) })))
    }
    return JSON.object(members).text
  }
}
