public import Randomness
public import ReinforcementLearning
public import Scenes
import Settings

/// The rules of a game on a 10x10 board, without the shell around it: no sticky actions, all six actions.
public protocol ArcadeGame: Sendable {
  /// Everything that changes during a game.
  associatedtype State: Sendable & Codable & Hashable
  /// Boards that an observation consists of, one for each kind of thing.
  static var channelCount: Int { get }
  /// Those of the six actions (none, left, up, right, down, fire) that do something.
  static var minimalActions: [Int] { get }
  /// As people are told it.
  static var title: String { get }
  /// Whether the game is one of MinAtar's.
  static var isPublished: Bool { get }
  /// What the game can pay; nil where its points are far fewer than its steps, so that these say nothing.
  var rewardBounds: RewardBounds? { get }

  /// Draws the state a game starts in.
  func initialState<Source: RandomSource>(using random: inout Source) -> State
  /// Moves `state` one frame on; `action` is one of the six, 0 to 5.
  func advance<Source: RandomSource>(_ state: inout State, taking action: Int, using random: inout Source) -> Outcome
  /// Sets the cells of the observation where something is: [10, 10, channels], 0 or 1.
  func write<Element>(_ state: State, into writer: BoardWriter<Element>)
  /// What stands on the board, later tiles on top.
  func tiles(of state: State) -> [Tile]

  /// The loop that steps many rows of the game in its shell: a requirement, so that it is compiled for each game.
  static func stepping(of shell: Arcade<Self>) -> BatchStepping<Arcade<Self>.State>
}

extension ArcadeGame {
  public static func stepping(of shell: Arcade<Self>) -> BatchStepping<Arcade<Self>.State> { .rows(of: shell) }
  public static var isPublished: Bool { false }
  public var rewardBounds: RewardBounds? { nil }
}

/// A game in MinAtar's shell (Young and Tian, 2019): sticky actions, minimal or full action set, booleans as observation.
///
/// **Description.** A 10x10 board with one channel for each kind of thing.
///
/// **Actions.** 0 none, 1 left, 2 up, 3 right, 4 down, 5 fire, or in the minimal set those of them that the game uses, in
/// this order.
///
/// **Observations.** [10, 10, channels] of zeros and ones.
///
/// **Start, reward, end.** The game's; no step limit.
///
/// **Arguments.** `sticky_action_prob`: each step first draws one number; below this the action executed last is executed
/// again, the last one of the episode before included. `difficulty_ramping`: whether the game speeds up.
///
/// **Reference.** MinAtar 1.0.15; with the Mersenne Twister the same seed gives the package's trajectory.
public struct Arcade<Game: ArcadeGame>: FeatureEnvironment {
  /// The game's state, and what was executed last.
  public struct State: Sendable, Hashable, Codable {
    /// The state of the game itself.
    public var game: Game.State
    /// One of the six actions.
    public var lastAction: Int

    @inlinable
    init(game: Game.State, lastAction: Int) {
      self.game = game
      self.lastAction = lastAction
    }
  }

  /// The rules.
  public let game: Game
  /// The probability with which the last action is executed again.
  public let stickiness: Double
  /// For each action of the shell the one of the six it stands for.
  public let actions: [Int]

  /// `game` with sticky actions.
  ///
  /// - Parameter usesMinimalActions: whether only those of the six actions can be taken that do something.
  public init(_ game: Game, stickiness: Double = 0.1, usesMinimalActions: Bool) {
    self.game = game
    self.stickiness = stickiness
    actions = usesMinimalActions ? Game.minimalActions : Array(0..<6)
  }

  public var actionSpace: Space { .discrete(actions.count) }
  /// Every game shows in its first channel what the agent steers.
  public var layout: FeatureLayout { .board(height: 10, width: 10, channels: Game.channelCount, figureChannel: 0) }
  /// The game's own loop: the conformance of a generic type would run unspecialised.
  public var stepping: BatchStepping<State> { Game.stepping(of: self) }

