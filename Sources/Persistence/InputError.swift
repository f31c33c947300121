/// Something a person gave cannot be used: one sentence that names it and says what would be valid.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// An error of one sentence that names the value and says what would be valid.
  public init(_ sentence: String) { description = sentence }

  /// `unknown environment 'FrozenLke-v1'; did you mean 'FrozenLake-v1'? (list: tarn environments)`
  public static func unknown(
    _ kind: String, _ name: String, of owner: String? = nil, among candidates: [String], list command: String
  ) -> InputError {
    let place = owner.map { " of \($0)" } ?? ""
    let hint = closest(to: name, among: candidates).map { "; did you mean '\($0)'?" } ?? ";"
    let choices =
      candidates.isEmpty
      ? " there are none"
      : candidates.count <= 6 && hint == ";" ? " it can be \(candidates.joined(separator: ", "))" : ""
    let ending = hint == ";" && choices.isEmpty ? "" : hint
    return InputError("unknown \(kind) '\(name)'\(place)\(ending)\(choices) (list: \(command))")
  }

  /// The candidate nearest in spelling, if any is near enough to be meant.
  public static func closest(to name: String, among candidates: [String]) -> String? {
    let wanted = name.lowercased()
    let ranked = candidates.map { (distance: distance(wanted, $0.lowercased()), name: $0) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    if best.distance <= max(2, best.name.count / 3) { return best.name }
    // A part of a name, such as 'Taxi' or 'Breakout-v1'.
    guard wanted.count >= 3 else { return nil }
    return candidates.filter { $0.lowercased().contains(wanted) }.min { $0.count < $1.count }
  }

  /// Levenshtein's edit distance.
  static func distance(_ first: String, _ second: String) -> Int {
    let target = Array(second)
    var previous = Array(0...target.count)
    for (row, character) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in target.enumerated() {
        let substitution = previous[column] + (character == other ? 0 : 1)
        current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[target.count]
  }
}

/// Work that was asked for rightly has failed or cannot go on: a full disk, a run that another process trains, a budget
/// that is used up. One sentence that says what happened and what to do next.
///
/// Commands end with status 1 for it, and with 64 for an ``InputError``.
public struct WorkError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// An error of one sentence that says what happened and what to do next.
  public init(_ sentence: String) { description = sentence }
}
