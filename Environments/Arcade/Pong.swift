public import Randomness
public import ReinforcementLearning
public import Scenes
import Settings

/// Two paddles and a ball.
///
/// **Description.** A 10x10 board; paddles three cells wide in the top and the bottom row. The ball moves one row a step and
/// up to one column; where it meets a paddle decides its new course: the left cell sends it left, the right one right.
/// Walls at the sides reflect it.
///
/// **Actions.** Left and right move the player's paddle in the bottom row.
///
/// **Observations.** Channels own paddle, ball, trail, other paddle; always as seen by the one who acts, whose paddle is at
/// the bottom.
///
/// **Start.** Paddles in the middle; the ball in the middle on a random course.
///
/// **Reward.** 1 for a point, -1 for a point lost.
///
/// **End.** After five points of either side.
///
/// **Arguments.** `opponent`: `follower` moves towards the ball in four steps of five, `random` anyhow, `self` is the agent
/// that learns: both sides act, see and are rewarded, each from its own end (``PongDuel``).
///
/// **Reference.** None published: `Tarn/Pong`.
public struct Pong: ArcadeGame {
  /// A match: paddles, ball and points.
  public struct State: Sendable, Hashable, Codable {
    /// Middles of the paddles: bottom, top.
    var paddle, opponent: Int
    var x, y, columnStep, rowStep: Int
    var lastX, lastY: Int
    /// Points of the bottom and the top.
    var points, lost: Int
  }

  /// Who plays the top paddle.
  public enum Opponent: String, Sendable, CaseIterable {
    case follower, random
  }

  static let pointsToWin = 5
  /// Who plays the top paddle.
  public let opponent: Opponent
  public static let channelCount = 4
  public static let minimalActions = [0, 1, 3]
  public static let title = "Pong"

  public var rewardBounds: RewardBounds? {
    let most = Double(Self.pointsToWin)
    return RewardBounds(step: -1...1, episode: -most...most)
  }

  /// A match against `opponent`.
  public init(opponent: Opponent = .follower) { self.opponent = opponent }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    var state = State(
      paddle: 5, opponent: 5, x: 0, y: 0, columnStep: 0, rowStep: 0, lastX: 0, lastY: 0, points: 0, lost: 0)
    Self.serve(&state, &random)
    return state
  }

  /// The ball in the middle on one of six courses. One draw.
  static func serve<Source: RandomSource>(_ state: inout State, _ random: inout Source) {
    let draw = Int(random.nextInteger(through: 5))
    (state.x, state.y) = (5, draw < 3 ? 4 : 5)
    (state.lastX, state.lastY) = (state.x, state.y)
    state.columnStep = draw % 3 - 1
    state.rowStep = draw < 3 ? 1 : -1
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let draw = random.nextDouble()
    let reply: Int
    switch opponent {
    case .random: reply = draw < 1.0 / 3 ? 1 : draw < 2.0 / 3 ? 3 : 0
    case .follower: reply = draw < 0.2 ? 0 : state.x < state.opponent ? 1 : state.x > state.opponent ? 3 : 0
    }
    let outcome = Self.play(&state, action, reply, using: &random)
    return Outcome(reward: outcome.reward, isTerminal: outcome.isTerminal)
  }

  /// One step of both sides; the reward is the bottom's, the top's is its opposite.
  static func play<Source: RandomSource>(
    _ state: inout State, _ bottom: Int, _ top: Int, using random: inout Source
  ) -> Outcome {
    func moved(_ paddle: Int, _ action: Int) -> Int {
      min(max(paddle + (action == 1 ? -1 : action == 3 ? 1 : 0), 1), 8)
    }
    state.paddle = moved(state.paddle, bottom)
    state.opponent = moved(state.opponent, top)
    (state.lastX, state.lastY) = (state.x, state.y)
    var x = state.x + state.columnStep
    if x < 0 || x > 9 {
      state.columnStep.negate()
      x = state.x + state.columnStep
    }
    let y = state.y + state.rowStep
    for (row, paddle) in [(9, state.paddle), (0, state.opponent)] where y == row {
      if abs(x - paddle) <= 1 {
        state.rowStep.negate()
        state.columnStep = x - paddle
        state.x = x
        return Outcome(reward: 0, isTerminal: false)
      }
      let reward = row == 9 ? -1.0 : 1.0
      if reward > 0 { state.points += 1 } else { state.lost += 1 }
      let isOver = state.points == pointsToWin || state.lost == pointsToWin
      if isOver { (state.x, state.y) = (x, y) } else { serve(&state, &random) }
      return Outcome(reward: reward, isTerminal: isOver)
    }
    (state.x, state.y) = (x, y)
    return Outcome(reward: 0, isTerminal: false)
  }

  public func write<Element>(_ state: State, into writer: BoardWriter<Element>) {
    Self.write(state, isTurned: false, into: writer)
  }

  /// - Parameter isTurned: as the top sees it, turned by half a circle.
  static func write<Element>(_ state: State, isTurned: Bool, into writer: BoardWriter<Element>) {
    let (own, other) = isTurned ? (9 - state.opponent, 9 - state.paddle) : (state.paddle, state.opponent)
    for offset in -1...1 {
      writer.set(own + offset, 9, 0)
      writer.set(other + offset, 0, 3)
    }
    writer.set(isTurned ? 9 - state.x : state.x, isTurned ? 9 - state.y : state.y, 1)
    writer.set(isTurned ? 9 - state.lastX : state.lastX, isTurned ? 9 - state.lastY : state.lastY, 2)
  }

  public func tiles(of state: State) -> [Tile] {
    var tiles = [Tile(.trail, column: state.lastX, row: state.lastY)]
    for offset in -1...1 {
      tiles.append(Tile(.opponent, column: state.opponent + offset, row: 0))
      tiles.append(Tile(.paddle, column: state.paddle + offset, row: 9))
    }
    return tiles + [Tile(.ball, column: state.x, row: state.y)]
  }

  static let descriptors = [
    EnvironmentDescriptor(
      id: "Tarn/Pong-v0", summary: "five points against a follower, anybody, or oneself", kind: .features,
      arguments: PongArguments(), stepLimit: 1000,
      make: { arguments in
        guard let opponent = Opponent(rawValue: arguments.opponent) else {
          return PongDuel(stickiness: arguments.stickyActionProb)
        }
        return Arcade(Pong(opponent: opponent), stickiness: arguments.stickyActionProb, usesMinimalActions: true)
      })
  ]
}

/// The arguments of ``Pong``.
struct PongArguments: EnvironmentArguments {
  @Setting(
    oneOf: Pong.Opponent.allCases.map(\.rawValue) + ["self"],
    "who plays the top paddle; self is the agent that learns")
  var opponent = "follower"
  @Setting(0...1, "probability that the last action is executed again") var stickyActionProb = 0.0
}
