public import Randomness
public import Scenes

/// Many copies of one world in motion, each row with its own state and random stream: where networks learn.
///
/// A value: copying it is a snapshot. Behind an existential, so that an agent is compiled once for all worlds; the call
/// is paid once a batch, the loop over the rows is compiled for the world.
public protocol Arena: Sendable {
  var outline: ArenaOutline { get }
  /// Rows.
  var count: Int { get }

  /// Writes the observations of all rows as they are now.
  func observe(into experience: inout Experience)

  /// Takes one step in every row, starts new episodes where one ended, and counts steps and episodes in `log`.
  mutating func step(_ actions: borrowing Actions, into experience: inout Experience, log: inout EpisodeLog)

  /// Steps taken in the episode of row 0.
  var elapsed: Int { get }
  /// Row 0 as it is now.
  var scene: Scene { get }
  /// Row 0 as its last episode left it.
  var finalScene: Scene? { get }
  /// The action behind a person's choice, in row 0.
  func choose(_ choice: Int, in actions: inout Actions)

  /// Whether rows act on each other.
  var couplesRows: Bool { get }

  /// Row 0 as it is now, with the row it acts on where rows do: enough to play its episode again.
  var firstRow: any Arena { get }

  /// The same world started anew, one row for each generator.
  func fresh(_ generators: [PCG64], stepLimit: Int?) -> any Arena

  /// Visits everything that changes.
  mutating func archive(_ archive: inout StateArchive) throws
}

/// What a network agent is told about its world.
public struct ArenaOutline: Sendable {
  /// `[features]`, or `[height, width, channels]`.
  public let featureShape: [Int]
  public let isBinary: Bool
  public let actionSpace: Space
  public let stepLimit: Int?
  /// What the world can pay; nil where its rules do not tell.
  public let rewardBounds: RewardBounds?
  /// Environment steps the run was asked for; nil where it ends by episodes.
  public var plannedSteps: Int?

  public init(
    featureShape: [Int], isBinary: Bool, actionSpace: Space, stepLimit: Int?,
    rewardBounds: RewardBounds? = nil, plannedSteps: Int? = nil
  ) {
    self.featureShape = featureShape
    self.isBinary = isBinary
    self.actionSpace = actionSpace
    self.stepLimit = stepLimit
    self.rewardBounds = rewardBounds
    self.plannedSteps = plannedSteps
  }

  public var featureCount: Int { featureShape.reduce(1, *) }
}

/// What the last step of a batch brought; buffers that are used again from step to step.
public struct Experience: Sendable {
  public let count: Int
  public let featureCount: Int
  /// [rows, features]: what was seen before the step.
  public var previous: [Float]
  /// [rows, features]: what is seen now; where an episode ended, the first sight of the new one.
  public var observations: [Float]
  /// [rows, features]: the true successor, written only in rows whose episode ended.
  public var finals: [Float]
  /// [rows]
  public var rewards: [Float]
  /// [rows]: bit 0, the world ended; bit 1, time ran out.
  public var ends: [UInt8]

  public init(count: Int, featureCount: Int) {
    self.count = count
    self.featureCount = featureCount
    previous = Array(repeating: 0, count: count * featureCount)
    observations = previous
    finals = previous
    rewards = Array(repeating: 0, count: count)
    ends = Array(repeating: 0, count: count)
  }

  /// Where a step writes.
  @usableFromInline
  struct Pointers {
    @usableFromInline let observations, finals, rewards: UnsafeMutablePointer<Float>
    @usableFromInline let ends: UnsafeMutablePointer<UInt8>

    @inlinable
    init?(
      _ observations: UnsafeMutablePointer<Float>?, _ finals: UnsafeMutablePointer<Float>?,
      _ rewards: UnsafeMutablePointer<Float>?, _ ends: UnsafeMutablePointer<UInt8>?
    ) {
      guard let observations, let finals, let rewards, let ends else { return nil }
      (self.observations, self.finals, self.rewards, self.ends) = (observations, finals, rewards, ends)
    }
  }

  @inlinable @inline(__always)
  mutating func withPointers(_ body: (Pointers) -> Void) {
    observations.withUnsafeMutableBufferPointer { observations in
      finals.withUnsafeMutableBufferPointer { finals in
        rewards.withUnsafeMutableBufferPointer { rewards in
          ends.withUnsafeMutableBufferPointer { ends in
            Pointers(observations.baseAddress, finals.baseAddress, rewards.baseAddress, ends.baseAddress).map(body)
          }
        }
      }
    }
  }

