public import Persistence

/// Directories that hold runs: what is in one, and whether a new one may go there.
public enum RunDirectory {
  /// What a directory holds.
  public enum Kind: Sendable, Hashable {
    /// An agent's run, as `tarn train` makes it.
    case training
    /// A network's, as `tarn fit` makes it.
    case fit
  }

  /// nil for a directory without a `run.toml` that says.
  public static func kind(of path: String) -> Kind? {
    let file = "\(path)/run.toml"
    guard Files.exists(file), let bytes = try? Files.read(file),
      let document = try? ConfigurationFile(String(decoding: bytes, as: UTF8.self), path: file)
    else { return nil }
    if document.keys.contains("agent") { return .training }
    return document.keys.contains("data") ? .fit : nil
  }

  /// Checks that a new run may go into `path`, and touches nothing.
  ///
  /// What a run leaves behind that was killed before it was complete enough to go on does not stand in the way.
  ///
  /// - Throws: ``InputError`` where there is a run already, or what is there is somebody else's.
  public static func check(_ path: String) throws(InputError) {
    guard path.contains(where: { !$0.isWhitespace }) else {
      throw InputError("--out takes the name of a directory to make, such as runs/first, not '\(path)'")
    }
    switch kind(of: path) {
    case .training: throw occupied(path, "tarn train --resume \(path)")
    case .fit: throw occupied(path, "tarn fit --resume \(path)")
    case nil: break
    }
    if Files.exists("\(path)/run.toml") { throw occupied(path, nil) }
    if Files.exists(path), !Files.isDirectory(path) {
      throw InputError("--out cannot be '\(path)': a file of that name is in the way; name a new directory")
    }
    if let foreign = Files.list(path).first(where: { !isOwn($0) }) {
      throw InputError(
        "--out cannot be '\(path)': it holds '\(foreign)' and no run; name a new directory or an empty one")
    }
  }

  private static func occupied(_ path: String, _ command: String?) -> InputError {
    InputError(
      "'\(path)' already holds a run; name another directory with --out"
        + (command.map { ", or continue the run with: \($0)" } ?? ""))
  }

  /// Whether a run writes a file of this name before its `run.toml`.
  private static func isOwn(_ name: String) -> Bool {
    ["lock", "inputs", "metrics.jsonl", "moves.jsonl", "readings.jsonl", "past", "checkpoint"].contains(name)
      || name.contains(".partial-")
      || name.hasPrefix("events.out.tfevents.") || name.hasSuffix(".lock") || name.hasPrefix(".")
  }
}
