public import ReinforcementLearning
import Settings

/// A corridor with a prize at its end.
///
/// **Actions.** 0 left, 1 right; walls hold one back.
///
/// **Observations.** The cell, counted from the left.
///
/// **Start.** The leftmost cell.
///
/// **Reward.** 1 for reaching the rightmost cell.
///
/// **End.** There.
///
/// **Arguments.** `cells`.
public struct Corridor: FiniteMDP {
  let cells: Int

  public var stateCount: Int { cells }
  public var actionCount: Int { 2 }
  public var initialStates: [WeightedState] { [WeightedState(state: 0, probability: 1)] }

  public func successors(of state: Int, taking action: Int) -> [Successor] {
    let last = cells - 1
    if state == last { return [Successor(state: last, reward: 0, isTerminal: true)] }
    let next = max(0, state + (action == 1 ? 1 : -1))
    return [Successor(state: next, reward: next == last ? 1 : 0, isTerminal: next == last)]
  }

  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "Tarn/Corridor-v0", summary: "walk to the end of a corridor", kind: .table,
      arguments: CorridorArguments(), stepLimit: 100, make: { Corridor(cells: $0.cells) })
  ]
}

/// The arguments of ``Corridor``.
struct CorridorArguments: EnvironmentArguments {
  @Setting(2...1000, "cells of the corridor") var cells = 10
}
