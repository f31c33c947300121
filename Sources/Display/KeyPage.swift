public import Scenes

/// The `?` page: the keys that act on this screen, in groups.
struct KeyPage {
  let extent: Extent
  let groups: [KeyGroup]

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
    for (column, half) in [groups.prefix(2), groups.dropFirst(2)].enumerated() {
      let x = page.x + 32 + Double(column) * 528
      var y = page.y + 86
      for group in half {
        layout.text(group.title, x, y, size: 18, face: .bold)
        layout.add(.hairline(Point(x, y + 12), Point(x + 496, y + 12), .role(.rule)))
        y += 42
        for hint in group.keys {
          layout.text(hint.key, x, y, size: 18, face: .mono)
          layout.text(hint.word, x + 128, y, size: 18)
          y += 34
        }
        y += 20
      }
    }
  }
}

/// Keys under a heading.
public struct KeyGroup: Sendable, Hashable {
  public var title: String
  public var keys: [KeyHint]

  public init(_ title: String, _ keys: [KeyHint]) {
    self.title = title
    self.keys = keys
  }
}
