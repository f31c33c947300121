internal import Scenes

/// The right column of screen 2: actions, values over the episode, the learning curve, the loss.
struct DeepPanelsView<Measure: TextMeasure> {
  let model: ScreenModel
  let deep: DeepPanels
  let extent: Extent
  let measure: Measure
  /// By how much a notice moves everything down.
  let drop: Double

  private var right: Double { extent.width - 24 }
  private var plotWidth: Double { 472 + extent.width - 1280 }
  /// Height beyond the smallest window, shared by the three plots.
  private var growth: Double { max(0, extent.plotGrowth + extent.panelGrowth) / 3 }
  /// A notice takes its room from the three plots.
  private func top(_ base: Double, after plots: Double) -> Double { base + drop + plots * (growth - drop / 3) }
  private func height(_ base: Double) -> Double { base + growth - drop / 3 }

  func add(to layout: inout Layout) {
    actions(&layout)
    episode(Rectangle(680, top(238, after: 0), plotWidth, height(98)), &layout)
    returns(Rectangle(680, top(412, after: 1), plotWidth, height(98)), &layout)
    plots(Rectangle(680, top(588, after: 2), plotWidth, height(60)), &layout)
  }

  // MARK: Actions

  private func actions(_ layout: inout Layout) {
    layout.text(deep.actionsTitle, 640, 82 + drop, size: 18, face: .bold)
    layout.text(deep.lead, right, 82 + drop, alignment: .right, paint: .role(.secondary))
    // Three rows fit; more actions stand in two columns, as many of them as fit.
    let columns = model.actions.count > 3 ? 2 : 1
    let width = (right - 640 - Double(columns - 1) * 24) / Double(columns)
    for (index, action) in model.actions.prefix(6).enumerated() {
      let left = 640 + Double(index / 3) * (width + 24)
      bar(action, left: left, width: width, y: 96 + drop + Double(index % 3) * 32, &layout)
    }
  }

  private func bar(_ action: ActionBar, left: Double, width: Double, y: Double, _ layout: inout Layout) {
    let face: TextMark.Face = action.isBest ? .bold : .regular
    layout.text(action.label.name, left, y + 19, face: face)
    let track = Rectangle(left + 64, y, max(width - 64 - 72, 20), 26)
    layout.add(.rectangle(track, .role(.chip)))
    layout.text(
      action.value.map { Decimals.display($0, decimals) } ?? "–", left + width, y + 19, face: face, alignment: .right)
    guard let value = action.value else { return }
    let range = deep.actionRange
    let scale = track.width / max(range.upperBound - range.lowerBound, 1e-12)
    let base = deep.growFromWorst ? range.lowerBound : 0
    let zero = (min(max(base, range.lowerBound), range.upperBound) - range.lowerBound) * scale
    let end = (min(max(value, range.lowerBound), range.upperBound) - range.lowerBound) * scale
    let bar = Rectangle(track.x + min(zero, end), y, abs(end - zero), 26)
    // Also while a person plays: it is what the agent would do.
    if bar.width > 0 { layout.add(.rectangle(bar, .role(action.isBest ? .agent : .rule))) }
  }

  private var decimals: Int { deep.actionRange.upperBound - deep.actionRange.lowerBound >= 100 ? 1 : 2 }

  // MARK: The episode

