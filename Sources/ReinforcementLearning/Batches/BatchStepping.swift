/// How the rows of a batch are stepped: a loop beside the world, compiled for it.
///
/// A world states which loop suits it (``FeatureEnvironment/stepping``): ``rows(of:)`` for most, ``blocks(of:advance:)``
/// for worlds whose arithmetic is faster over many rows at once, ``matches(of:play:join:write:)`` for two sides that act
/// on each other. All of them decide endings, count episodes and start new ones alike, and a batch gives the same
/// trajectories as its rows alone.
///
/// The loop is a closure that is made where the world is known, so that it is specialised there: called through a type
/// that does not know the world it would be several times slower.
public struct BatchStepping<State: Sendable & Codable>: Sendable {
  /// Steps all rows once.
  @usableFromInline typealias Step =
    @Sendable (
      _ rows: inout BatchRows<State>, _ actions: borrowing Actions, _ limit: Int,
      _ experience: inout Transitions<Float>,
      _ log: inout EpisodeLog
    ) -> Void
  /// Writes what all rows see now.
  @usableFromInline typealias Observe =
    @Sendable (_ rows: BatchRows<State>, _ experience: inout Transitions<Float>) -> Void

  /// Whether rows 2k and 2k + 1 are the two sides of a match.
  public let couplesRows: Bool
  @usableFromInline let step: Step
  @usableFromInline let observe: Observe

  @inlinable
  init(couplesRows: Bool = false, step: @escaping Step, observe: @escaping Observe) {
    self.couplesRows = couplesRows
    self.step = step
    self.observe = observe
  }
}

extension BatchStepping {
  /// Row by row.
  @inlinable
  public static func rows<World: FeatureEnvironment>(of world: World) -> BatchStepping where World.State == State {
    BatchStepping(
      step: { rows, actions, limit, experience, log in
        stepRows(world, &rows, actions, limit, &experience, &log)
      }, observe: { observeRows(world, $0, &$1) })
  }

  @inlinable @inline(__always)
  static func stepRows<World: FeatureEnvironment>(
    _ world: World, _ rows: inout BatchRows<State>, _ actions: borrowing Actions, _ limit: Int,
    _ experience: inout Transitions<Float>, _ log: inout EpisodeLog
  ) where World.State == State {
    let count = rows.count
    rows.withTarget(limit: limit, &experience, &log) { target, log in
      var hasShownEnd = false
      for row in 0..<count {
        let outcome = world.advance(
          &target.states[row], taking: World.Action(row: row, of: actions), using: &target.episodes[row].generator)
        if finish(world, outcome, of: row, target, &log) { hasShownEnd = true }
        world.writeFeatures(of: target.states[row], into: target.observation(row))
      }
      return hasShownEnd
    }
  }

  @inlinable @inline(__always)
  static func observeRows<World: FeatureEnvironment>(
    _ world: World, _ rows: BatchRows<State>, _ experience: inout Transitions<Float>
  ) where World.State == State {
    let width = experience.featureCount
    experience.observations.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for row in 0..<rows.count { world.writeFeatures(of: rows.states[row], into: base + row &* width) }
    }
  }

  /// Counts a row's step and starts a new episode if that was the last one.
  ///
  /// - Returns: whether row 0's episode has ended here.
  @inlinable @inline(__always)
  static func finish<World: FeatureEnvironment>(
    _ world: World, _ outcome: Outcome, of row: Int, _ target: BatchTarget<State>, _ log: inout EpisodeLog
  ) -> Bool where World.State == State {
    guard let end = target.count(outcome, of: row) else { return false }
    world.writeFeatures(of: target.states[row], into: target.finalObservation(row))
    target.finish(end, of: row, &log)
    world.restart(&target.states[row], using: &target.episodes[row].generator)
    return row == 0
  }
}