  /// Whether the world itself ended in a row: nothing follows, nothing is bootstrapped.
  @inlinable public func isTerminal(_ row: Int) -> Bool { ends[row] & 1 != 0 }
  /// Whether the episode of a row is over, either way.
  @inlinable public func isLast(_ row: Int) -> Bool { ends[row] != 0 }
}

/// The episode under way in a row: its steps, its rewards so far, and the row's random stream.
public struct RowEpisode: Sendable, Codable {
  public var steps = 0
  public var `return` = 0.0
  public var generator: PCG64

  public init(_ generator: PCG64) { self.generator = generator }
}

/// The rows of an arena.
public struct ArenaRows<State: Sendable & Codable>: Sendable {
  public var states: [State]
  public var episodes: [RowEpisode]
  /// How the last episode of row 0 ended, once one has: one state, in an array so that these rows look the same in memory
  /// for every world. Code that does not know the world need not look up their layout at each step then.
  @usableFromInline var final: [State]
  @usableFromInline var hasFinal = false

  public init(states: [State], episodes: [RowEpisode]) {
    self.states = states
    self.episodes = episodes
    final = Array(states.prefix(1))
  }

  @inlinable public var count: Int { states.count }

  /// Pointers to all rows, taken once: to check at each row whether an array is shared would cost as much as a simple world's
  /// step.
  ///
  /// - Parameter body: returns whether it has written `final`, the state in which row 0's episode ended.
  @inlinable @inline(__always)
  mutating func withPointers(
    _ body: (
      _ states: UnsafeMutablePointer<State>, _ episodes: UnsafeMutablePointer<RowEpisode>,
      _ final: UnsafeMutablePointer<State>
    ) -> Bool
  ) {
    states.withUnsafeMutableBufferPointer { states in
      episodes.withUnsafeMutableBufferPointer { episodes in
        final.withUnsafeMutableBufferPointer { final in
          if let states = states.baseAddress, let episodes = episodes.baseAddress, let final = final.baseAddress {
            if body(states, episodes, final) { hasFinal = true }
          }
        }
      }
    }
  }

  /// How the last episode of row 0 ended.
  @inlinable
  public var finalState: State? {
    get { hasFinal ? final.first : nil }
    set {
      if let newValue { final = [newValue] }
      hasFinal = newValue != nil
    }
  }
}

extension FeatureWorld {
  @inlinable
  public func step(
    _ rows: inout ArenaRows<State>, _ actions: borrowing Actions, limit: Int, into experience: inout Experience,
    log: inout EpisodeLog
  ) {
    stepRows(&rows, actions, limit: limit, into: &experience, log: &log)
  }

  /// The loop behind ``step(_:_:limit:into:log:)``, for worlds that compile their own.
  @inlinable @inline(__always)
  public func stepRows(
    _ rows: inout ArenaRows<State>, _ actions: borrowing Actions, limit: Int, into experience: inout Experience,
    log: inout EpisodeLog
  ) {
    let count = rows.count
    withTarget(&rows, limit: limit, &experience) { states, episodes, target in
      var hasShownEnd = false
      for row in 0..<count {
        let outcome = advance(&states[row], taking: Action(row: row, of: actions), using: &episodes[row].generator)
        if finishStep(outcome, of: row, &states[row], &episodes[row], target, &log) { hasShownEnd = true }
        writeFeatures(of: states[row], into: target.seen.observations + row &* target.width)
      }
      return hasShownEnd
    }
  }

  /// Lends the rows, and where their steps are written.
  ///
  /// - Parameter body: returns whether row 0's episode has ended.
  @inlinable @inline(__always)
  func withTarget(
    _ rows: inout ArenaRows<State>, limit: Int, _ experience: inout Experience,
    _ body: (UnsafeMutablePointer<State>, UnsafeMutablePointer<RowEpisode>, StepTarget<State>) -> Bool
  ) {
    let width = experience.featureCount
    rows.withPointers { states, episodes, final in
      var hasShownEnd = false
      experience.withPointers { seen in
        hasShownEnd = body(states, episodes, StepTarget(seen, width: width, limit: limit, final: final))
      }
      return hasShownEnd
    }
  }

