public import Randomness

/// The episode under way in a row: its steps, its rewards so far, and the row's random stream.
public struct RowEpisode: Sendable, Codable {
  /// Steps taken.
  public var steps = 0
  /// Undiscounted sum of rewards.
  public var `return` = 0.0
  /// Where the row draws its chances from.
  public var generator: PCG64

  /// An episode that begins.
  public init(_ generator: PCG64) { self.generator = generator }
}

/// The rows of a batch: their states and episodes.
public struct BatchRows<State: Sendable & Codable>: Sendable {
  /// [rows]
  public var states: [State]
  /// [rows]
  public var episodes: [RowEpisode]
  /// How the last episode of row 0 ended, once one has: one state, in an array so that these rows look the same in memory
  /// for every world. Code that does not know the world need not look up their layout at each step then.
  @usableFromInline var final: [State]
  @usableFromInline var hasFinal = false

  /// Rows that go on from these states.
  public init(states: [State], episodes: [RowEpisode]) {
    self.states = states
    self.episodes = episodes
    final = Array(states.prefix(1))
  }

  /// Rows.
  @inlinable public var count: Int { states.count }

  /// How the last episode of row 0 ended.
  @inlinable public var finalState: State? { hasFinal ? final.first : nil }

  /// One step of all rows: what was seen becomes what was seen before, and steps are counted.
  ///
  /// Pointers to all rows and to where a step writes are taken once: to check at each row whether an array is shared would
  /// cost as much as a simple world's step.
  ///
  /// - Parameters:
  ///   - limit: steps after which an episode is cut.
  ///   - body: steps all rows; returns whether row 0's episode has ended.
  @inlinable @inline(__always)
  mutating func withTarget(
    limit: Int, _ experience: inout Transitions<Float>, _ log: inout EpisodeLog,
    _ body: (borrowing BatchTarget<State>, inout EpisodeLog) -> Bool
  ) {
    swap(&experience.previous, &experience.observations)
    log.stepCount &+= states.count
    let width = experience.featureCount
    var hasShownEnd = false
    states.withUnsafeMutableBufferPointer { states in
      episodes.withUnsafeMutableBufferPointer { episodes in
        final.withUnsafeMutableBufferPointer { final in
          guard let states = states.baseAddress, let episodes = episodes.baseAddress, let final = final.baseAddress
          else { return }
          experience.withPointers { seen in
            hasShownEnd = body(
              BatchTarget(
                states: states, episodes: episodes, final: final, seen: seen, width: width, limit: limit), &log)
          }
          log.currentReturn = episodes[0].return
        }
      }
    }
    if hasShownEnd { hasFinal = true }
  }
}

/// The rows of a batch while they are stepped, and where their steps are written.
@usableFromInline
struct BatchTarget<State> {
  @usableFromInline let states: UnsafeMutablePointer<State>
  @usableFromInline let episodes: UnsafeMutablePointer<RowEpisode>
  /// For the state in which row 0's episode ends.
  @usableFromInline let final: UnsafeMutablePointer<State>
  @usableFromInline let seen: Transitions<Float>.Pointers
  /// Features.
  @usableFromInline let width: Int
  /// Steps after which an episode is cut.
  @usableFromInline let limit: Int

  @inlinable
  init(
    states: UnsafeMutablePointer<State>, episodes: UnsafeMutablePointer<RowEpisode>,
    final: UnsafeMutablePointer<State>, seen: Transitions<Float>.Pointers, width: Int, limit: Int
  ) {
    (self.states, self.episodes, self.final) = (states, episodes, final)
    (self.seen, self.width, self.limit) = (seen, width, limit)
  }

  /// Counts a row's step.
  ///
  /// - Returns: how it ended the row's episode; nil where this goes on.
  @inlinable @inline(__always)
  func count(_ outcome: Outcome, of row: Int) -> Ending? {
    episodes[row].steps &+= 1
    episodes[row].return += outcome.reward
    seen.rewards[row] = Float(outcome.reward)
    guard let end = Ending(isTerminal: outcome.isTerminal, isOutOfTime: episodes[row].steps >= limit) else {
      seen.ends[row] = nil
      return nil
    }
    seen.ends[row] = end
    return end
  }

  /// Notes an episode that is over, its last state included, and counts the next one from its start.
  @inlinable @inline(__always)
  func finish(_ end: Ending, of row: Int, _ log: inout EpisodeLog) {
    log.finishEpisode(return: episodes[row].return, length: episodes[row].steps, end: end, isShown: row == 0)
    if row == 0 { final.pointee = states[0] }
    episodes[row].steps = 0
    episodes[row].return = 0
  }

  /// Where a row's observation is written.
  @inlinable @inline(__always)
  func observation(_ row: Int) -> UnsafeMutablePointer<Float> { seen.observations + row &* width }

  /// Where the last observation of a row's episode is written.
  @inlinable @inline(__always)
  func finalObservation(_ row: Int) -> UnsafeMutablePointer<Float> { seen.finals + row &* width }
}