  private func episode(_ plot: Rectangle, _ layout: inout Layout) {
    title("Value over this episode", plot, &layout)
    var x = right
    for fact in deep.episode.facts.reversed() {
      layout.text(fact, x, plot.y - 16, alignment: .right, paint: .role(.secondary))
      x -= measure.width(of: fact, size: 16, face: .regular) + 18
    }
    let series = deep.episode
    let all = series.predicted + series.cameTrue
    guard series.predicted.count > 1, let low = all.min(), let high = all.max(), low.isFinite, high.isFinite else {
      return empty(series.predicted.isEmpty ? "This agent estimates no values." : "The episode begins.", plot, &layout)
    }
    let range = Self.range(low, high)
    let count = Double(max(series.predicted.count, series.cameTrue.count) - 1)
    let axis = PlotAxes(plot: plot, x: 0...max(count, 1), y: range, measure: measure)
    axis.draw(unit: "step", &layout)
    if series.cameTrue.count > 1 {
      layout.add(
        .polyline(
          axis.line(series.cameTrue.enumerated().map { Point(Double($0), $1) }, extent), width: 1.5, .role(.secondary)))
    }
    layout.add(
      .polyline(
        axis.line(series.predicted.enumerated().map { Point(Double($0), $1) }, extent), width: 2.5, .role(.agent)))
    for reward in series.rewards.suffix(2000) where reward.y != 0 {
      layout.add(.rectangle(Rectangle(axis.x(reward.x) - 1, plot.bottom - 6, 2, 6), .role(.ink)))
    }
    var names: [(y: Double, text: String, face: TextMark.Face, paint: Paint)] = []
    let place = series.cursor ?? series.predicted.count - 1
    if let cursor = series.cursor {
      layout.add(.rectangle(Rectangle(axis.x(Double(cursor)) - 1, plot.y, 2, plot.height), .role(.ink)))
    }
    if series.cameTrue.indices.contains(place) {
      names.append((axis.y(series.cameTrue[place]), "came true", .regular, .role(.secondary)))
    }
    if series.predicted.indices.contains(place) {
      names.append((axis.y(series.predicted[place]), "predicted", .bold, .role(.agentText)))
    }
    label(names, plot, &layout)
  }

  // MARK: The run

  private func returns(_ plot: Rectangle, _ layout: inout Layout) {
    title("Return, last 100 episodes", plot, &layout)
    layout.text(
      deep.evaluations.isEmpty ? "this run, N = 1" : "greedy evaluations and play, N = 1", right, plot.y - 16,
      alignment: .right, paint: .role(.secondary))
    let points = deep.returns + deep.evaluations
    guard let last = points.map(\.x).max(), last > 0, deep.returns.count > 1 else {
      return empty("The curve begins when the first episode ends.", plot, &layout)
    }
    let values = points.map(\.y) + (deep.reference.map { [$0.value] } ?? [])
    let range = Self.range(values.min() ?? 0, values.max() ?? 1)
    let axis = PlotAxes(plot: plot, x: 0...last, y: range, measure: measure)
    axis.draw(unit: "steps", &layout)
    layout.add(.polyline(axis.line(deep.returns, extent), width: 1.5, .role(.secondary)))
    if deep.evaluations.count > 1 {
      layout.add(.polyline(axis.line(deep.evaluations, extent), width: 2.5, .role(.agent)))
    }
    if let reference = deep.reference {
      let y = axis.y(reference.value)
      layout.add(.hairline(Point(plot.x, y), Point(plot.right, y), .role(.ink)))
      let text = "\(Decimals.display(reference.value, 1)) \(reference.name)"
      layout.text(text, plot.x + 8, y > plot.y + 30 ? y - 6 : y + 18)
    }
    if model.state == .finished {
      layout.add(.rectangle(Rectangle(plot.right - 1, plot.bottom - 12, 2, 12), .role(.ink)))
    }
    var names: [(y: Double, text: String, face: TextMark.Face, paint: Paint)] = []
    if let now = deep.returns.last {
      names.append((axis.y(now.y), "\(number(now.y)) played", .regular, .role(.secondary)))
    }
    if let now = deep.evaluations.last {
      names.append((axis.y(now.y), "\(number(now.y)) greedy", .bold, .role(.agentText)))
    }
    label(names, plot, &layout)
  }

  private func number(_ value: Double) -> String { Decimals.display(value, abs(value) >= 100 ? 0 : 1) }

