import Persistence

/// Settings as people type them.
enum Assignments {
  /// `key=value` of `--set`, each key once.
  static func read(_ texts: [String]) throws(InputError) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    for text in texts {
      let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, !sides[0].isEmpty else {
        throw InputError("--set takes key=value, such as --set learningRate=0.001, not '\(text)'")
      }
      if let first = pairs.first(where: { $0.key == sides[0] }) {
        throw InputError("--set gives '\(sides[0])' twice, as '\(first.value)' and '\(sides[1])'; give it once")
      }
      pairs.append((sides[0], sides[1]))
    }
    return pairs
  }
}