  /// Counts a row's step and starts a new episode if that was the last one.
  ///
  /// - Returns: whether row 0's episode has ended here.
  @inlinable @inline(__always)
  func finishStep(
    _ outcome: Outcome, of row: Int, _ state: inout State, _ episode: inout RowEpisode, _ target: StepTarget<State>,
    _ log: inout EpisodeLog
  ) -> Bool {
    episode.steps &+= 1
    episode.return += outcome.reward
    target.seen.rewards[row] = Float(outcome.reward)
    let isTruncated = episode.steps >= target.limit
    target.seen.ends[row] = (outcome.isTerminal ? 1 : 0) | (isTruncated ? 2 : 0)
    guard outcome.isTerminal || isTruncated else { return false }
    writeFeatures(of: state, into: target.seen.finals + row &* target.width)
    log.finishEpisode(
      return: episode.return, length: episode.steps, end: outcome.isTerminal ? .terminated : .truncated,
      isShown: row == 0)
    if row == 0 { target.final.pointee = state }
    restart(&state, using: &episode.generator)
    episode.steps = 0
    episode.return = 0
    return row == 0
  }
}

/// Where the steps of an arena's rows are written, and when their time runs out.
@usableFromInline
struct StepTarget<State> {
  @usableFromInline let seen: Experience.Pointers
  /// Features.
  @usableFromInline let width: Int
  @usableFromInline let limit: Int
  /// For the state in which row 0's episode ends.
  @usableFromInline let final: UnsafeMutablePointer<State>

  @inlinable
  init(_ seen: Experience.Pointers, width: Int, limit: Int, final: UnsafeMutablePointer<State>) {
    (self.seen, self.width, self.limit, self.final) = (seen, width, limit, final)
  }
}

/// The arena of a world.
public struct WorldArena<Place: FeatureWorld>: Arena {
  private var rows: ArenaRows<Place.State>
  public let outline: ArenaOutline
  public let world: Place

  /// Row `i` has the stream that `seed` derives for environment `i`.
  public init(_ world: Place, count: Int, stepLimit: Int?, seed: Seed) {
    self.init(
      world, stepLimit: stepLimit, generators: (0..<count).map { seed.derived(for: "environment", $0).generator() })
  }

  private init(_ world: Place, stepLimit: Int?, generators: [PCG64]) {
    self.world = world
    outline = ArenaOutline(
      featureShape: world.featureShape, isBinary: world.isBinary, actionSpace: world.actionSpace, stepLimit: stepLimit,
      rewardBounds: world.rewardBounds)
    var generators = generators
    let states = generators.indices.map { world.initialState(using: &generators[$0]) }
    rows = ArenaRows(states: states, episodes: generators.map(RowEpisode.init))
  }

  public var count: Int { rows.count }
  public var elapsed: Int { rows.episodes[0].steps }
  public var scene: Scene { world.scene(of: rows.states[0]) }
  public var finalScene: Scene? { rows.finalState.map { world.scene(of: $0) } }

  public func choose(_ choice: Int, in actions: inout Actions) { world.action(at: choice).write(to: 0, of: &actions) }

  public var firstRow: any Arena {
    var copy = self
    let count = couplesRows ? min(2, rows.count) : 1
    copy.rows = ArenaRows(states: Array(rows.states.prefix(count)), episodes: Array(rows.episodes.prefix(count)))
    return copy
  }

  public func fresh(_ generators: [PCG64], stepLimit: Int?) -> any Arena {
    WorldArena(world, stepLimit: stepLimit, generators: generators)
  }

  public func observe(into experience: inout Experience) { world.observe(rows, into: &experience) }
  public var couplesRows: Bool { world.couplesRows }

  public mutating func step(_ actions: borrowing Actions, into experience: inout Experience, log: inout EpisodeLog) {
    swap(&experience.previous, &experience.observations)
    log.stepCount &+= rows.count
    world.step(&rows, actions, limit: outline.stepLimit ?? .max, into: &experience, log: &log)
    log.currentReturn = rows.episodes[0].return
  }

  public mutating func archive(_ archive: inout StateArchive) throws {
    try archive.visit(&rows.states, "states")
    try archive.visit(&rows.episodes, "episodes")
  }
}