  private func plots(_ plot: Rectangle, _ layout: inout Layout) {
    guard !deep.plots.isEmpty else {
      title("Loss", plot, &layout)
      guard let waiting = deep.waiting else { return empty("Learning has not started.", plot, &layout) }
      layout.text(waiting.sentence, 640, plot.y + 18, size: 18, paint: .role(.secondary))
      let track = Rectangle(640, plot.y + 36, plot.width + 40, 6)
      layout.add(.rectangle(track, .role(.chip)))
      let done = Rectangle(track.x, track.y, track.width * min(max(waiting.share, 0), 1), 6)
      if done.width > 0 { layout.add(.rectangle(done, .role(.agent))) }
      return
    }
    let count = Double(deep.plots.count)
    let gutter = 104.0
    let width = (plot.width - (count - 1) * (gutter + 48)) / count
    for (index, series) in deep.plots.prefix(2).enumerated() {
      let place = Rectangle(plot.x + Double(index) * (width + gutter + 48), plot.y, width, plot.height)
      self.series(series, place, &layout)
    }
  }

  private func series(_ series: Series, _ plot: Rectangle, _ layout: inout Layout) {
    layout.text(series.name, plot.x - 40, plot.y - 16, size: 18, face: .bold)
    if series.isLogarithmic, deep.plots.count == 1 {
      layout.text("log scale", right, plot.y - 16, alignment: .right, paint: .role(.secondary))
    }
    let points = series.isLogarithmic ? series.points.filter { $0.y > 0 } : series.points
    guard let last = points.last, points.count > 1, last.x > 0 else {
      return empty(model.state == .finished ? "Recorded at evaluations only." : "Not enough yet.", plot, &layout)
    }
    let shown = series.isLogarithmic ? points.map { Point($0.x, Logarithm.decimal($0.y)) } : points
    let (low, high) = (shown.map(\.y).min() ?? 0, shown.map(\.y).max() ?? 1)
    let range =
      series.isLogarithmic
      ? low.rounded(.down)...max(high.rounded(.up), low.rounded(.down) + 1) : Self.range(min(low, 0), high)
    let axis = PlotAxes(
      plot: plot, x: (points.first?.x ?? 0)...max(last.x, (points.first?.x ?? 0) + 1), y: range, measure: measure,
      isLogarithmic: series.isLogarithmic, mostRows: 3)
    axis.draw(unit: nil, &layout)
    layout.add(.polyline(axis.line(shown, extent), width: 1.5, .role(.ink)))
    let value =
      abs(last.y) >= 1000
      ? Decimals.short(last.y)
      : abs(last.y) < 0.001 && last.y != 0
        ? Logarithm.scientific(last.y).replacing("-", with: "−")
        : Decimals.display(last.y, abs(last.y) >= 10 ? 1 : 4)
    let y = min(max(axis.y(shown[shown.count - 1].y) + 6, plot.y + 12), plot.bottom + 6)
    layout.text(value, plot.right + 14, y, face: .bold)
  }

  // MARK: Shared

  private func title(_ text: String, _ plot: Rectangle, _ layout: inout Layout) {
    layout.text(text, 640, plot.y - 16, size: 18, face: .bold)
  }

  private func empty(_ sentence: String, _ plot: Rectangle, _ layout: inout Layout) {
    layout.add(.hairline(Point(plot.x - 40, plot.bottom), Point(plot.right, plot.bottom), .role(.rule)))
    layout.text(sentence, plot.x - 40, plot.y + plot.height / 2 + 6, size: 18, paint: .role(.secondary))
  }

  private func label(
    _ names: [(y: Double, text: String, face: TextMark.Face, paint: Paint)], _ plot: Rectangle, _ layout: inout Layout
  ) {
    let places = CurveView<Measure>.spread(names.map(\.y), gap: 22, within: (plot.y + 2)...(plot.bottom - 2))
    for (name, place) in zip(names, places) {
      let width = measure.width(of: name.text, size: 16, face: name.face)
      let left = min(plot.right + 14, right - width)
      layout.text(name.text, left, place + 6, face: name.face, paint: name.paint)
    }
  }

  /// Round ends that include zero where it is near.
  static func range(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let (low, high) = (min(low, high), max(low, high))
    let from = low >= 0 && low < 0.6 * high ? 0 : high <= 0 && high > 0.6 * low ? low : low
    let to = high <= 0 && high > 0.6 * low ? 0 : high
    return from...max(to, from + max(abs(from) * 0.01, 1e-6))
  }
}

