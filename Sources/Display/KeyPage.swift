internal import Scenes

/// The `?` page: the keys that act on this screen, in groups.
struct KeyPage<Measure: TextMeasure> {
  let extent: Extent
  let groups: [KeyGroup]
  let measure: Measure

  private static var columnWidth: Double { 496 }
  private static var heading: Double { 42 }
  private static var gap: Double { 20 }

  func add(to layout: inout Layout) {
    let page = Rectangle((extent.width - 1088) / 2, 48 + extent.spareHeight / 2, 1088, 664)
    layout.targets = [Layout.Target(place: Rectangle(0, 0, extent.width, extent.height), action: .key("escape"))]
    // What lies beneath is covered, not mixed with the page's text.
    layout.drawing.marks = layout.drawing.marks.filter { mark in
      guard case .text = mark else { return true }
      return false
    }
    layout.add(.rectangle(Rectangle(0, 0, extent.width, extent.height), .role(.ground, alpha: 0.9)))
    layout.add(.rectangle(page, .role(.ground)))
    layout.add(.outline(page, width: 2, .role(.ink)))
    layout.text("Keys", page.x + 32, page.y + 44, size: 24, face: .bold)
    layout.text(
      "? or esc closes", page.right - 32, page.y + 44, size: 16, alignment: .right, paint: .role(.secondary))
    let columns = columns
    // Rows close up where a column would cross the frame.
    let room = page.height - 86 - 24
    let tallest = columns.map { height($0, pitch: 34) }.max() ?? 0
    let rows = columns.map { $0.reduce(0) { $0 + $1.keys.count } }.max() ?? 0
    let pitch = max(24, 34 - max(0, tallest - room) / Double(max(rows, 1)))
    for (column, half) in columns.enumerated() {
      let x = page.x + 32 + Double(column) * 528
      var y = page.y + 86
      for group in half {
        layout.text(group.title, x, y, size: 18, face: .bold)
        layout.add(.hairline(Point(x, y + 12), Point(x + Self.columnWidth, y + 12), .role(.rule)))
        y += Self.heading
        for hint in group.keys {
          layout.text(hint.key, x, y, size: 18, face: .mono)
          layout.text(fitted(hint.word, keyWidth), x + keyWidth, y, size: 18)
          y += pitch
        }
        y += Self.gap
      }
    }
  }

  /// Where the words begin: behind the widest key.
  private var keyWidth: Double {
    let widest = groups.flatMap(\.keys).map { measure.width(of: $0.key, size: 18, face: .mono) }.max() ?? 0
    return max(128, widest + 24)
  }

  /// The first words of a text that stay within the column.
  private func fitted(_ text: String, _ start: Double) -> String {
    var words = text.split(separator: " ")
    while words.count > 1,
      measure.width(of: words.joined(separator: " "), size: 18, face: .regular) > Self.columnWidth - start
    {
      words.removeLast()
    }
    return words.joined(separator: " ")
  }

  private func height(_ groups: [KeyGroup], pitch: Double) -> Double {
    groups.reduce(0) { $0 + Self.heading + Double($1.keys.count) * pitch + Self.gap }
  }

  /// The groups in order, cut where the two columns come out most alike.
  private var columns: [[KeyGroup]] {
    let cuts = (0...groups.count).map { ([KeyGroup](groups.prefix($0)), [KeyGroup](groups.dropFirst($0))) }
    let best = cuts.min {
      max(height($0.0, pitch: 34), height($0.1, pitch: 34)) < max(height($1.0, pitch: 34), height($1.1, pitch: 34))
    }
    return best.map { [$0.0, $0.1] } ?? []
  }
}
