import Display
import Scenes
import Testing

/// Boards of other worlds than the lake: what is drawn keeps its place.
struct BoardTests {
  private let extent = Extent(pixelWidth: 1280, pixelHeight: 800)
  private static let stage = Rectangle(24, 64, 576, 576)

  private func layout(_ model: ScreenModel) throws -> Layout {
    TabularScreen.layout(model, extent: extent, measure: try Fonts().measure(scale: 1))
  }

  private func screen(_ name: String) throws -> ScreenModel {
    try #require(Screens.all.first { $0.0 == name }).1
  }

  private func points(_ mark: Mark) -> [Point] {
    switch mark {
    case .polygon(let points, _), .polyline(let points, _, _): points
    case .circle(let centre, let radius, _), .ring(let centre, let radius, _, _):
      [Point(centre.x - radius, centre.y - radius), Point(centre.x + radius, centre.y + radius)]
    default: []
    }
  }

  /// Nothing drawn of a world leaves the stage for the header, the overlays or the panels.
  @Test func worldsKeepToTheirStage() throws {
    for (name, model) in Screens.worlds where model.deep == nil {
      for mark in try layout(model).drawing.marks {
        for point in points(mark) where point.x < 612 && point.y < 650 && point.y > 20 && point.x > 24 {
          #expect(point.y > 58 && point.x < 610, "\(name): \(mark)")
        }
      }
    }
  }

  /// A figure is never larger than 96 units.
  @Test(arguments: ["arms", "few arms", "taxi", "chain", "cliff"])
  func figuresStaySmall(name: String) throws {
    for case .polygon(let points, .role(let role, _)) in try layout(screen(name)).drawing.marks
    where (role == .agent || role == .human) && points.allSatisfy({ Self.stage.contains($0) }) {
      let (low, high) = (points.map(\.y).min() ?? 0, points.map(\.y).max() ?? 0)
      #expect(high - low <= 96, "\(name): \(high - low)")
    }
  }

  /// With numbers on, what points the way leaves the middle of its cell to them.
  @Test(arguments: ["numbers", "cliff with numbers", "windy", "taxi with numbers"])
  func numbersStandClearOfArrows(name: String) throws {
    let marks = try layout(screen(name)).drawing.marks
    let measure = try Fonts().measure(scale: 1)
    let numbers = marks.compactMap { mark -> Rectangle? in
      guard case .text(let text) = mark, text.face == .bold, text.alignment == .centre,
        Self.stage.contains(text.anchor), Double(text.text.replacing("−", with: "-")) != nil
      else { return nil }
      let width = measure.width(of: text.text, size: text.size, face: text.face)
      return Rectangle(text.anchor.x - width / 2, text.anchor.y - 0.73 * text.size, width, 0.73 * text.size)
    }
    #expect(numbers.count > 10, "\(name)")
    let arrows = marks.compactMap { mark -> [Point]? in
      if case .polygon(let points, .onRamp) = mark { points } else { nil }
    }
    #expect(arrows.count > 10, "\(name)")
    for number in numbers {
      for arrow in arrows {
        let (left, right) = (arrow.map(\.x).min() ?? 0, arrow.map(\.x).max() ?? 0)
        let (top, bottom) = (arrow.map(\.y).min() ?? 0, arrow.map(\.y).max() ?? 0)
        let across = min(number.right, right) - max(number.x, left)
        let down = min(number.bottom, bottom) - max(number.y, top)
        #expect(across <= 0.5 || down <= 0.5, "\(name): \(number) and \(arrow)")
      }
    }
  }

  /// Three digits and a sign have room in the cells of the cliff, however many arrows stand there.
  @Test func everyCellHasItsNumber() throws {
    let model = try screen("cliff with numbers")
    let numbers = try layout(model).drawing.marks.filter { mark in
      guard case .text(let text) = mark else { return false }
      return text.face == .bold && text.alignment == .centre && Self.stage.contains(text.anchor)
        && text.text.hasPrefix("−")
    }
    // All but the one in which the agent stands.
    #expect(numbers.count == model.scene.cells.count { $0.observation != nil } - 1)
  }

  /// No line of a chain's curve runs through the names of the two, or through the numbers of the axis.
  @Test(arguments: ["two states", "chain", "long chain"])
  func namesOfLinesStandClearOfThem(name: String) throws {
    let marks = try layout(screen(name)).drawing.marks
    let measure = try Fonts().measure(scale: 1)
    let lines = marks.compactMap { mark -> [Point]? in
      guard case .polyline(let points, let width, .role(let role, _)) = mark,
        role == .ink && width == 2 || role == .agent && width == 2.5, let first = points.first,
        let last = points.last, first.x > Self.stage.x, last.x < Self.stage.right
      else { return nil }
      // The curves are the longest lines there are, or lie below the board; brackets and arrows are short.
      guard last.x - first.x > 150 || points.allSatisfy({ Self.stage.contains($0) && $0.y > 290 }) else { return nil }
      return points
    }
    let names = marks.compactMap { mark -> TextMark? in
      if case .text(let text) = mark, ["exact", "learned"].contains(text.text) { text } else { nil }
    }
    #expect(lines.count == 2 && names.count == 2, "\(name): \(lines.count) \(names.map(\.text))")
    for text in names {
      let half = measure.width(of: text.text, size: 16, face: text.face) / 2
      for line in lines {
        for (from, to) in zip(line, line.dropFirst()) {
          for step in 0...200 {
            let x = from.x + (to.x - from.x) * Double(step) / 200
            let y = from.y + (to.y - from.y) * Double(step) / 200
            let isInside = abs(x - text.anchor.x) <= half && y >= text.anchor.y - 11 && y <= text.anchor.y
            #expect(!isInside, "\(name): \(text.text) at \(text.anchor)")
          }
        }
      }
    }
  }

