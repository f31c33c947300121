public import Persistence

/// A learner: it acts, it learns from what came of it, and it can be put away and taken up again.
///
/// An agent is a value. Copying it copies everything it knows, so that a run can be rewound and branched; its randomness is
/// passed in. Where it keeps what it knows is what tells its two refinements apart: a ``TabularAgent`` has a table over
/// numbered observations and learns from one ``Transition`` at a time, a ``NetworkAgent`` has networks and learns from a
/// whole step of rows (``Transitions``). Sessions, runs, the catalogue and the record know no other difference.
///
/// What people look at is no part of it: see ``inspection``.
///
/// Laws (checked by the tests for every agent): the same settings, world and streams give the same agent; one that was saved
/// and restored goes on in the same bytes; evaluating it and looking at it change nothing.
public protocol Agent: Sendable {
  /// The actions it can choose among.
  static var actionKinds: ActionKinds { get }

  /// Environment steps after which learning starts, for those who wait.
  var learningStart: Int { get }
  /// The environment step from which on the learning rate is 0 and nothing is learned; nil where it never is.
  var learningEnd: Int? { get }
  /// The probability of a random action, for agents that have one; setting it ends its schedule.
  var epsilon: Double? { get set }

  /// What may cancel a long update.
  var supervision: Supervision { get set }
  /// Whether an update was cancelled and must be done before the next step.
  var isUpdateDue: Bool { get }

  /// The agent for whoever looks at it; nil where there is nothing to see.
  var inspection: (any Inspectable)? { get }

  /// Visits everything that changes.
  ///
  /// - Throws: ``InputError`` when it is restored from an archive that is not of such an agent in such a world.
  mutating func archive(_ archive: inout StateArchive) throws
}

extension Agent {
  /// At once.
  public var learningStart: Int { 0 }
  /// Never.
  public var learningEnd: Int? { nil }
  /// None is ever left over.
  public var isUpdateDue: Bool { false }
  /// The agent itself, where it is ``Inspectable``.
  public var inspection: (any Inspectable)? { self as? any Inspectable }
}

/// The actions an agent can choose among.
public enum ActionKinds: String, Sendable, Hashable {
  /// Numbered actions only.
  case discrete
  /// Vectors of real numbers only.
  case continuous
  /// Either.
  case both

  /// Whether an agent of this kind can act in a space.
  public func accept(_ space: Space) -> Bool {
    switch (self, space) {
    case (.both, _), (.discrete, .discrete), (.continuous, .box): true
    default: false
    }
  }
}