  @inlinable
  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(game: game.initialState(using: &random), lastAction: 0)
  }

  @inlinable
  public func restart<Source: RandomSource>(_ state: inout State, using random: inout Source) {
    state.game = game.initialState(using: &random)
  }

  @inlinable
  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    let executed = random.nextDouble() < stickiness ? state.lastAction : actions[action]
    state.lastAction = executed
    return game.advance(&state.game, taking: executed, using: &random)
  }

  @inlinable
  public func writeFeatures(of state: State, into buffer: UnsafeMutablePointer<Float>) {
    game.write(state.game, into: BoardWriter(buffer, channels: Game.channelCount))
  }

  /// The observation as bytes.
  @inlinable
  public func writeBytes(of state: State, into buffer: UnsafeMutablePointer<UInt8>) {
    game.write(state.game, into: BoardWriter(buffer, channels: Game.channelCount))
  }

  public var profile: EnvironmentProfile {
    let labels = [
      ActionLabel("stay"), .move(.left), .move(.up), .move(.right), .move(.down), ActionLabel("fire"),
    ]
    return EnvironmentProfile(
      title: Game.title, facts: Game.isPublished ? ["MinAtar"] : [], actionLabels: actions.map { labels[$0] },
      rewardBounds: game.rewardBounds)
  }

  public func scene(of state: State) -> Scene { Scene(columns: 10, rows: 10, tiles: game.tiles(of: state.game)) }
}

/// The argument of the shell.
struct StickyArguments: EnvironmentArguments {
  @Setting(0...1, "probability that the last action is executed again") var stickyActionProb = 0.1

  init() {}

  init(stickyActionProb: Double) { self.stickyActionProb = stickyActionProb }
}

/// The arguments of a game that becomes harder.
struct RampingArguments: EnvironmentArguments {
  var shell = StickyArguments()
  @Setting("whether the game becomes harder as it goes on") var difficultyRamping = true
}

/// Catalogue entries of a game: `-v0` with all six actions, `-v1` with the minimal set.
enum ArcadeCatalogue {
  private static let versions = [("v0", false, "all six actions"), ("v1", true, "the actions that matter")]

  /// A game that goes on as it began.
  static func descriptors(
    _ name: String, _ summary: String, make: @escaping @Sendable () -> some ArcadeGame
  ) -> [EnvironmentDescriptor] {
    versions.map { version, isMinimal, words in
      EnvironmentDescriptor(
        id: "MinAtar/\(name)-\(version)", summary: "\(summary); \(words)", kind: .features,
        arguments: StickyArguments(),
        make: { Arcade(make(), stickiness: $0.stickyActionProb, usesMinimalActions: isMinimal) })
    }
  }

  /// A game that can become harder.
  static func descriptors(
    _ name: String, _ summary: String, make: @escaping @Sendable (_ isRamping: Bool) -> some ArcadeGame
  ) -> [EnvironmentDescriptor] {
    versions.map { version, isMinimal, words in
      EnvironmentDescriptor(
        id: "MinAtar/\(name)-\(version)", summary: "\(summary); \(words)", kind: .features,
        arguments: RampingArguments(),
        make: {
          Arcade(make($0.difficultyRamping), stickiness: $0.shell.stickyActionProb, usesMinimalActions: isMinimal)
        })
    }
  }

  /// A game of our own: the minimal actions, sticky ones only if asked for.
  static func own(_ id: String, _ summary: String, make game: some ArcadeGame) -> [EnvironmentDescriptor] {
    [
      EnvironmentDescriptor(
        id: id, summary: summary, kind: .features, arguments: StickyArguments(stickyActionProb: 0), stepLimit: 5000,
        make: { Arcade(game, stickiness: $0.stickyActionProb, usesMinimalActions: true) })
    ]
  }
}
