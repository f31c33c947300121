/// Text in the lines of a terminal: cut between words, never within one.
enum Lines {
  /// As many whole words as there is room for, with dots for the rest.
  static func fitted(_ text: String, columns: Int, isUnicode: Bool) -> String {
    if text.count <= columns { return text }
    let dots = isUnicode ? "…" : "..."
    var shown = ""
    for word in text.split(separator: " ") {
      let longer = shown.isEmpty ? String(word) : "\(shown) \(word)"
      if longer.count + dots.count + 1 > columns { break }
      shown = longer
    }
    // A single word without a gap, such as a long path, is cut all the same.
    return shown.count < columns / 2
      ? String(text.prefix(max(columns - dots.count, 0))) + dots : "\(shown) \(dots)"
  }

  /// The text in as many lines as it takes; a word longer than a line has one to itself.
  static func wrapped(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// The first of some lines, with dots behind the last one where others would follow.
  static func limited(_ lines: [String], to count: Int, columns: Int, isUnicode: Bool) -> [String] {
    guard lines.count > count, count > 0 else { return Array(lines.prefix(max(count, 0))) }
    let rest = lines[(count - 1)...].joined(separator: " ")
    return lines.prefix(count - 1) + [fitted(rest, columns: columns, isUnicode: isUnicode)]
  }
}
