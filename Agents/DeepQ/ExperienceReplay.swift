import Persistence
import Randomness
import ReinforcementLearning
import Tensors

/// What has happened, to be learned from again and again: drawn uniformly (Lin, 1992; Mnih et al., 2015) or in proportion to how
/// surprising it was (Schaul et al., 2016), over one step or several.
struct ExperienceReplay: Sendable {
  private var replay: Replay
  /// nil where transitions are drawn uniformly.
  private var priorities: Priorities?
  /// n, the steps of reward before the bootstrap.
  private let stepCount: Int
  private let discount: Double
  /// 0 for rewards as they are.
  private let rewardLimit: Float
  /// The transitions drawn last.
  private(set) var batch: ReplayBatch
  private var places: [Replay.Place] = []
  /// Whether the last step is unknown to the replay.
  private var isBroken = false

  /// - Parameters:
  ///   - priorities: what transitions are drawn by; nil draws uniformly.
  ///   - stepCount: n, at least 1.
  ///   - rewardLimit: rewards are clipped to +- this; 0 for none.
  init(
    _ replay: Replay, priorities: Priorities?, batchSize: Int, stepCount: Int, discount: Double, rewardLimit: Double
  ) {
    self.replay = replay
    self.priorities = priorities
    self.stepCount = stepCount
    self.discount = discount
    self.rewardLimit = Float(rewardLimit)
    batch = ReplayBatch(count: batchSize, featureCount: replay.featureCount)
  }

  /// Whether there is nothing to draw.
  var isEmpty: Bool { replay.count == 0 }
  /// Whether ``update(errors:)`` does anything.
  var isPrioritized: Bool { priorities != nil }

  /// Adds the step of every row; new transitions have the greatest priority there has been.
  mutating func append(_ experience: borrowing Transitions<Float>, _ actions: Actions) {
    if rewardLimit > 0 {
      var clipped = copy experience
      for row in 0..<clipped.count { clipped.rewards[row] = min(max(clipped.rewards[row], -rewardLimit), rewardLimit) }
      replay.append(clipped, actions.numbers, isBroken: isBroken, priorities: &priorities)
    } else {
      replay.append(experience, actions.numbers, isBroken: isBroken, priorities: &priorities)
    }
    isBroken = false
  }

  /// Takes note of a step that is not learned from: what stood before it has no successor here.
  mutating func breakOff() { isBroken = true }

  /// Draws ``batch`` anew.
  ///
  /// - Parameter step: the environment step, for the schedule of the importance weights.
  /// - Returns: the importance weights w, [batch]; nil where all count the same.
  mutating func draw(at step: Int, using random: inout PCG64) -> Tensor? {
    var weights: Tensor?
    if let priorities {
      let drawn = priorities.draw(batch.count, from: replay, at: step, into: &places, using: &random)
      weights = Tensor(drawn, shape: [batch.count])
    } else {
      replay.randomPlaces(batch.count, into: &places, using: &random)
    }
    replay.gather(places, stepCount: stepCount, discount: discount, into: &batch)
    return weights
  }

  /// Sets the priorities of the transitions drawn last.
  ///
  /// - Parameter errors: delta of each, of either sign, [batch].
  mutating func update(errors: Tensor) {
    guard var changed = priorities.take() else { return }
    errors.withElements { changed.update(places, errors: $0) }
    priorities = changed
  }

  mutating func archive(_ archive: inout StateArchive) throws {
    if !archive.omitsExperience {
      try archive.within("replay") { try replay.archive(&$0) }
      if var priorities {
        try archive.within("priorities") { try priorities.archive(&$0) }
        self.priorities = priorities
      }
    }
    try archive.visit(&isBroken, "isBroken")
  }
}
