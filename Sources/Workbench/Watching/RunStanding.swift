import Experiments
import Persistence
import Scenes

/// How a run in a directory stands, whoever trains it.
enum RunStanding: Sendable, Hashable {
  /// Another process trains it now.
  case learning
  /// It stopped short of what it was asked for: how far, in words.
  case stopped(String)
  case finished

  /// - Parameters:
  ///   - configuration: what the run was asked for.
  ///   - steps: steps of its newest checkpoint.
  ///   - episodes: episodes of its newest checkpoint.
  init(of directory: String, _ configuration: RunConfiguration, steps: Int, episodes: Int) {
    if Files.exists("\(directory)/summary.json") {
      self = .finished
    } else if Resumption.trainer(of: directory) != nil {
      self = .learning
    } else {
      let (done, wanted) =
        switch configuration.budget {
        case .steps(let count): (steps, count)
        case .episodes(let count): (episodes, count)
        }
      self = .stopped("\(Decimals.grouped(done)) of \(Decimals.grouped(wanted))")
    }
  }

  /// What the header says.
  var state: RunState {
    switch self {
    case .learning: .elsewhere
    case .stopped(let place): .stoppedAt(place)
    case .finished: .finished
    }
  }
}
