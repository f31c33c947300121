public import Randomness
public import ReinforcementLearning
public import Scenes

/// Pong against oneself: the agent acts at both ends, each in a row of its own with its own view and reward.
///
/// **Description, actions, observations, reward, end.** As ``Pong``. Rows 2k and 2k + 1 of a batch are the bottom and the top
/// of match k and go by the random stream of row 2k. An odd last row, and a single simulation, plays against a follower.
///
/// **Arguments.** `sticky_action_prob`: above 0 each step first draws one number for each side; below this the action that
/// side executed last is executed again. The two rows of a match are no worlds of their own, so nothing can be wrapped
/// around one of them.
///
/// **Reference.** None published: `Tarn/Pong-v0:opponent=self`.
public struct PongDuel: FeatureEnvironment {
  /// A row: the match, the same in both of its rows, and what this row's side executed last.
  public struct State: Sendable, Hashable, Codable {
    var match: Pong.State
    var lastAction: Int
  }

  /// The probability with which a side executes its last action again.
  public let stickiness: Double

  /// A match of the learner against itself.
  ///
  /// - Parameter stickiness: the probability with which a side executes its last action again, 0 to 1.
  public init(stickiness: Double = 0) { self.stickiness = stickiness }

  public var actionSpace: Space { .discrete(3) }
  public var layout: FeatureLayout { .board(height: 10, width: 10, channels: Pong.channelCount, figureChannel: 0) }
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
    Self.write(state, side: 0, into: buffer)
  }

  /// The action a side executes, which may be its last one again. Draws nothing where actions never stick.
  private func execute<Source: RandomSource>(_ action: Int, _ last: inout Int, using random: inout Source) -> Int {
    if stickiness == 0 || random.nextDouble() >= stickiness { last = Pong.minimalActions[action] }
    return last
  }

  public var stepping: BatchStepping<State> {
    .matches(
      of: self,
      play: { first, second, actions, random in
        let bottom = execute(actions.0, &first.lastAction, using: &random)
        let top = execute(actions.1, &second.lastAction, using: &random)
        return Pong.play(&first.match, bottom, top, using: &random)
      },
      join: { $0.match = $1.match },
      write: { Self.write($0, side: $1, into: $2) })
  }

  private static func write(_ state: State, side: Int, into buffer: UnsafeMutablePointer<Float>) {
    Pong.write(state.match, isTurned: side == 1, into: BoardWriter(buffer, channels: Pong.channelCount))
  }

  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "Pong", facts: ["against itself"], actionLabels: [ActionLabel("stay"), .move(.left), .move(.right)],
      rewardBounds: Pong().rewardBounds)
  }
  public func scene(of state: State) -> Scene { Scene(columns: 10, rows: 10, tiles: single.tiles(of: state.match)) }
}
