/// Numbers and truth values as people write them.
public enum WrittenValue {
  /// `1000`, `1_000_000`, `1e6`, `2.5e5`: a whole number; nil for anything else.
  public static func whole(_ text: String) -> Int? {
    let digits = withoutSeparators(text)
    if let number = Int(digits) { return number }
    // Beyond 2^53 a real number no longer says which whole one is meant.
    guard let number = Double(digits), abs(number) <= 9_007_199_254_740_992 else { return nil }
    return Int(exactly: number)
  }

  /// `0.5`, `1e-4`, `1_000`: a number; nil for anything else.
  public static func real(_ text: String) -> Double? { Double(withoutSeparators(text)) }

  /// `true`, `False`, `1`, `0`, `yes`, `no`, `on`, `off`; nil for anything else.
  public static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "1", "yes", "on": true
    case "false", "0", "no", "off": false
    default: nil
    }
  }

  /// Underscores between digits only separate them.
  private static func withoutSeparators(_ text: String) -> String {
    let characters = Array(text)
    guard characters.contains("_") else { return text }
    let isSeparated = characters.indices.allSatisfy { index in
      characters[index] != "_"
        || index > 0 && index + 1 < characters.count && characters[index - 1].isNumber
          && characters[index + 1].isNumber
    }
    return isSeparated ? text.filter { $0 != "_" } : text
  }
}
