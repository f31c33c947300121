import Persistence

/// Names for run directories that say what is in them.
package enum RunName {
  /// The longest that changes may be in a name.
  private static let longest = 56

  /// `runs/STEM-CHANGES-SEED`, with a number behind it if that is taken.
  ///
  /// - Parameter changes: what sets the run apart, most telling first. Where they do not all fit, or hold what a file name
  ///   cannot, a checksum of all of them follows, so that different runs have different names.
  package static func free(_ stem: String, changes: [String], seed: UInt64) -> String {
    var (kept, length) = ([String](), 0)
    for change in changes where length + change.count < longest {
      kept.append(clean(change))
      length += change.count + 1
    }
    if kept != changes {
      kept.append(String(CRC32.hexadecimal(of: Array(changes.joined(separator: "\n").utf8)).prefix(6)))
    }
    let base = "runs/" + ([clean(stem)] + kept + ["\(seed)"]).joined(separator: "-")
    if !Files.exists(base) { return base }
    return (2...).lazy.map { "\(base)-\($0)" }.first { !Files.exists($0) } ?? base
  }

  /// Letters that need no quotes in a shell.
  private static func clean(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "=.,_+-".contains($0) ? $0 : "-" })
  }
}
