public import Randomness

/// Many simulations of one world advanced together, each with its own random stream.
///
/// Simulation `i` is the one that `Simulation(environment, stepLimit:, random: seed.derived(for: "environment", i)
/// .generator())` would be: a batch gives the same trajectories as its members alone, however it is split over threads.
public struct SimulationBatch<World: TabularEnvironment>: Sendable {
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
    generators = (0..<count).map { seed.derived(for: "environment", $0).generator() }
    elapsed = Array(repeating: 0, count: count)
    states = []
    states.reserveCapacity(count)
    for index in 0..<count { states.append(environment.initialState(using: &generators[index])) }
  }

  /// Simulations.
  public var count: Int { states.count }

  /// The numbers of the observations now.
  public var observations: [Int32] { states.map { Int32(environment.observationIndex(of: $0)) } }

  /// What a step of the whole batch brought; buffers the caller keeps from step to step, one element a simulation.
  public struct Outcomes: Sendable {
    /// What each simulation was paid.
    public var rewards: [Float]
    /// The true successors, also where an episode ended.
    public var nextObservations: [Int32]
    /// The observations to act on next: where an episode ended, the first of a new one.
    public var observations: [Int32]
    /// How the step ended an episode; nil where it goes on.
    public var ends: [Ending?]

    /// Room for `count` simulations.
    public init(count: Int) {
      rewards = Array(repeating: 0, count: count)
      nextObservations = Array(repeating: 0, count: count)
      observations = Array(repeating: 0, count: count)
      ends = Array(repeating: nil, count: count)
    }
  }

  /// Advances every simulation by one step and starts new episodes where one ended.
  ///
  /// - Parameter actions: one for each simulation.
  /// - Returns: how many episodes ended.
  @inlinable
  public mutating func step(_ actions: some Collection<Int32>, into outcomes: inout Outcomes) -> Int {
    let count = states.count
    precondition(
      actions.count == count && outcomes.ends.count == count,
      "\(actions.count) actions and \(outcomes.ends.count) outcomes for \(count) simulations")
    let limit = Int32(clamping: stepLimit ?? .max)
    let environment = environment
    let isStepped: Int?? = actions.withContiguousStorageIfAvailable { actions in
      states.withUnsafeMutableBufferPointer { states in
        elapsed.withUnsafeMutableBufferPointer { elapsed in
          generators.withUnsafeMutableBufferPointer { generators in
            outcomes.withBuffers { rewards, nextObservations, observations, ends in
              var ended = 0
              for index in 0..<count {
                var state = states[index]
                let outcome = environment.advance(&state, taking: Int(actions[index]), using: &generators[index])
                let time = elapsed[index] &+ 1
                let observation = Int32(truncatingIfNeeded: environment.observationIndex(of: state))
                rewards[index] = Float(outcome.reward)
                nextObservations[index] = observation
                if let end = Ending(isTerminal: outcome.isTerminal, isOutOfTime: time >= limit) {
                  ends[index] = end
                  ended &+= 1
                  state = environment.initialState(using: &generators[index])
                  observations[index] = Int32(truncatingIfNeeded: environment.observationIndex(of: state))
                  elapsed[index] = 0
                } else {
                  ends[index] = nil
                  observations[index] = observation
                  elapsed[index] = time
                }
                states[index] = state
              }
              return ended
            }
          }
        }
      }
    }
    if case .some(.some(let ended)) = isStepped { return ended }
    return step(Array(actions), into: &outcomes)
  }
}

extension SimulationBatch.Outcomes {
  @usableFromInline typealias Buffer<Element> = UnsafeMutableBufferPointer<Element>

  /// Lends the four buffers at once.
  @inlinable
  mutating func withBuffers<Result>(
    _ body: (Buffer<Float>, Buffer<Int32>, Buffer<Int32>, Buffer<Ending?>) -> Result
  ) -> Result {
    rewards.withUnsafeMutableBufferPointer { rewards in
      nextObservations.withUnsafeMutableBufferPointer { nextObservations in
        observations.withUnsafeMutableBufferPointer { observations in
          ends.withUnsafeMutableBufferPointer { ends in body(rewards, nextObservations, observations, ends) }
        }
      }
    }
  }
}
