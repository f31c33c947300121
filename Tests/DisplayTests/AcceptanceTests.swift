import Display
import Scenes
import Testing

/// What every screen must keep to at every size: nothing overlaps, leaves the window or is too faint to read.
struct AcceptanceTests {
  static let sizes = [(1280, 800), (1366, 768), (1920, 1080), (2560, 1440), (3840, 2160), (1024, 768), (960, 600)]

  private struct Placed {
    var mark: TextMark
    var box: Rectangle
  }

  private func texts(_ layout: Layout, _ measure: Fonts.Measure) -> [Placed] {
    layout.drawing.marks.compactMap { mark in
      guard case .text(let text) = mark else { return nil }
      let width = measure.width(of: text.text, size: text.size, face: text.face)
      let left =
        switch text.alignment {
        case .left: text.anchor.x
        case .centre: text.anchor.x - width / 2
        case .right: text.anchor.x - width
        }
      // Figures and capitals reach 0.73 of the size above the baseline; what hangs below does not collide.
      return Placed(mark: text, box: Rectangle(left, text.anchor.y - 0.73 * text.size, width, 0.75 * text.size))
    }
  }

  /// 2. No two texts overlap and none leaves the window.
  @Test(arguments: sizes)
  func textsKeepApart(width: Int, height: Int) throws {
    let extent = Extent(pixelWidth: width, pixelHeight: height)
    let fonts = try Fonts()
    let measure = fonts.measure(scale: extent.scale)
    for (name, model) in Screens.all {
      let layout = TabularScreen.layout(model, extent: extent, measure: measure)
      let placed = texts(layout, measure).filter { !$0.mark.text.isEmpty }
      #expect(placed.count > 20, "\(name)")
      for text in placed {
        let isInside =
          text.box.x >= 0 && text.box.y >= 0 && text.box.right <= extent.width + 0.5
          && text.box.bottom <= extent.height
        #expect(isInside, "\(name) \(width)x\(height): '\(text.mark.text)' leaves the window")
      }
      for (index, first) in placed.enumerated() {
        for second in placed[(index + 1)...] {
          let overlap = min(first.box.right, second.box.right) - max(first.box.x, second.box.x)
          let rows = min(first.box.bottom, second.box.bottom) - max(first.box.y, second.box.y)
          #expect(
            overlap <= 0.5 || rows <= 0.5,
            "\(name) \(width)x\(height): '\(first.mark.text)' and '\(second.mark.text)' overlap")
        }
      }
    }
  }

  /// 3. No text below 16 units, and every pair of text and ground has a contrast of at least 4.5.
  @Test func textsAreReadable() throws {
    let extent = Extent(pixelWidth: 1280, pixelHeight: 800)
    let fonts = try Fonts()
    for (name, model) in Screens.all {
      let layout = TabularScreen.layout(
        model, extent: extent, measure: fonts.measure(scale: 1))
      for case .text(let text) in layout.drawing.marks {
        #expect(text.size >= 16, "\(name): '\(text.text)'")
        for theme in Theme.allCases {
          let contrast = theme.colour(text.paint).contrast(with: theme.colour(text.ground))
          #expect(contrast >= 4.5, "\(name) \(theme): '\(text.text)' has \(contrast)")
        }
      }
    }
  }

  /// 4. In grey scale the agent, the goal, holes and the best action still stand out.
  @Test func shapesSurviveGreyScale() throws {
    for theme in Theme.allCases {
      func contrast(_ first: Paint, _ second: Paint) -> Double {
        theme.colour(first).contrast(with: theme.colour(second))
      }
      #expect(contrast(.role(.agent), .role(.chip)) > 2)
      #expect(contrast(.role(.white), .role(.boot)) > 10)  // the agent's halo and boots, on any water
      #expect(contrast(.role(.hazard), .role(.hazardRim)) > 4)
      #expect(contrast(.role(.goal), .role(.goalOutline)) > 3)
      #expect(contrast(.role(.human), .role(.onHuman)) > 4.5)
      for step in 0...20 { #expect(contrast(.onRamp(Double(step) / 20), .ramp(Double(step) / 20)) >= 4.5) }
    }
  }

  @Test func theRampIsMonotonic() {
    for theme in Theme.allCases {
      let values = (0...64).map { theme.colour(.ramp(Double($0) / 64)).luminance }
      for (low, high) in zip(values, values.dropFirst()) { #expect(theme == .day ? high < low : high > low) }
    }
  }

  /// Every chip, button and bar answers to the mouse; nothing is pressed through the key page.
  @Test func placesAnswerToTheMouse() throws {
    let extent = Extent(pixelWidth: 1280, pixelHeight: 800)
    let measure = try Fonts().measure(scale: 1)
    let layout = TabularScreen.layout(Screens.full(), extent: extent, measure: measure)
    #expect(layout.action(at: Point(40, 660)) == .key("v"))
    #expect(layout.action(at: Point(48, 714)) == .key("space"))
    #expect(layout.action(at: Point(104, 714)) == .key("."))
    #expect(layout.action(at: Point(150, 714)) == .key("-"))
    #expect(layout.action(at: Point(235, 714)) == .key("+"))
    if case .strip(let share) = layout.action(at: Point(768, 693)) {
      #expect(abs(share - 0.5) < 0.01)
    } else {
      Issue.record("no strip")
    }
    if case .episode = layout.action(at: Point(1200, 740)) {} else { Issue.record("no bar") }
    let human = TabularScreen.layout(Screens.full(.human), extent: extent, measure: measure)
    #expect(human.action(at: Point(1200, 28)) == .key("h"))
    var keys = Screens.full()
    keys.showsKeyPage = true
    let page = TabularScreen.layout(keys, extent: extent, measure: measure)
    #expect(page.action(at: Point(48, 714)) == .key("escape"))
  }
}
