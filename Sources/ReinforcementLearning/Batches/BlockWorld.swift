/// A world that draws nothing in its moves and moves faster in blocks of rows than row by row.
///
/// Blocks have the results of single rows to the bit.
public protocol BlockWorld: FeatureWorld {
  /// Moves at most ``RowBlock/size`` rows.
  ///
  /// - Parameters:
  ///   - first: the row of the first state.
  ///   - outcomes: room for as many as there are states.
  func advance(
    _ states: UnsafeMutableBufferPointer<State>, from first: Int, taking actions: borrowing Actions,
    outcomes: UnsafeMutableBufferPointer<Outcome>)

  /// Writes the observations of at most ``RowBlock/size`` states, [states, features].
  func writeFeatures(of states: UnsafeMutableBufferPointer<State>, into buffer: UnsafeMutablePointer<Float>)
}

/// Rows that move together.
public enum RowBlock {
  public static let size = 64
  /// A block is worth its preparation from this many rows on.
  @usableFromInline static let least = 8
}

extension BlockWorld {
  @inlinable
  public func writeFeatures(of states: UnsafeMutableBufferPointer<State>, into buffer: UnsafeMutablePointer<Float>) {
    let width = featureCount
    for row in 0..<states.count { writeFeatures(of: states[row], into: buffer + row &* width) }
  }

  @inlinable
  public func step(
    _ rows: inout ArenaRows<State>, _ actions: borrowing Actions, limit: Int, into experience: inout Experience,
    log: inout EpisodeLog
  ) {
    if rows.count < RowBlock.least {
      return stepRows(&rows, actions, limit: limit, into: &experience, log: &log)
    }
    let count = rows.count
    withTarget(&rows, limit: limit, &experience) { states, episodes, target in
      var hasShownEnd = false
      withUnsafeTemporaryAllocation(of: Outcome.self, capacity: RowBlock.size) { outcomes in
        for first in stride(from: 0, to: count, by: RowBlock.size) {
          let block = UnsafeMutableBufferPointer(start: states + first, count: min(RowBlock.size, count - first))
          advance(block, from: first, taking: actions, outcomes: outcomes)
          for row in first..<first + block.count {
            if finishStep(outcomes[row - first], of: row, &states[row], &episodes[row], target, &log) {
              hasShownEnd = true
            }
          }
          writeFeatures(of: block, into: target.seen.observations + first &* target.width)
        }
      }
      return hasShownEnd
    }
  }
}
