public import Randomness
public import ReinforcementLearning
public import Scenes

/// Pong against oneself: the agent acts at both ends, each in a row of its own with its own view and reward.
///
/// **Description, actions, observations, reward, end.** As ``Pong``. Rows 2k and 2k + 1 of an arena are the bottom and the top
/// of match k and go by the random stream of row 2k. An odd last row, and a single simulation, plays against a follower.
///
/// **Reference.** None published: `Tarn/Pong-v0:opponent=self`.
public struct PongDuel: ArrayWorld {
  public typealias State = Pong.State

  public init() {}

  public var rewardBounds: RewardBounds? { Pong().rewardBounds }
  public var actionSpace: Space { .discrete(3) }
  public var featureShape: [Int] { [10, 10, Pong.channelCount] }
  public var isBinary: Bool { true }
  public var featureBounds: (low: Double, high: Double) { (0, 1) }
  private var single: Pong { Pong() }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    single.initialState(using: &random)
  }
  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome { single.advance(&state, taking: Pong.minimalActions[action], using: &random) }
  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    single.write(state, into: BoardWriter(buffer, channels: Pong.channelCount))
  }

  public func step(
    _ rows: inout ArenaRows<State>, _ actions: borrowing Actions, limit: Int, into experience: inout Experience,
    log: inout EpisodeLog
  ) {
    for match in stride(from: 0, to: rows.count, by: 2) {
      let hasTop = match + 1 < rows.count
      var state = rows.states[match]
      let outcome =
        hasTop
        ? Pong.play(
          &state, Pong.minimalActions[Int(actions.numbers[match])],
          Pong.minimalActions[Int(actions.numbers[match + 1])],
          using: &rows.episodes[match].generator)
        : advance(&state, taking: Int(actions.numbers[match]), using: &rows.episodes[match].generator)
      let time = rows.episodes[match].steps + 1
      let isOver = outcome.isTerminal || time >= limit
      var next = state
      if isOver { restart(&next, using: &rows.episodes[match].generator) }
      for side in 0..<(hasTop ? 2 : 1) {
        let row = match + side
        experience.rewards[row] = Float(side == 0 ? outcome.reward : -outcome.reward)
        experience.ends[row] = (outcome.isTerminal ? 1 : 0) | (time >= limit ? 2 : 0)
        rows.episodes[row].return += Double(experience.rewards[row])
        rows.episodes[row].steps = time
        if isOver {
          Self.write(state, row, &experience.finals, side: side)
          log.finishEpisode(
            return: rows.episodes[row].return, length: time, end: outcome.isTerminal ? .terminated : .truncated,
            isShown: row == 0)
          if row == 0 { rows.finalState = state }
          rows.episodes[row].return = 0
          rows.episodes[row].steps = 0
        }
        rows.states[row] = next
        Self.write(next, row, &experience.observations, side: side)
      }
    }
  }

  public var couplesRows: Bool { true }

  public func observe(_ rows: ArenaRows<State>, into experience: inout Experience) {
    // Both rows of a match show the state of its first one.
    for row in 0..<rows.count { Self.write(rows.states[row / 2 * 2], row, &experience.observations, side: row % 2) }
  }

  private static func write(_ state: State, _ row: Int, _ features: inout [Float], side: Int) {
    features.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      Pong.write(
        state, isTurned: side == 1, into: BoardWriter(base + row * 100 * Pong.channelCount, channels: Pong.channelCount)
      )
    }
  }

  public var figureChannel: Int? { 0 }
  public var title: String { "Pong" }
  public var facts: [String] { ["against itself"] }
  public var actionLabels: [ActionLabel] { [ActionLabel("stay"), .move(.left), .move(.right)] }
  public func scene(of state: State) -> Scene { Scene(columns: 10, rows: 10, tiles: single.tiles(of: state)) }
}