/// Axes of a small plot, and where its points go.
struct PlotAxes<Measure: TextMeasure> {
  let plot: Rectangle
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  let measure: Measure
  let isLogarithmic: Bool
  let mostRows: Int

  init(
    plot: Rectangle, x: ClosedRange<Double>, y: ClosedRange<Double>, measure: Measure, isLogarithmic: Bool = false,
    mostRows: Int = 4
  ) {
    self.plot = plot
    xRange = x
    self.measure = measure
    self.isLogarithmic = isLogarithmic
    self.mostRows = mostRows
    // The axis ends on round numbers.
    let ticks = isLogarithmic ? [] : Ticks.within(y, most: mostRows)
    let step = ticks.count > 1 ? ticks[1].value - ticks[0].value : y.upperBound - y.lowerBound
    let low = (y.lowerBound / step + 1e-9).rounded(.down) * step
    let high = (y.upperBound / step - 1e-9).rounded(.up) * step
    yRange = isLogarithmic || step <= 0 ? y : low...max(high, low + step)
  }

  func x(_ value: Double) -> Double {
    plot.x + plot.width * (value - xRange.lowerBound) / max(xRange.upperBound - xRange.lowerBound, 1e-12)
  }

  func y(_ value: Double) -> Double {
    let share = (value - yRange.lowerBound) / max(yRange.upperBound - yRange.lowerBound, 1e-12)
    return plot.bottom - plot.height * min(max(share, 0), 1)
  }

  func draw(unit: String?, _ layout: inout Layout) {
    var previous = Double.infinity
    for tick in rows {
      let height = y(tick.value)
      let isBase = height >= plot.bottom - 0.5
      layout.add(.hairline(Point(plot.x, height), Point(plot.right, height), .role(isBase ? .rule : .hair)))
      if previous - height >= 18 {
        layout.text(tick.text, plot.x - 8, height + 6, alignment: .right, paint: .role(.secondary))
        previous = height
      }
    }
    layout.add(.hairline(Point(plot.x, plot.bottom), Point(plot.right, plot.bottom), .role(.rule)))
    guard let unit else { return }
    for tick in Ticks.within(xRange, most: 6, short: true) {
      let place = x(tick.value)
      layout.add(.hairline(Point(place, plot.bottom), Point(place, plot.bottom + 4), .role(.rule)))
      if place + measure.width(of: tick.text, size: 16, face: .regular) / 2 < plot.right + 4 {
        layout.text(tick.text, place, plot.bottom + 22, alignment: .centre, paint: .role(.secondary))
      }
    }
    layout.text(unit, plot.right + 14, plot.bottom + 22, paint: .role(.secondary))
  }

  private var rows: [Ticks] {
    if !isLogarithmic { return Ticks.within(yRange, most: mostRows) }
    let (low, high) = (Int(yRange.lowerBound), Int(yRange.upperBound))
    let step = max(1, (high - low + 2) / 3)
    return stride(from: low, through: high, by: step).map {
      let text = $0 >= 0 ? Decimals.short(Logarithm.powerOfTen($0)) : "." + String(repeating: "0", count: -$0 - 1) + "1"
      return Ticks(value: Double($0), text: $0 < -3 ? "1e\($0)".replacing("-", with: "−") : text)
    }
  }

  /// Points on the screen, the lowest and highest of each pixel column.
  func line(_ points: [Point], _ extent: Extent) -> [Point] {
    let columns = max(Int(plot.width * extent.scale), 1)
    let all = points.map { Point(x($0.x), y($0.y)) }
    guard all.count > 3 * columns else { return all }
    var result: [Point] = []
    let chunk = (all.count + columns - 1) / columns
    for start in stride(from: 0, to: all.count, by: chunk) {
      let part = all[start..<min(start + chunk, all.count)]
      guard let low = part.min(by: { $0.y < $1.y }), let high = part.max(by: { $0.y < $1.y }) else { continue }
      result += low.x <= high.x ? [low, high] : [high, low]
    }
    return result
  }
}
