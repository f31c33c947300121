public import Randomness
public import ReinforcementLearning

/// a', drawn while learning and taken in the next step: what makes a learner on-policy.
@usableFromInline
struct NextAction: Sendable, Codable {
  @usableFromInline var drawn: Int?

  @usableFromInline init() {}

  /// The action drawn before, or a new one.
  @inlinable @inline(__always)
  mutating func take<Source: RandomSource>(
    for observation: Int, memory: inout TabularMemory, using random: inout Source
  ) -> Int {
    defer { drawn = nil }
    return drawn ?? memory.explore(observation, using: &random)
  }

  /// A person acts instead: what was drawn is not taken, and where nothing was the step is counted all the same.
  @usableFromInline
  mutating func giveWay(_ memory: inout TabularMemory) {
    if drawn == nil { memory.stepCount += 1 }
    drawn = nil
  }

  /// Draws a' for the successor of `step` and returns Q(s', a'), or 0 where the world ended. Where the episode was cut
  /// short a' is drawn for its value and not taken.
  @inlinable @inline(__always)
  mutating func value<Source: RandomSource>(
    after step: Transition<Int, Int>, memory: inout TabularMemory, using random: inout Source
  ) -> Double {
    drawn = nil
    if step.isTerminal { return 0 }
    let action = memory.explore(step.nextObservation, using: &random)
    if step.end == nil { drawn = action }
    return memory.values[step.nextObservation, action]
  }
}
