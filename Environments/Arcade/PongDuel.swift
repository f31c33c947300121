public import Randomness
public import ReinforcementLearning
public import Scenes

/// Pong against oneself: the agent acts at both ends, each in a row of its own with its own view and reward.
///
/// **Description, actions, observations, reward, end.** As ``Pong``. Rows 2k and 2k + 1 of an arena are the bottom and the top
/// of match k and go by the random stream of row 2k. An odd last row, and a single simulation, plays against a follower.
///
/// **Arguments.** `sticky_action_prob`: above 0 each step first draws one number for each side; below this the action that
/// side executed last is executed again. The two rows of a match are no worlds of their own, so nothing can be wrapped
/// around one of them.
///
/// **Reference.** None published: `Tarn/Pong-v0:opponent=self`.
public struct PongDuel: ArrayWorld {
  /// A row: the match, the same in both of its rows, and what this row's side executed last.
  public struct State: Sendable, Hashable, Codable {
    public var match: Pong.State
    public var lastAction: Int
  }

  public let stickiness: Double

  public init(stickiness: Double = 0) { self.stickiness = stickiness }

  public var rewardBounds: RewardBounds? { Pong().rewardBounds }
  public var actionSpace: Space { .discrete(3) }
  public var featureShape: [Int] { [10, 10, Pong.channelCount] }
  public var isBinary: Bool { true }
  public var featureBounds: (low: Double, high: Double) { (0, 1) }
  private var single: Pong { Pong() }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(match: single.initialState(using: &random), lastAction: 0)
  }
  public func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
    state.match = single.initialState(using: &random)
  }
  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let executed = execute(action, &state.lastAction, using: &random)
    return single.advance(&state.match, taking: executed, using: &random)
  }
  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    single.write(state.match, into: BoardWriter(buffer, channels: Pong.channelCount))
  }

  /// The action a side executes, which may be its last one again. Draws nothing where actions never stick.
  private func execute<Source: RandomSource>(_ action: Int, _ last: inout Int, using random: inout Source) -> Int {
    if stickiness == 0 || random.nextDouble() >= stickiness { last = Pong.minimalActions[action] }
    return last
  }

  public func step(
    _ rows: inout ArenaRows<State>, _ actions: borrowing Actions, limit: Int, into experience: inout Experience,
    log: inout EpisodeLog
  ) {
    for match in stride(from: 0, to: rows.count, by: 2) {
      let hasTop = match + 1 < rows.count
      let outcome =
        hasTop
        ? play(&rows, match, actions)
        : advance(&rows.states[match], taking: Int(actions.numbers[match]), using: &rows.episodes[match].generator)
      let time = rows.episodes[match].steps + 1
      let isOver = outcome.isTerminal || time >= limit
      let played = rows.states[match]
      if isOver { restart(&rows.states[match], using: &rows.episodes[match].generator) }
      let next = rows.states[match].match
      for side in 0..<(hasTop ? 2 : 1) {
        let row = match + side
        experience.rewards[row] = Float(side == 0 ? outcome.reward : -outcome.reward)
        experience.ends[row] = (outcome.isTerminal ? 1 : 0) | (time >= limit ? 2 : 0)
        rows.episodes[row].return += Double(experience.rewards[row])
        rows.episodes[row].steps = time
        if isOver {
          Self.write(played.match, row, &experience.finals, side: side)
          log.finishEpisode(
            return: rows.episodes[row].return, length: time, end: outcome.isTerminal ? .terminated : .truncated,
            isShown: row == 0)
          if row == 0 { rows.finalState = played }
          rows.episodes[row].return = 0
          rows.episodes[row].steps = 0
        }
        rows.states[row].match = next
        Self.write(next, row, &experience.observations, side: side)
      }
    }
  }

  /// One step of both sides of a match, the state of whose first row moves.
  private func play(_ rows: inout ArenaRows<State>, _ match: Int, _ actions: borrowing Actions) -> Outcome {
    let bottom = execute(
      Int(actions.numbers[match]), &rows.states[match].lastAction, using: &rows.episodes[match].generator)
    let top = execute(
      Int(actions.numbers[match + 1]), &rows.states[match + 1].lastAction, using: &rows.episodes[match].generator)
    return Pong.play(&rows.states[match].match, bottom, top, using: &rows.episodes[match].generator)
  }

  public var couplesRows: Bool { true }

  public func observe(_ rows: ArenaRows<State>, into experience: inout Experience) {
    // Both rows of a match show the state of its first one.
    for row in 0..<rows.count {
      Self.write(rows.states[row / 2 * 2].match, row, &experience.observations, side: row % 2)
    }
  }

  private static func write(_ state: Pong.State, _ row: Int, _ features: inout [Float], side: Int) {
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
  public func scene(of state: State) -> Scene { Scene(columns: 10, rows: 10, tiles: single.tiles(of: state.match)) }
}
