internal import Scenes

/// The right column of an agent with networks: actions, values over the episode, the learning curve, the loss.
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
    if model.isHuman, action.label.name == deep.pressed { layout.add(.outline(track, width: 3, .role(.human))) }
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
    guard let low = all.min(), let high = all.max(), low.isFinite, high.isFinite else {
      let sentence = series.isEstimated ? "The episode begins." : "This agent estimates no values."
      return empty(sentence, plot, &layout)
    }
    let count = Double(max(series.predicted.count, series.cameTrue.count) - 1)
    let axis = PlotAxes(
      plot: plot, x: 0...(count > 0 ? count : 5), y: Self.range(low, high), scale: extent.scale, measure: measure)
    axis.draw(unit: "step", &layout)
    func points(_ values: [Double]) -> [Point] { values.enumerated().map { Point(Double($0), $1) } }
    if series.cameTrue.count > 1 {
      axis.view.line(points(series.cameTrue), width: 1.5, .role(.secondary), to: &layout)
    }
    // Rewards at nearly every step would be a solid band that says nothing.
    let rewards = series.rewards.filter { $0.y != 0 }
    for reward in rewards where rewards.count <= 80 {
      layout.add(.rectangle(Rectangle(axis.x(reward.x) - 1, plot.bottom - 6, 2, 6), .role(.ink)))
    }
    axis.view.line(points(series.predicted), width: 2.5, .role(.agent), to: &layout)
    var names: [EndLabel] = []
    let place = series.cursor ?? series.predicted.count - 1
    if let cursor = series.cursor {
      layout.add(.rectangle(Rectangle(axis.x(Double(cursor)) - 1, plot.y, 2, plot.height), .role(.ink)))
    }
    if series.cameTrue.indices.contains(place) {
      names.append(
        EndLabel(
          y: axis.y(series.cameTrue[place]), value: nil, decimals: 0, word: "came true", isBold: false,
          paint: .role(.secondary)))
    }
    if series.predicted.indices.contains(place) {
      names.append(
        EndLabel(
          y: axis.y(series.predicted[place]), value: nil, decimals: 0, word: "predicted", isBold: true,
          paint: .role(.agentText)))
    }
    EndLabel.add(names, plot, right: right, measure: measure, to: &layout)
  }

  // MARK: The run

  private func returns(_ plot: Rectangle, _ layout: inout Layout) {
    title("Return, last 100 episodes", plot, &layout)
    var subtitle = deep.evaluations.isEmpty ? "this run, N = 1" : "greedy evaluations and play, N = 1"
    defer { layout.text(subtitle, right, plot.y - 16, alignment: .right, paint: .role(.secondary)) }
    let points = deep.returns + deep.evaluations
    guard let last = points.map(\.x).max(), last > 0 else {
      return empty(model.curve.emptySentence, plot, &layout)
    }
    let played = CurveSmoothing.band(deep.returns)
    let measured = CurveSmoothing.measured(deep.evaluations)
    // Single episodes far off, as at the very start, do not set the scale.
    let values = played.flatMap { [$0.low, $0.high] } + measured.map(\.y) + (deep.reference.map { [$0.value] } ?? [])
    let axis = PlotAxes(
      plot: plot, x: 0...last, y: Self.range(values.min() ?? 0, values.max() ?? 1), scale: extent.scale,
      measure: measure)
    axis.draw(unit: "steps", &layout)
    axis.view.band(played, to: &layout)
    axis.view.line(measured, width: 2.5, .role(.agent), to: &layout)
    if measured.count <= 40 {
      for point in measured { layout.add(.circle(axis.view.point(point), radius: 3.5, .role(.agent))) }
    }
    var names: [EndLabel] = []
    if let now = deep.returns.last, let end = played.last {
      let constant = deep.returns.count > 2 ? CurveSmoothing.constant(deep.returns.map(\.y)) : nil
      names.append(
        EndLabel(
          y: axis.y(end.mean), value: constant == nil ? now.y : nil, decimals: decimals(now.y),
          word: constant.map { "always \(Decimals.exact($0))" } ?? "played", isBold: false,
          paint: .role(.secondary)))
    }
    if let now = deep.evaluations.last {
      names.append(
        EndLabel(
          y: axis.y(now.y), value: now.y, decimals: decimals(now.y), word: "greedy", paint: .role(.agentText)))
    }
    if let reference = deep.reference {
      let y = axis.y(reference.value)
      layout.add(.hairline(Point(plot.x, y), Point(plot.right, y), .role(.ink)))
      let isWhole = reference.value == reference.value.rounded()
      let text = "\(Decimals.display(reference.value, isWhole ? 0 : 1)) \(reference.name)"
      let curves =
        [measured]
        + [\.low, \.mean, \.high].map { (side: KeyPath<CurveSmoothing.Band, Double>) in
          played.map { Point($0.x, $0[keyPath: side]) }
        }
      if let place = axis.place(of: text, at: reference.value, clearOf: curves) {
        layout.text(text, place.x, place.y)
      } else {
        names.append(
          EndLabel(y: y, value: reference.value, decimals: isWhole ? 0 : 1, word: "", paint: .role(.ink)))
        subtitle = "line: \(text), N = 1"
      }
    }
    if model.state == .finished {
      layout.add(.rectangle(Rectangle(plot.right - 1, plot.bottom - 12, 2, 12), .role(.ink)))
    }
    EndLabel.add(names, plot, right: right, measure: measure, to: &layout)
  }

  private func decimals(_ value: Double) -> Int { abs(value) >= 100 ? 0 : 1 }

  private func plots(_ plot: Rectangle, _ layout: inout Layout) {
    if model.isHuman { return moves(plot, &layout) }
    let known = deep.plots.filter { !$0.points.isEmpty }
    guard !known.isEmpty else {
      title("Loss", plot, &layout)
      guard let waiting = deep.waiting else {
        return empty(model.state == .finished ? "It was not recorded." : "Learning has not started.", plot, &layout)
      }
      layout.text(waiting.sentence, 640, plot.y + 18, size: 18, paint: .role(.secondary))
      let track = Rectangle(640, plot.y + 36, plot.width + 40, 6)
      layout.add(.rectangle(track, .role(.chip)))
      let done = Rectangle(track.x, track.y, track.width * min(max(waiting.share, 0), 1), 6)
      if done.width > 0 { layout.add(.rectangle(done, .role(.agent))) }
      return
    }
    let count = Double(min(known.count, 2))
    let gutter = 104.0
    let width = (plot.width - (count - 1) * (gutter + 48)) / count
    for (index, series) in known.prefix(2).enumerated() {
      let place = Rectangle(plot.x + Double(index) * (width + gutter + 48), plot.y, width, plot.height)
      self.series(series, place, isAlone: known.count == 1, &layout)
    }
  }

  private func series(_ series: Series, _ plot: Rectangle, isAlone: Bool, _ layout: inout Layout) {
    layout.text(series.name, plot.x - 40, plot.y - 16, size: 18, face: .bold)
    if series.isLogarithmic, isAlone {
      layout.text("log scale", right, plot.y - 16, alignment: .right, paint: .role(.secondary))
    }
    let points = series.isLogarithmic ? series.points.filter { $0.y > 0 } : series.points
    guard let first = points.first, let last = points.last else { return empty("It was 0 so far.", plot, &layout) }
    let shown = series.isLogarithmic ? points.map { Point($0.x, Logarithm.decimal($0.y)) } : points
    let (low, high) = (shown.map(\.y).min() ?? 0, shown.map(\.y).max() ?? 1)
    let range =
      series.isLogarithmic
      ? low.rounded(.down)...max(high.rounded(.up), low.rounded(.down) + 1) : Self.range(min(low, 0), high)
    let axis = PlotAxes(
      plot: plot, x: first.x...max(last.x, first.x + 1), y: range, scale: extent.scale, measure: measure,
      isLogarithmic: series.isLogarithmic, mostRows: 3)
    axis.draw(unit: nil, &layout)
    axis.view.line(shown, width: 1.5, .role(.ink), to: &layout)
    let value =
      abs(last.y) >= 1000
      ? Decimals.short(last.y)
      : abs(last.y) < 0.001 && last.y != 0
        ? Logarithm.scientific(last.y).replacing("-", with: "−")
        : Decimals.display(last.y, abs(last.y) >= 10 ? 1 : 4)
    let y = min(max(axis.y(shown[shown.count - 1].y) + 6, plot.y + 12), plot.bottom + 6)
    layout.text(value, plot.right + 14, y, face: .bold)
  }

  /// While a person plays: what they pressed, what the agent would do, and what came of it.
  private func moves(_ plot: Rectangle, _ layout: inout Layout) {
    title("You and the agent", plot, &layout)
    // Beside a notice there is room for two rows.
    let rows = plot.height < 50 ? 2 : 3
    let gap = 32.0
    let columns = Double(6 / rows)
    let width = (right - 640 - gap * (columns - 1)) / columns
    let pitch = max((plot.height + 14) / 3, 24)
    for (index, row) in model.factRows.prefix(6).enumerated() {
      let x = 640 + Double(index / rows) * (width + gap)
      let baseline = plot.y + 14 + Double(index % rows) * pitch
      layout.text(row.label, x, baseline, paint: .role(.secondary))
      let unitWidth = row.unit.isEmpty ? 0 : measure.width(of: row.unit, size: 16, face: .regular) + 6
      layout.text(row.unit, x + width, baseline, alignment: .right, paint: .role(.secondary))
      layout.text(row.number, x + width - unitWidth, baseline, face: .bold, alignment: .right)
      layout.add(.hairline(Point(x, baseline + 8), Point(x + width, baseline + 8), .role(.hair)))
    }
  }

  // MARK: Shared

  private func title(_ text: String, _ plot: Rectangle, _ layout: inout Layout) {
    layout.text(text, 640, plot.y - 16, size: 18, face: .bold)
  }

  private func empty(_ sentence: String, _ plot: Rectangle, _ layout: inout Layout) {
    layout.add(.hairline(Point(plot.x - 40, plot.bottom), Point(plot.right, plot.bottom), .role(.rule)))
    layout.text(sentence, plot.x - 40, plot.y + plot.height / 2 + 6, size: 18, paint: .role(.secondary))
  }

  /// Round ends that include zero where it is near.
  static func range(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let (low, high) = low == high ? (min(low, 0), max(high, 0)) : (min(low, high), max(low, high))
    let from = low >= 0 && low < 0.6 * high ? 0 : high <= 0 && high > 0.6 * low ? low : low
    let to = high <= 0 && high > 0.6 * low ? 0 : high
    return from...max(to, from + max(abs(from) * 0.1, 1e-7))
  }
}
