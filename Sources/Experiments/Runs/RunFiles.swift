public import Persistence

/// The directory of a run in the hands of whoever trains it: the lock, the record, the checkpoints and the clocks.
///
/// The same for agents and for fits: what a run leaves behind and how it is taken up again is decided here.
public final class RunFiles {
  /// The run directory.
  public let directory: String
  /// `metrics.jsonl`
  public let metrics: AppendOnlyFile
  /// Whether nothing is saved any more, because the directory has gone.
  public private(set) var isUnsaved = false
  /// Held as long as the run is open, so that no other process trains it.
  private let lock: FileLock
  private var clock = SavingClock()
  private var timing: RunTiming

  /// The directory of a new run.
  ///
  /// - Parameter position: work done already, of a branch.
  /// - Throws: ``InputError`` where there is a run already, ``WorkError`` where another process makes one.
  public init(new directory: String, at position: Int = 0) throws {
    try RunDirectory.check(directory)
    try Files.makeDirectory(directory)
    lock = try Resumption.lock(directory)
    try RunDirectory.check(directory)
    self.directory = directory
    timing = RunTiming(directory, at: position)
    metrics = try AppendOnlyFile("\(directory)/metrics.jsonl", keeping: 0)
  }

  private init(_ directory: String, _ lock: FileLock, at position: Int, metricsBytes: Int) throws {
    (self.directory, self.lock) = (directory, lock)
    timing = RunTiming(directory, at: position)
    metrics = try AppendOnlyFile("\(directory)/metrics.jsonl", keeping: metricsBytes)
    clock.saved(at: position)
  }

  /// The directory of a run that goes on from its newest checkpoint; its record is cut back to that.
  ///
  /// - Parameter restore: puts the checkpoint into a session and says where it stands; nothing is changed when it throws.
  /// - Throws: ``InputError`` when the checkpoint is damaged or of something else, ``WorkError`` when another process
  ///   trains the run.
  public static func resume(
    _ directory: String, _ restore: (Checkpoint, _ path: String) throws -> Int
  ) throws -> (files: RunFiles, checkpoint: Checkpoint) {
    let lock = try Resumption.lock(directory)
    let path = "\(directory)/checkpoint"
    let checkpoint = try Checkpoint(readingFrom: path)
    let position = try restore(checkpoint, path)
    let files = try RunFiles(directory, lock, at: position, metricsBytes: checkpoint.manifest.metricsBytes)
    return (files, checkpoint)
  }

  /// Adds lines to the record.
  public func record(_ bytes: [UInt8]) throws { try metrics.append(bytes) }

  /// Writes the configuration. Last in the making of a run: a directory with a `run.toml` has a checkpoint, so that a run
  /// that was killed before can be started again.
  public func write(configuration text: String) throws { try Files.write(text, to: "\(directory)/run.toml") }

  /// The run goes on: it is not complete any more.
  public func forgetSummary() { Files.remove("\(directory)/summary.json") }

  /// Goes on in memory alone.
  public func stopSaving() { isUnsaved = true }

  /// The position of the newest checkpoint.
  public var savedPosition: Int { clock.savedSteps }

  /// Whether there is something to lose and the last checkpoint is half a minute old.
  func isSavingDue(at position: Int) -> Bool { clock.isDue(at: position) }

  /// Writes a checkpoint in place of the one before.
  ///
  /// - Parameters:
  ///   - name: `checkpoint`, or the name of another one that lies beside it.
  ///   - past: the state of what is kept of the run's past.
  /// - Throws: ``WorkError`` when the directory has gone: made anew it would hold a checkpoint whose record is lost.
  public func save(
    _ session: any Session, _ manifest: Checkpoint.Manifest, as name: String = "checkpoint",
    omittingExperience: Bool = false, past: [UInt8]? = nil
  ) throws {
    if isUnsaved { return }
    guard Files.isDirectory(directory) else {
      throw WorkError("the run directory '\(directory)' is no longer there: nothing more can be saved in it")
    }
    var manifest = manifest
    manifest.metricsBytes = metrics.byteCount
    let start = Clock.wall
    try metrics.synchronize()
    try Checkpoint.write(
      session, manifest, to: "\(directory)/\(name)", omittingExperience: omittingExperience, past: past)
    if name == "checkpoint" { clock.saved(at: session.position, within: Clock.wall - start) }
  }

  /// Adds a line to `timing.jsonl` for what was trained since the last one.
  public func markTime(at position: Int) throws { if !isUnsaved { try timing.mark(at: position) } }

  /// Seconds of all parts of the run, and its rate: units of work a second.
  public var time: (seconds: Double, rate: Double?) { (timing.seconds, timing.rate) }

  /// Writes `summary.json`, which says that the run is complete.
  public func write(summary: JSON) throws {
    if !isUnsaved { try Files.write(summary.text + "\n", to: "\(directory)/summary.json") }
  }
}
