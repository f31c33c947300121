public import Persistence

/// Whether a run can go on where it stopped.
public enum Resumption {
  /// The file in a run directory that whoever trains the run holds.
  static func lockPath(of directory: String) -> String { "\(directory)/lock" }

  /// The process that trains the run in a directory now; nil when nobody does, 0 where its id is not known.
  public static func trainer(of directory: String) -> Int? { FileLock.holder(of: lockPath(of: directory)) }

  /// Keeps everybody else from training the run in a directory until what is returned is let go.
  ///
  /// - Throws: ``WorkError`` naming the process that trains it.
  public static func lock(_ directory: String) throws -> FileLock {
    try FileLock(lockPath(of: directory)) { isTrained(directory, by: $0) }
  }

  private static func isTrained(_ directory: String, by holder: String) -> String {
    "'\(directory)' is being trained by \(holder); wait until it has ended, or stop it, and continue the run then"
  }

  /// Looks whether the run in a directory can be continued, before anything is made for it.
  ///
  /// A run goes on with the version that began it: another one may compute other numbers, and the same bytes could not be
  /// promised.
  ///
  /// - Parameters:
  ///   - configuration: with the budget it is to have.
  ///   - isExtended: whether that budget was asked for just now; it must then leave something to do.
  /// - Throws: ``InputError`` when the run has no checkpoint or is of another version, ``WorkError`` when another process
  ///   trains it or has trained it so far already.
  public static func check(_ directory: String, _ configuration: RunConfiguration, isExtended: Bool = false) throws {
    guard configuration.version == Version.current else {
      throw InputError(
        "'\(directory)' was trained by Tarn \(configuration.version) and this is Tarn \(Version.current): a run goes on "
          + "with its own version only; train anew with: tarn train --config \(directory)/run.toml")
    }
    if let holder = trainer(of: directory) { throw WorkError(isTrained(directory, by: FileLock.words(holder))) }
    let path = "\(directory)/checkpoint"
    guard Files.exists("\(path)/manifest.json") else {
      throw InputError(
        "'\(directory)' cannot go on: '\(path)' has no manifest.json, so there is no complete checkpoint; "
          + "train anew with: tarn train --config \(directory)/run.toml")
    }
    guard isExtended else { return }
    let manifest = try Checkpoint.Manifest(readingFrom: path)
    switch configuration.budget {
    case .steps(let count) where count <= manifest.steps:
      throw WorkError(
        "'\(directory)' is at step \(manifest.steps) already: --steps takes the steps of the whole run, above that, "
          + "not \(count)")
    case .episodes(let count) where count <= manifest.episodes ?? 0:
      throw WorkError(
        "'\(directory)' has finished \(manifest.episodes ?? 0) episodes already: --episodes takes the episodes of the "
          + "whole run, above that, not \(count)")
    default: return
    }
  }
}

/// Runs of networks go on elsewhere only with a word about it: their last bits are those of one kind of processor.
extension Resumption {
  /// Whether a processor is the one a run was trained with last.
  public static func isSame(_ processor: String, as record: String) -> Bool {
    let last = record.split(separator: ";").last ?? ""
    return last == processor || last.hasSuffix(" \(processor)") && record.contains(";")
  }

  /// A sentence for a run that goes on with another.
  public static func note(on directory: String, trainedWith before: String, now: String) -> String {
    "note: '\(directory)' was trained with \(before) and goes on with \(now): its bytes may differ from those of a run on "
      + "one kind of processor"
  }
}

extension RunConfiguration {
  /// Puts down on what processor a run of networks goes on, and says so where that is another kind than so far.
  public mutating func goOn(with current: String, in directory: String) throws(InputError) -> String? {
    guard let before = processor, !Resumption.isSame(current, as: before) else { return nil }
    let step = try Checkpoint.Manifest(readingFrom: "\(directory)/checkpoint").steps
    processor = "\(before); from step \(step) \(current)"
    return Resumption.note(on: directory, trainedWith: before, now: current)
  }
}
