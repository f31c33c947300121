import Experiments
import Randomness
import ReinforcementLearning

/// The greedy policy of a finished network agent, an episode at a time.
struct GreedyTape {
  private let session: any NetworkedSession
  private let seed: UInt64
  private let stepLimit: Int
  private(set) var tape: EpisodeTape
  private(set) var step = 0
  private var episode = 0
  private var rest = 0.0

  init(_ session: any NetworkedSession, seed: UInt64, stepLimit: Int?) {
    self.session = session
    self.seed = seed
    self.stepLimit = stepLimit ?? Evaluator.Patience.training.episode
    tape = EpisodeTape.greedy(session, seed: Seed(seed), episode: 0, stepLimit: self.stepLimit)
  }

  /// One step, or a part of the second's rest between two episodes.
  mutating func advance(stepsPerSecond: Double) {
    if step < tape.count {
      step += 1
      return
    }
    rest += 1 / stepsPerSecond
    if rest < 1 { return }
    (rest, step) = (0, 0)
    episode += 1
    tape = EpisodeTape.greedy(session, seed: Seed(seed), episode: episode, stepLimit: stepLimit)
  }

  /// Whether the episode's last step is shown.
  var isOver: Bool { step == tape.count }

  /// Shows a step of the episode.
  mutating func show(step wanted: Int) { step = min(max(wanted, 0), tape.count) }
}
