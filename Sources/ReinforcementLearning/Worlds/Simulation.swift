public import Randomness

/// A world in motion: an environment, its present state, its random source and a step limit.
public struct Simulation<World: Environment, Source: RandomSource>: Sendable {
  /// The world.
  public let environment: World
  /// Steps after which an episode is truncated; nil for never.
  public let stepLimit: Int?
  /// Where it is now.
  public var state: World.State
  /// Steps taken in this episode.
  public var elapsed: Int
  /// Where its chances come from.
  public var random: Source

  /// Starts the first episode, drawing its state from `random`.
  @inlinable
  public init(_ environment: World, stepLimit: Int? = nil, random: Source) {
    self.init(
      environment, stepLimit: stepLimit, state: nil, elapsed: 0, random: random)
  }

  /// Continues from a saved state.
  @inlinable
  public init(_ environment: World, stepLimit: Int?, state: World.State, elapsed: Int, random: Source) {
    self.init(environment, stepLimit: stepLimit, state: Optional(state), elapsed: elapsed, random: random)
  }

  @usableFromInline
  init(_ environment: World, stepLimit: Int?, state: World.State?, elapsed: Int, random: Source) {
    self.environment = environment
    self.stepLimit = stepLimit
    self.random = random
    self.state = state ?? environment.initialState(using: &self.random)
    self.elapsed = elapsed
  }

  /// Starts a new episode; the random stream goes on.
  @inlinable
  public mutating func reset() {
    environment.restart(&state, using: &random)
    elapsed = 0
  }

  /// What one step brought, with the time limit applied.
  public struct Step: Sendable {
    /// r
    public var reward: Double
    /// Whether the world has ended.
    public var isTerminal: Bool
    /// Whether time is out, also where the world ends in the same step.
    public var isTruncated: Bool

    @inlinable
    init(reward: Double, isTerminal: Bool, isTruncated: Bool) {
      self.reward = reward
      self.isTerminal = isTerminal
      self.isTruncated = isTruncated
    }

    /// Whether the episode is over, either way.
    @inlinable public var isLast: Bool { isTerminal || isTruncated }
    /// How it ended the episode; nil where this goes on.
    @inlinable public var end: Ending? { Ending(isTerminal: isTerminal, isOutOfTime: isTruncated) }
  }

  /// Takes one step. The caller resets after the last step of an episode, when it has looked at the final state.
  @inlinable @inline(__always)
  public mutating func step(_ action: World.Action) -> Step {
    let outcome = environment.advance(&state, taking: action, using: &random)
    elapsed &+= 1
    let isTruncated = if let stepLimit { elapsed >= stepLimit } else { false }
    return Step(reward: outcome.reward, isTerminal: outcome.isTerminal, isTruncated: isTruncated)
  }

  /// What an agent sees now.
  @inlinable public var observation: World.Observation { environment.observation(of: state) }
}

extension Simulation where World: TabularEnvironment {
  /// The number of what an agent sees now.
  @inlinable public var observationIndex: Int { environment.observationIndex(of: state) }
}
