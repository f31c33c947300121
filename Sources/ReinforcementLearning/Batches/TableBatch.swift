public import Randomness

/// Many simulations of one world advanced together, each with its own random stream.
///
/// Simulation `i` is the one that `Simulation(environment, stepLimit:, random: seed.derived(for: .environment, i)
/// .generator())` would be: a batch gives the same trajectories as its members alone, however it is split over threads.
public struct TableBatch<World: TabularEnvironment>: Sendable {
  /// The world of every row.
  public let environment: World
  /// Steps after which an episode is cut; nil for never.
  public let stepLimit: Int?
  @usableFromInline var states: [World.State]
  @usableFromInline var elapsed: [Int32]
  @usableFromInline var generators: [PCG64]

  /// `count` simulations, each with the stream that `seed` derives for it.
  public init(_ environment: World, count: Int, stepLimit: Int? = nil, seed: Seed) {
    self.environment = environment
    self.stepLimit = stepLimit
    generators = (0..<count).map { seed.derived(for: .environment, $0).generator() }
    elapsed = Array(repeating: 0, count: count)
    states = []
    states.reserveCapacity(count)
    for index in 0..<count { states.append(environment.initialState(using: &generators[index])) }
  }

  /// Simulations.
  public var count: Int { states.count }

  /// The numbers of the observations now.
  public var observations: [Int32] { states.map { Int32(environment.observationIndex(of: $0)) } }

  /// Advances every simulation by one step and starts new episodes where one ended.
  ///
  /// - Parameters:
  ///   - actions: one for each simulation.
  ///   - transitions: the numbers of the observations; what was seen before is moved to ``Transitions/previous``.
  /// - Returns: how many episodes ended.
  @inlinable
  public mutating func step(_ actions: some Collection<Int32>, into transitions: inout Transitions<Int32>) -> Int {
    let count = states.count
    precondition(
      actions.count == count && transitions.count == count,
      "\(actions.count) actions and \(transitions.count) transitions for \(count) simulations")
    let limit = Int32(clamping: stepLimit ?? .max)
    let environment = environment
    let ended: Int? = actions.withContiguousStorageIfAvailable { actions in
      swap(&transitions.previous, &transitions.observations)
      var ended = 0
      states.withUnsafeMutableBufferPointer { states in
        elapsed.withUnsafeMutableBufferPointer { elapsed in
          generators.withUnsafeMutableBufferPointer { generators in
            transitions.withPointers { seen in
              for index in 0..<count {
                var state = states[index]
                let outcome = environment.advance(&state, taking: Int(actions[index]), using: &generators[index])
                let time = elapsed[index] &+ 1
                let observation = Int32(truncatingIfNeeded: environment.observationIndex(of: state))
                seen.rewards[index] = Float(outcome.reward)
                if let end = Ending(isTerminal: outcome.isTerminal, isOutOfTime: time >= limit) {
                  ended &+= 1
                  seen.ends[index] = end
                  seen.finals[index] = observation
                  state = environment.initialState(using: &generators[index])
                  seen.observations[index] = Int32(truncatingIfNeeded: environment.observationIndex(of: state))
                  elapsed[index] = 0
                } else {
                  seen.ends[index] = nil
                  seen.observations[index] = observation
                  elapsed[index] = time
                }
                states[index] = state
              }
            }
          }
        }
      }
      return ended
    }
    return ended ?? step(Array(actions), into: &transitions)
  }
}
