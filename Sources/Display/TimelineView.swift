internal import Scenes

/// The episodes of the run: the whole of it in a strip, the newest as bars.
struct TimelineView<Measure: TextMeasure> {
  let model: ScreenModel
  let extent: Extent
  let measure: Measure

  private var left: Double { 280 }
  private var right: Double { extent.width - 24 }
  private var top: Double { extent.height - 112 - extent.timelineGrowth }
  private var base: Double { extent.height - 56 }
  private var tallest: Double { 40 + extent.timelineGrowth }

  func add(to layout: inout Layout) {
    let timeline = model.timeline
    layout.add(.hairline(Point(left, base), Point(right, base), .role(.rule)))
    if timeline.bars.isEmpty {
      layout.text("Each finished episode leaves a bar here.", left, base - 14, size: 18, paint: .role(.secondary))
    } else {
      strip(timeline, &layout)
    }
    bars(timeline, &layout)
    labels(timeline, &layout)
  }

  private func strip(_ timeline: Timeline, _ layout: inout Layout) {
    let width = right - left
    let count = timeline.strip.count
    for (index, depth) in timeline.strip.enumerated() {
      let x = left + width * Double(index) / Double(count)
      layout.add(.rectangle(Rectangle(x, top, width / Double(count) + 0.6 / extent.scale, 10), .ramp(depth)))
      layout.target(Rectangle(x, top - 4, width / Double(count), 16), .strip((Double(index) + 0.5) / Double(count)))
    }
    let bracket = Rectangle(
      left + width * timeline.window.lowerBound, top + 12,
      max(6, width * (timeline.window.upperBound - timeline.window.lowerBound)), 3)
    layout.add(.rectangle(Rectangle(min(bracket.x, right - bracket.width), bracket.y, bracket.width, 3), .role(.ink)))
  }

  private func bars(_ timeline: Timeline, _ layout: inout Layout) {
    let shown = timeline.shown(TabularScreen.barCount(extent))
    for (index, bar) in shown.bars.enumerated() {
      // Full rows end at the right edge, where the live episode is.
      let x = right - 4 - 6 * Double(shown.bars.count - 1 - index) - 6
      let height = tallest * shown.height(of: bar)
      let place = Rectangle(x, base - height, 4, height)
      let isFaded = !timeline.isLive && bar.episode > timeline.cursor
      if isFaded {
        layout.add(.rectangle(place, .role(.secondary, alpha: 0.35)))
      } else {
        layout.add(.rectangle(place, .ramp(0.22 + 0.78 * shown.depth(of: bar))))
      }
      if bar.isHuman { layout.add(.rectangle(Rectangle(x, base + 3, 4, 4), .role(.human))) }
      if bar.episode == timeline.branchStart {
        layout.add(.rectangle(Rectangle(x - 3, top + 18, 2, base - top - 18), .role(.agent)))
        layout.text(timeline.branchName, x - 8, top + 32, alignment: .right, paint: .role(.agentText))
      }
      layout.target(Rectangle(x - 1, base - tallest, 6, tallest + 4), .episode(bar.episode))
    }
    let live = Rectangle(right - 4, base - 3, 4, 3)
    if timeline.isLive { layout.add(.rectangle(live, .role(model.isHuman ? .human : .agent))) }
  }

  private func labels(_ timeline: Timeline, _ layout: inout Layout) {
    let content = timeline.shown(TabularScreen.barCount(extent))
    let shown = content.bars
    let scale = content.scale(model.theme)
    var cursorX = right - 2
    if !timeline.isLive, let index = shown.firstIndex(where: { $0.episode == timeline.cursor }) {
      cursorX = right - 8 - 6 * Double(shown.endIndex - 1 - index)
    }
    layout.add(
      .polygon([Point(cursorX, base + 1), Point(cursorX + 6, base + 8), Point(cursorX - 6, base + 8)], .role(.ink)))
    let label = "episode \(Decimals.grouped(timeline.cursor))"
    let width = measure.width(of: label, size: 16, face: .bold)
    let labelRight = min(max(cursorX + width / 2, left + width), right)
    let baseline = base + 20
    layout.text(label, labelRight, baseline, face: .bold, alignment: .right)
    let labelLeft = labelRight - width
    var free = left
    if let first = shown.first {
      let text = Decimals.grouped(first.episode)
      let textWidth = measure.width(of: text, size: 16, face: .regular)
      if left + textWidth + 12 < labelLeft {
        layout.text(text, left, baseline, paint: .role(.secondary))
        free = left + textWidth + 24
      }
    }
    let scaleWidth = measure.width(of: scale, size: 16, face: .regular)
    let middle = (left + right) / 2 - 65
    let start = max(free, middle - scaleWidth / 2)
    if !timeline.bars.isEmpty {
      if start + scaleWidth + 24 < labelLeft {
        layout.text(scale, start, baseline, paint: .role(.secondary))
      } else if labelRight + 24 + scaleWidth < right {
        layout.text(scale, labelRight + 24, baseline, paint: .role(.secondary))
      }
    }
  }
}
