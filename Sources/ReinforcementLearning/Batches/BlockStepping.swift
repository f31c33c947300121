/// Rows that move together.
public enum RowBlock {
  /// Rows in a block.
  public static let size = 64
  /// A block is worth its preparation from this many rows on.
  @usableFromInline static let least = 8

  /// Moves at most ``size`` rows of a world that draws nothing in its moves.
  ///
  /// - Parameters:
  ///   - first: the row of the first state.
  ///   - outcomes: room for as many as there are states.
  public typealias Advance<State> =
    @Sendable (
      _ states: UnsafeMutableBufferPointer<State>, _ first: Int, _ actions: borrowing Actions,
      _ outcomes: UnsafeMutableBufferPointer<Outcome>
    ) -> Void

  /// Writes the observations of at most ``size`` states, [states, features].
  public typealias Write<State> =
    @Sendable (
      _ states: UnsafeMutableBufferPointer<State>, _ buffer: UnsafeMutablePointer<Float>
    ) -> Void
}

extension BatchStepping {
  /// Block by block, for a world that draws nothing in its moves and moves faster so.
  ///
  /// Blocks have the results of single rows to the bit.
  ///
  /// - Parameters:
  ///   - advance: moves a block of rows.
  ///   - write: writes what a block of rows sees; nil to write row by row.
  @inlinable
  public static func blocks<World: FeatureEnvironment>(
    of world: World, advance: @escaping RowBlock.Advance<State>, write: RowBlock.Write<State>? = nil
  ) -> BatchStepping where World.State == State {
    BatchStepping(
      step: { rows, actions, limit, experience, log in
        if rows.count < RowBlock.least {
          return stepRows(world, &rows, actions, limit, &experience, &log)
        }
        stepBlocks(world, advance, write, &rows, actions, limit, &experience, &log)
      }, observe: { observeRows(world, $0, &$1) })
  }

  @inlinable @inline(__always)
  static func stepBlocks<World: FeatureEnvironment>(
    _ world: World, _ advance: RowBlock.Advance<State>, _ write: RowBlock.Write<State>?,
    _ rows: inout BatchRows<State>, _ actions: borrowing Actions, _ limit: Int, _ experience: inout Transitions<Float>,
    _ log: inout EpisodeLog
  ) where World.State == State {
    let count = rows.count
    rows.withTarget(limit: limit, &experience, &log) { target, log in
      var hasShownEnd = false
      withUnsafeTemporaryAllocation(of: Outcome.self, capacity: RowBlock.size) { outcomes in
        for first in stride(from: 0, to: count, by: RowBlock.size) {
          let block = UnsafeMutableBufferPointer(
            start: target.states + first, count: min(RowBlock.size, count - first))
          advance(block, first, actions, outcomes)
          for row in first..<first + block.count {
            if finish(world, outcomes[row - first], of: row, target, &log) { hasShownEnd = true }
          }
          if let write {
            write(block, target.observation(first))
          } else {
            for row in first..<first + block.count {
              world.writeFeatures(of: target.states[row], into: target.observation(row))
            }
          }
        }
      }
      return hasShownEnd
    }
  }
}
