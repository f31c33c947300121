import Display
import Scenes
import Testing

/// Bars in relation to each other.
struct TimelineTests {
  private func timeline(_ bars: [(length: Double, return: Double)]) -> Timeline {
    var timeline = Timeline()
    timeline.bars = bars.enumerated().map {
      Timeline.Bar(episode: $0.offset + 1, length: $0.element.length, return: $0.element.return, isHuman: false)
    }
    return timeline
  }

  /// Short episodes under a long limit are bars, not dots: the longest fills the height, the shortest a fifth.
  @Test func heightsAreRelativeToTheLongestShown() {
    let shown = timeline([(5000, 0), (3, 0), (10, 1), (20, 2)]).shown(3)
    #expect(shown.bars.map { shown.height(of: $0) } == [0.2, 0.5, 1])
    let extent = Extent(pixelWidth: 1280, pixelHeight: 800)
    var model = Screens.full()
    model.timeline = timeline((0..<160).map { (Double(4 + $0 % 20), Double($0 % 3)) })
    guard let measure = try? Fonts().measure(scale: 1) else { return }
    let layout = TabularScreen.layout(model, extent: extent, measure: measure)
    let bars = layout.drawing.marks.compactMap { mark -> Rectangle? in
      if case .rectangle(let place, .ramp) = mark, place.width == 4, place.bottom == 744 { place } else { nil }
    }
    #expect(bars.count == 160 && bars.map(\.height).max() == 40 && bars.map(\.height).min() ?? 0 >= 8)
  }

  @Test func coloursAreRelativeToWhatIsShown() {
    let shown = timeline([(1, -500), (1, 7), (1, 8), (1, 9)]).shown(3)
    #expect(shown.bars.map { shown.depth(of: $0) } == [0, 0.5, 1])
    #expect(timeline([(1, 2), (1, 2)]).shown(9).scale(.day) == "height: length    colour: return, always 2")
    var success = timeline([(1, 0), (1, 0)])
    success.possibleReturns = 0...1
    #expect(success.shown(9).depth(of: success.bars[0]) == 0)
    #expect(success.shown(9).scale(.day) == "height: length    colour: return, 0 pale to 1 deep")
  }

  /// The ramp is turned round by night, and so are its words.
  @Test func wordsFollowTheTheme() throws {
    let low = Theme.night.colour(.ramp(0)).luminance
    #expect(low < Theme.night.colour(.ramp(1)).luminance && Theme.night.rampWords == ("dark", "bright"))
    #expect(Theme.day.colour(.ramp(0)).luminance > Theme.day.colour(.ramp(1)).luminance)
    var model = Screens.full()
    model.theme = .night
    let layout = TabularScreen.layout(
      model, extent: Extent(pixelWidth: 1280, pixelHeight: 800), measure: try Fonts().measure(scale: 1))
    let isSaid = layout.drawing.marks.contains {
      if case .text(let text) = $0 {
        text.text == "height: length    colour: return, 0 dark to 1 bright"
      } else {
        false
      }
    }
    #expect(isSaid)
  }
}