  /// Outlined arrows overlap neither the agent's own arrow in their cell nor anything of a neighbour.
  @Test(arguments: ["cliff", "windy", "learning", "cliff with numbers"])
  func hollowArrowsStayApart(name: String) throws {
    var model = try screen(name)
    model.overlays[0].showsNumbers = name.contains("numbers")
    let marks = try layout(model).drawing.marks
    let hollow = marks.compactMap { mark -> Rectangle? in
      guard case .polyline(let points, _, .onRamp) = mark, points.count > 4 else { return nil }
      return box(points)
    }
    let solid = marks.compactMap { mark -> Rectangle? in
      if case .polygon(let points, .onRamp) = mark { box(points) } else { nil }
    }
    #expect(hollow.count > 5 && solid.count > 5, "\(name)")
    for (index, first) in hollow.enumerated() {
      for second in hollow[(index + 1)...] + solid[...] where Self.overlap(first, second) > 1 {
        // Arrows across one another may share a corner of their boxes, not of their outlines.
        let isAcross = (first.width > first.height) != (second.width > second.height)
        #expect(isAcross, "\(name): \(first) and \(second)")
      }
    }
  }

  private func box(_ points: [Point]) -> Rectangle {
    let (left, right) = (points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 0)
    let (top, bottom) = (points.map(\.y).min() ?? 0, points.map(\.y).max() ?? 0)
    return Rectangle(left, top, right - left, bottom - top)
  }

  private static func overlap(_ first: Rectangle, _ second: Rectangle) -> Double {
    min(
      min(first.right, second.right) - max(first.x, second.x), min(first.bottom, second.bottom) - max(first.y, second.y)
    )
  }

  /// The longest bar is the best action's, also where all values are losses.
  @Test(arguments: ["losses", "compass of losses", "bars"])
  func theBestActionHasTheLongestBar(name: String) throws {
    var model = try screen(name)
    let best = try #require(
      model.actions.indices.max { (model.actions[$0].value ?? 0) < (model.actions[$1].value ?? 0) })
    for index in model.actions.indices { model.actions[index].isBest = index == best }
    if model.deep != nil {
      for index in model.actions.indices { model.actions[index].value = -38 + Double(index) }
    }
    let marks = try layout(model).drawing.marks
    let left = 690.0
    func lengths(_ role: ColourRole) -> [Double] {
      marks.compactMap { mark in
        guard case .rectangle(let place, .role(role, _)) = mark, place.x > left, place.right < 1240, place.y > 90,
          place.bottom < 670, min(place.width, place.height) >= 14
        else { return nil }
        return max(place.width, place.height)
      }
    }
    let (mine, others) = (lengths(.agent), lengths(.rule))
    #expect(mine.count == 1 && !others.isEmpty, "\(name): \(mine) \(others)")
    #expect(mine.max() ?? 0 > others.max() ?? 0, "\(name): \(mine) \(others)")
  }

  /// On a map of values the state is a ring with a short trail; nothing filled hides what it stands on.
  @Test func theStateOnAMapHidesNothing() throws {
    var model = try screen("value map")
    model.deep?.map?.path = (0..<80).map { Point(Double($0 % 2) / 50, Double($0 % 3) / 10) }
    let marks = try layout(model).drawing.marks
    let filled = marks.contains { mark in
      if case .circle(let centre, _, _) = mark { Self.stage.contains(centre) } else { false }
    }
    #expect(!filled)
    let trail = marks.filter { mark in
      if case .polyline(let points, _, .role(.boot, _)) = mark {
        points.allSatisfy { Self.stage.contains($0) }
      } else {
        false
      }
    }
    #expect(trail.count == ValueMapPanel.trailLength)
    // The ramp with its numbers stands to the right.
    let ramp = marks.filter { mark in
      if case .rectangle(let place, .ramp) = mark { place.width == 14 && place.x > 520 } else { false }
    }
    #expect(ramp.count == 96)
  }

  /// Names at the right end of curves keep inside the window's margin.
  @Test func namesKeepTheMargin() throws {
    let measure = try Fonts().measure(scale: 1)
    for name in ["negative returns", "losses", "value map"] {
      for case .text(let text) in try layout(screen(name)).drawing.marks where text.alignment == .left {
        let right = text.anchor.x + measure.width(of: text.text, size: text.size, face: text.face)
        #expect(right <= 1256.5 || text.anchor.y > 760, "\(name): '\(text.text)' ends at \(right)")
      }
    }
  }

  /// The terminal shows the same worlds.
  @Test func theTerminalShowsThemToo() throws {
    func text(_ name: String) throws -> String { TerminalScreen.screen(try screen(name)).text }
    let arms = try text("arms")
    #expect(arms.contains("believed | true") && arms.contains("━") && arms.contains("@"))
    let cards = try text("blackjack")
    #expect(cards.contains("the dealer shows 10: 10 ?") && cards.contains("no usable ace") && cards.contains("SSS"))
    #expect(cards.contains(" S stick, H hit ") && cards.contains(" down your sum, across dealer shows"), "\(cards)")
    #expect(try text("windy").contains("wind"))
    #expect(try text("cliff").contains("safe 17, short 13 steps"))
    #expect(try text("chain").contains("V from -1.0 to 1.0"))
    #expect(try text("keys and doors").contains("-oa"))
  }
}
