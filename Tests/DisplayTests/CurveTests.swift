import Display
import Scenes
import Testing

/// What lines of a curve show, and where their names stand.
struct CurveTests {
  /// A jump is where it was measured: nothing lags.
  @Test func measuredLinesDoNotLag() {
    let steps = (1...100).map { Point(Double($0 * 100), $0 < 50 ? -80 : 8) }
    let line = CurveSmoothing.measured(steps)
    #expect(line.map(\.x) == steps.map(\.x))
    for (index, point) in line.enumerated() where abs(index - 49) > 2 { #expect(point.y == steps[index].y) }
    // The mean of the two sides where they meet.
    #expect(line[48].y < line[49].y && line[46].y == -80 && line[51].y == 8)
    // Few points far apart stay what they are: twice as far on is more than a fifth of a decade.
    let sparse = (0..<10).map { Point(Double(1 << $0), $0 % 2 == 0 ? 1 : -1) }
    #expect(CurveSmoothing.measured(sparse) == sparse)
    #expect(CurveSmoothing.measured([]) == [] && line.first == steps.first && line.last == steps.last)
  }

  /// Noise becomes a mean within a band.
  @Test func playedReturnsAreAMeanAndABand() {
    let noise = (1...4000).map { Point(Double($0), Double($0 * 7919 % 101) / 100) }
    let band = CurveSmoothing.band(noise)
    #expect(band.count == 121)
    for place in band {
      #expect(abs(place.mean - 0.5) < 0.05 && abs(place.low - 0.1) < 0.05 && abs(place.high - 0.9) < 0.05)
    }
    let single = CurveSmoothing.band([Point(3, 7)])
    #expect(single.map(\.x) == [3] && single.map(\.low) == [7] && single.map(\.high) == [7])
    let rising = (0...400).map { Point(Double($0), Double($0)) }
    for place in CurveSmoothing.band(rising).dropFirst(4).dropLast(4) { #expect(abs(place.mean - place.x) < 1.01) }
  }

  /// No two ticks of an axis read the same, whatever the range.
  @Test func ticksAreDistinct() {
    for range in [0...1e-10, 0...1e-7, -3...3.0001, 0...12_500, 0...47_000, 2_400_000...2_460_000, -1e9...1e9] {
      for isShort in [false, true] {
        let texts = Ticks.within(range, most: 5, short: isShort).map(\.text)
        #expect(Set(texts).count == texts.count && !texts.isEmpty, "\(range): \(texts)")
      }
    }
    #expect(Ticks.within(0...10_000, most: 5, short: true).map(\.text) == ["0", "2.5k", "5k", "7.5k", "10k"])
    #expect(CurveSmoothing.readable(0...1e-10) == -1...1 && CurveSmoothing.readable(4...4) == 3...5)
    #expect(CurveSmoothing.readable(0...0.5) == 0...0.5)
  }

  /// Of episodes and steps there are no halves.
  @Test func countsHaveWholeTicks() {
    for last in [1.0, 2, 3, 4, 5, 7, 12, 13, 26, 99, 2_400] {
      let ticks = Ticks.within(0...last, most: 6, short: true, whole: true)
      #expect(ticks.count > 1 && ticks.count <= 6, "\(last): \(ticks.map(\.text))")
      #expect(ticks.allSatisfy { $0.value == $0.value.rounded() }, "\(last): \(ticks.map(\.text))")
    }
    #expect(Ticks.within(0...12, most: 6, whole: true).map(\.text) == ["0", "5", "10"])
  }

  /// What lies beyond the axis has a mark at its edge, where it is, and nothing else has.
  @Test func pointsBeyondTheAxisAreMarked() throws {
    /// Tips and their bases.
    func marks(_ change: (inout Curve) -> Void) throws -> [(tip: Point, base: Point)] {
      var model = Screens.full()
      model.curve.range = -150...0
      model.curve.optimum = -13
      model.curve.played = (0..<400).map { Point(Double($0), $0 < 100 ? -900 : -20) }
      model.curve.evaluations = [Point(0, -20), Point(200, -1000), Point(399, -13)]
      change(&model.curve)
      let extent = Extent(pixelWidth: 1280, pixelHeight: 800)
      let layout = TabularScreen.layout(model, extent: extent, measure: try Fonts().measure(scale: 1))
      return layout.drawing.marks.compactMap { mark in
        guard case .polygon(let points, _) = mark, points.count == 3, points[0].x > 740, points[0].y > 100,
          points[0].y < 340
        else { return nil }
        return (points[2], points[0])
      }
    }
    let below = try marks { _ in }
    // The plot is 388 wide from 752 and ends at 326: a quarter of it, and the place of one evaluation.
    #expect(below.count > 6 && below.allSatisfy { $0.tip.y > $0.base.y && $0.base.y == 327 }, "\(below)")
    #expect(below.dropLast().allSatisfy { $0.tip.x < 752 + 388 * 0.3 }, "\(below)")
    let single = try #require(below.last).tip.x
    let expected: Double = 752 + 388 * 200 / 399
    #expect(abs(single - expected) < 1)
    let above = try marks {
      $0.played = []
      $0.evaluations = [Point(0, -20), Point(399, 60)]
    }
    #expect(above.count == 1 && above.allSatisfy { $0.tip.y < $0.base.y })
    #expect(try marks { $0.range = -1000...0 }.isEmpty)
  }

  private func texts(_ name: String) throws -> [TextMark] {
    let model = try #require(Screens.all.first { $0.0 == name }?.1)
    let extent = Extent(pixelWidth: 1280, pixelHeight: 800)
    let layout = TabularScreen.layout(model, extent: extent, measure: try Fonts().measure(scale: 1))
    return layout.drawing.marks.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  @Test func whatNeverChangesIsSaid() throws {
    let flat = try texts("flat curve").map(\.text)
    #expect(flat.contains("always 0") && flat.contains("−1.0") && flat.contains("1.0"))
    #expect(try texts("always zero").map(\.text).contains("always 0"))
  }

  /// Sentences about missing data are said only when nothing is known.
  @Test func nothingYetOnlyWhenNothingIsKnown() throws {
    let started = try texts("one evaluation").map(\.text)
    #expect(!started.contains("The curve begins when the first episode ends.") && started.contains("greedy"))
    #expect(!started.contains("The episode begins.") && !started.contains("This agent estimates no values."))
    let empty = try texts("no data").map(\.text)
    #expect(empty.contains("The curve begins when the first episode ends."))
    #expect(empty.contains("Learning starts at step 5,000."))
  }

  /// Names at the right end keep a line apart and end within the margin.
  @Test func namesKeepApart() throws {
    let measure = try Fonts().measure(scale: 1)
    for name in Screens.curves.map(\.0) {
      let names = try texts(name).filter {
        ["best", "now", "played", "greedy", "solved", "published", "always 0", "episodes", "steps"].contains($0.text)
          && $0.anchor.x > 1100
      }
      #expect(names.count > 1, "\(name)")
      for text in names {
        #expect(text.anchor.x + measure.width(of: text.text, size: 16, face: text.face) <= 1256.5, "\(name): \(text)")
      }
      let rows = names.map(\.anchor.y).sorted()
      for (upper, lower) in zip(rows, rows.dropFirst()) where lower - upper < 60 {
        #expect(lower - upper >= 20 || lower == upper, "\(name)")
      }
    }
  }

  /// The name of a threshold stands where no curve runs, or beside the plot.
  @Test func thresholdsAreNamedOffTheCurve() throws {
    let clear = try #require(try texts("arcade").first { $0.text.hasSuffix("published") })
    #expect(clear.text == "45 published" && clear.anchor.x < 1152)
    let crossed = try texts("threshold in the curve")
    #expect(crossed.contains { $0.text == "45" && $0.anchor.x > 1152 })
    #expect(crossed.contains { $0.text == "line: 45 published, N = 1" && $0.anchor.y < 412 })
  }
}
