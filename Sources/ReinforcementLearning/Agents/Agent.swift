public import Randomness

/// A learner: it acts, and it learns from what came of it.
///
/// An agent is a value. Copying it copies everything it knows, so that a run can be rewound and branched; encoding it
/// is a checkpoint. Its randomness is passed in.
public protocol Agent<Observation, Action>: Sendable {
  associatedtype Observation
  associatedtype Action

  /// The action to take now, exploring as the agent sees fit.
  mutating func action<Source: RandomSource>(for observation: Observation, using random: inout Source) -> Action

  /// Learns from one step. `transition.end` tells where an episode stops and whether its last state has a value.
  mutating func learn<Source: RandomSource>(
    from transition: Transition<Observation, Action>, using random: inout Source)
}
