public import Randomness

extension BatchStepping {
  /// Two sides of one match in rows 2k and 2k + 1, each with its own view and the opposite reward.
  ///
  /// A match goes by the random stream of its first row, whose state is the truth; an odd last row is the world alone.
  ///
  /// - Parameters:
  ///   - world: the match as its first side plays it.
  ///   - play: one step of both sides, which moves the first state; the outcome is the first side's.
  ///   - join: has the second side's state take on the match as the first one's has it.
  ///   - write: writes what a side, 0 or 1, sees of the match.
  @inlinable
  public static func matches<World: FeatureEnvironment>(
    of world: World,
    play:
      @escaping @Sendable (
        _ first: inout State, _ second: inout State, _ actions: (World.Action, World.Action), _ random: inout PCG64
      ) -> Outcome,
    join: @escaping @Sendable (_ second: inout State, _ first: State) -> Void,
    write: @escaping @Sendable (_ state: State, _ side: Int, _ buffer: UnsafeMutablePointer<Float>) -> Void
  ) -> BatchStepping where World.State == State {
    BatchStepping(
      couplesRows: true,
      step: { rows, actions, limit, experience, log in
        let count = rows.count
        rows.withTarget(limit: limit, &experience, &log) { target, log in
          var hasShownEnd = false
          for first in stride(from: 0, to: count, by: 2) {
            let sides = min(2, count - first)
            let action = World.Action(row: first, of: actions)
            var outcome =
              sides == 2
              ? play(
                &target.states[first], &target.states[first + 1],
                (action, World.Action(row: first + 1, of: actions)), &target.episodes[first].generator)
              : world.advance(&target.states[first], taking: action, using: &target.episodes[first].generator)
            if sides == 2 { join(&target.states[first + 1], target.states[first]) }
            var isOver = false
            for side in 0..<sides {
              let row = first + side
              if let end = target.count(outcome, of: row) {
                write(target.states[first], side, target.finalObservation(row))
                target.finish(end, of: row, &log)
                isOver = true
              }
              outcome.reward.negate()
            }
            if isOver {
              world.restart(&target.states[first], using: &target.episodes[first].generator)
              if sides == 2 { join(&target.states[first + 1], target.states[first]) }
              if first == 0 { hasShownEnd = true }
            }
            for side in 0..<sides { write(target.states[first], side, target.observation(first + side)) }
          }
          return hasShownEnd
        }
      },
      observe: { rows, experience in
        let width = experience.featureCount
        experience.observations.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          // Both rows of a match show the state of its first one.
          for row in 0..<rows.count { write(rows.states[row / 2 * 2], row % 2, base + row * width) }
        }
      })
  }
}
