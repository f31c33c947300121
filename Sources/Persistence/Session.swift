/// Work that goes on step by step, and can be put away and taken up again: an agent that learns in a world, a network that
/// learns from data.
///
/// A value: a copy is a bookmark. Everything its future depends on is inside, so that the same session advanced by the same
/// work always ends the same, whether it was saved on the way or not.
///
/// Laws (checked by the tests for agents and for fits): `advance(by: a)` and then `advance(by: b)` end where
/// `advance(by: a + b)` ends; what is encoded, restored into a fresh session and advanced ends in the same bytes.
public protocol Session: Sendable {
  /// Work done so far, in the session's own unit: environment steps, batches of examples.
  var position: Int { get }

  /// Whether there is nothing left to do, whatever was asked for: training that has stopped early.
  var isFinished: Bool { get }

  /// Why it cannot go on; nil while it can.
  var failure: (any Error)? { get }

  /// Goes on by at most `work`; by less where something has to be recorded first.
  ///
  /// - Returns: the work done.
  mutating func advance(by work: Int) -> Int

  /// What may cancel long work.
  var supervision: Supervision { get set }
  /// Whether an update was cancelled and has to be finished before the next step.
  var isUpdateDue: Bool { get }
  /// Finishes it, uncancelled.
  mutating func finishUpdate()

  /// Visits everything its future depends on.
  ///
  /// - Throws: an error that says what does not fit, when it is restored from an archive of something else.
  mutating func archive(_ archive: inout StateArchive) throws
}

extension Session {
  /// The session as JSON, its tensors and blocks moved into `archive`.
  public func encode(into archive: TensorArchive) throws -> [UInt8] {
    var saved = StateArchive(omittingExperience: archive.omitsExperience)
    var copy = self
    try copy.archive(&saved)
    archive.tensors = saved.tensors
    archive.blocks = saved.blocks
    return Array(try JSONText.encode(saved.values).utf8)
  }

  /// Replaces everything by a saved session of the same kind, made for the same configuration.
  ///
  /// - Throws: an error that says what does not fit; the session is then as it was.
  public mutating func restore(from json: [UInt8], _ archive: TensorArchive) throws {
    let values = try JSONText.decode([String: String].self, from: String(decoding: json, as: UTF8.self), name: "state")
    var saved = StateArchive(
      values: values, tensors: archive.tensors, blocks: archive.blocks, omittingExperience: archive.omitsExperience)
    var copy = self
    try copy.archive(&saved)
    self = copy
  }
}

extension Session {
  public var isFinished: Bool { false }
  public var failure: (any Error)? { nil }
  public var isUpdateDue: Bool { false }
  public mutating func finishUpdate() {}
}
