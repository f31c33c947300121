internal import Scenes

/// The learning curve: regret is an area.
struct CurveView<Measure: TextMeasure> {
  let curve: Curve
  let extent: Extent
  let measure: Measure
  /// By how much a notice moves the panel down.
  let drop: Double

  private var plot: Rectangle {
    Rectangle(752, 136 + drop, 388 + extent.width - 1280, 190 + extent.plotGrowth - drop * 0.6)
  }
  private var right: Double { extent.width - 24 }

  func add(to layout: inout Layout) {
    layout.text(curve.title, 704, 82 + drop, size: 18, face: .bold)
    let keyWidth = measure.width(of: curve.keyNumber, size: 36, face: .bold)
    layout.text(curve.keyNumber, right, 102 + drop, size: 36, face: .bold, alignment: .right)
    layout.text(curve.keyWord, right - keyWidth - 12, 102 + drop, size: 18, alignment: .right, paint: .role(.secondary))
    let wordWidth = measure.width(of: curve.keyWord, size: 18, face: .regular)
    let room = right - keyWidth - 12 - wordWidth - 16 - 704
    if measure.width(of: curve.subtitle, size: 16, face: .regular) <= room {
      layout.text(curve.subtitle, 704, 106 + drop, paint: .role(.secondary))
    }
    guard let range = visibleRange, lastEpisode > 0 else {
      layout.add(.hairline(Point(704, plot.y), Point(right, plot.y), .role(.hair)))
      layout.add(.hairline(Point(704, plot.bottom), Point(right, plot.bottom), .role(.rule)))
      layout.text(curve.emptySentence, 704, plot.y + plot.height / 2 + 6, size: 18, paint: .role(.secondary))
      return
    }
    let view = CurvePlot(
      plot: plot, x: 0...max(lastEpisode, 1), y: range, scale: extent.scale)
    axes(view, &layout)
    let measured = CurveSmoothing.measured(curve.evaluations.map { Point($0.x, view.clamped($0.y)) })
    let played = CurveSmoothing.band(curve.played)
    lines(view, measured, played, &layout)
    labels(view, played, &layout)
  }

  private var lastEpisode: Double { max(curve.evaluations.last?.x ?? 0, curve.played.last?.x ?? 0) }

  /// The curve's range, or where that has no width one that shows what there is.
  private var visibleRange: ClosedRange<Double>? {
    guard let range = curve.range else { return nil }
    let readable = CurveSmoothing.readable(range)
    if readable == range { return range }
    let values = curve.played.map(\.y) + curve.evaluations.map(\.y)
    return min(readable.lowerBound, values.min() ?? 0)...max(readable.upperBound, values.max() ?? 0)
  }

  private func axes(_ view: CurvePlot, _ layout: inout Layout) {
    for tick in Ticks.within(view.yRange, most: 5) {
      let height = view.y(tick.value)
      let isBase = tick.value == view.yRange.lowerBound
      layout.add(.hairline(Point(plot.x, height), Point(plot.right, height), .role(isBase ? .rule : .hair)))
      layout.text(tick.text, plot.x - 10, height + 6, alignment: .right, paint: .role(.secondary))
    }
    layout.add(.hairline(Point(plot.x, plot.bottom), Point(plot.right, plot.bottom), .role(.rule)))
    for tick in Ticks.within(view.xRange, most: 6, short: true, whole: true) {
      let place = view.x(tick.value)
      layout.add(.hairline(Point(place, plot.bottom), Point(place, plot.bottom + 4), .role(.rule)))
      // The last label would run into the unit behind the axis.
      if place + measure.width(of: tick.text, size: 16, face: .regular) / 2 < plot.right + 4 {
        layout.text(tick.text, place, plot.bottom + 22, alignment: .centre, paint: .role(.secondary))
      }
    }
    layout.text("episodes", plot.right + 14, plot.bottom + 22, paint: .role(.secondary))
  }

  private func lines(
    _ view: CurvePlot, _ measured: [Point], _ played: [CurveSmoothing.Band], _ layout: inout Layout
  ) {
    if let optimum = curve.optimum {
      let top = view.y(optimum)
      view.columns(measured) { column, value in
        let height = view.y(value) - top
        if height > 0 {
          layout.add(.rectangle(Rectangle(column, top, 1 / extent.scale, height), .role(.agent, alpha: 0.12)))
        }
      }
    }
    view.line(curve.evaluations, width: 1, .role(.agent, alpha: 0.38), to: &layout)
    view.band(played, to: &layout)
    view.line(measured, width: 2.5, .role(.agent), to: &layout)
    if let optimum = curve.optimum {
      layout.add(.rectangle(Rectangle(plot.x, view.y(optimum) - 1, plot.width, 2), .role(.ink)))
    }
    view.offScale(played.map { Point($0.x, $0.mean) }, .role(.secondary), to: &layout)
    view.offScale(curve.evaluations, .role(.agent), to: &layout)
    if let now = curve.evaluations.last { layout.add(.circle(view.point(now), radius: 5, .role(.agent))) }
    if curve.isFinished { layout.add(.rectangle(Rectangle(plot.right - 1, plot.bottom - 12, 2, 12), .role(.ink))) }
  }

  private func labels(_ view: CurvePlot, _ played: [CurveSmoothing.Band], _ layout: inout Layout) {
    var entries: [EndLabel] = []
    if let optimum = curve.optimum {
      entries.append(
        EndLabel(y: view.y(optimum), value: optimum, decimals: curve.decimals, word: "best", paint: .role(.ink)))
    }
    if let now = curve.evaluations.last {
      entries.append(
        EndLabel(y: view.y(now.y), value: now.y, decimals: curve.decimals, word: "now", paint: .role(.agentText)))
    }
    if let last = curve.played.last, let end = played.last {
      let constant = curve.played.count > 2 ? CurveSmoothing.constant(curve.played.map(\.y)) : nil
      entries.append(
        EndLabel(
          y: view.y(end.mean), value: constant == nil ? last.y : nil, decimals: 2,
          word: constant.map { "always \(Decimals.exact($0))" } ?? "played", paint: .role(.secondary)))
    }
    EndLabel.add(entries, plot, right: right, measure: measure, to: &layout)
  }
}
