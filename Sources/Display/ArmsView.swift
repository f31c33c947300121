internal import Scenes

/// A bandit: one column an arm, with what it really pays, what is believed of it, and how often it was pulled.
struct ArmsView<Measure: TextMeasure> {
  let arms: [Arm]
  let model: ScreenModel
  let measure: Measure

  private static var mostArms: Int { 48 }
  private var stage: Rectangle { BoardFrame.stage }
  private var plot: Rectangle { Rectangle(stage.x + 44, stage.y + 104, stage.width - 44, stage.height - 202) }

  /// Arms shown: all, or those that matter most.
  private var shown: [Int] {
    guard arms.count > Self.mostArms else { return Array(arms.indices) }
    var kept = arms.indices.sorted { (estimate($0) ?? -.infinity) > (estimate($1) ?? -.infinity) }
      .prefix(Self.mostArms - 2)
    if let pulled = model.lastAction, !kept.contains(pulled), arms.indices.contains(pulled) { kept.append(pulled) }
    if let best = arms.indices.max(by: { arms[$0].mean < arms[$1].mean }), !kept.contains(best) { kept.append(best) }
    return kept.sorted()
  }

  private func estimate(_ arm: Int) -> Double? { model.actions.indices.contains(arm) ? model.actions[arm].value : nil }
  private func count(_ arm: Int) -> Int? { model.actions.indices.contains(arm) ? model.actions[arm].count : nil }

  func add(to layout: inout Layout) {
    let shown = shown
    let pitch = plot.width / Double(max(shown.count, 1))
    let domain = domain(shown, hasRoom: pitch >= 36)
    axis(domain, &layout)
    let most = Double(max(shown.compactMap(count).max() ?? 1, 1))
    for (place, arm) in shown.enumerated() {
      let middle = plot.x + (Double(place) + 0.5) * pitch
      if pitch >= 36, arms[arm].deviation > 0 { violin(arms[arm], middle, pitch, domain, &layout) }
      column(arm, middle, pitch, domain, &layout)
      foot(arm, middle, pitch, most, &layout)
    }
    titles(&layout)
    walker(shown, pitch, domain, &layout)
  }

  private func domain(_ shown: [Int], hasRoom: Bool) -> ClosedRange<Double> {
    let reach = hasRoom ? 2.0 : 0
    let lows: [Double] = shown.map { arms[$0].mean - reach * arms[$0].deviation }
    let highs: [Double] = shown.map { arms[$0].mean + reach * arms[$0].deviation }
    let all: [Double] = lows + highs + shown.compactMap(estimate) + [0]
    let (low, high) = (all.min() ?? -1, all.max() ?? 1)
    return low...max(high, low + 1e-6)
  }

  private func y(_ value: Double, _ domain: ClosedRange<Double>) -> Double {
    let share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return plot.bottom - plot.height * min(max(share, 0), 1)
  }

  private func axis(_ domain: ClosedRange<Double>, _ layout: inout Layout) {
    for tick in Ticks.within(domain, most: 6) {
      let height = y(tick.value, domain)
      layout.add(
        .hairline(Point(plot.x, height), Point(plot.right, height), .role(tick.value == 0 ? .rule : .hair)))
      layout.text(tick.text, plot.x - 8, height + 6, alignment: .right, paint: .role(.secondary))
    }
  }

  /// The density of the arm's rewards, two deviations to each side.
  private func violin(
    _ arm: Arm, _ middle: Double, _ pitch: Double, _ domain: ClosedRange<Double>, _ layout: inout Layout
  ) {
    let half = pitch * 0.42
    let shares = (0...24).map { -2.0 + Double($0) / 6 }
    let right = shares.map { share in
      Point(middle + half * Exponential.bell(share), y(arm.mean + share * arm.deviation, domain))
    }
    let left = right.reversed().map { Point(2 * middle - $0.x, $0.y) }
    layout.add(.polygon(right + left, .role(.chip)))
  }

  /// The estimate as a bar from zero, the true mean as a tick.
  private func column(
    _ arm: Int, _ middle: Double, _ pitch: Double, _ domain: ClosedRange<Double>, _ layout: inout Layout
  ) {
    let width = min(pitch * 0.44, 28)
    let zero = y(0, domain)
    let isBest = model.actions.indices.contains(arm) && model.actions[arm].isBest
    if let estimate = estimate(arm) {
      let height = y(estimate, domain)
      let bar = Rectangle(middle - width / 2, min(zero, height), width, max(abs(zero - height), 1.5))
      layout.add(.rectangle(bar, .role(isBest ? .agent : .rule)))
    }
    let tick = y(arms[arm].mean, domain)
    layout.add(.rectangle(Rectangle(middle - pitch * 0.36, tick - 1.5, pitch * 0.72, 3), .role(.ink)))
  }

  /// The arm's name, how often it was pulled, and the same as the width of a line.
  private func foot(_ arm: Int, _ middle: Double, _ pitch: Double, _ most: Double, _ layout: inout Layout) {
    let baseline = plot.bottom + 44
    let isBest = model.actions.indices.contains(arm) && model.actions[arm].isBest
    let pulls = count(arm) ?? 0
    let track = pitch * 0.84
    let line = plot.bottom + 20
    layout.add(.rectangle(Rectangle(middle - track / 2, line, track, 4), .role(.chip)))
    let width = track * Double(pulls) / most
    if width > 0 {
      layout.add(.rectangle(Rectangle(middle - width / 2, line, width, 4), .role(isBest ? .agent : .ink)))
    }
    if measure.width(of: arms[arm].name, size: 16, face: .bold) < pitch - 6 {
      layout.text(
        arms[arm].name, middle, baseline, face: isBest ? .bold : .regular, alignment: .centre,
        paint: .role(isBest ? .agentText : .ink))
    }
    let text = pulls >= 10_000 ? Decimals.short(Double(pulls)) : Decimals.grouped(pulls)
    if measure.width(of: text, size: 16, face: .regular) < pitch - 6 {
      layout.text(text, middle, baseline + 24, alignment: .centre, paint: .role(.secondary))
    }
  }

  /// What is what, in words, once.
  private func titles(_ layout: inout Layout) {
    if plot.width / Double(max(shown.count, 1)) >= 20 {
      layout.text("arm", plot.x - 8, plot.bottom + 44, alignment: .right, paint: .role(.secondary))
      layout.text("pulls", plot.x - 4, plot.bottom + 68, alignment: .right, paint: .role(.secondary))
    }
    let hidden = arms.count - shown.count
    var x = stage.x
    let parts: [(String, Paint)] = [
      ("bar: what is believed", .role(.secondary)), ("line: what an arm really pays", .role(.secondary)),
    ]
    for (text, paint) in parts {
      layout.text(text, x, stage.bottom - 4, paint: paint)
      x += measure.width(of: text, size: 16, face: .regular) + 22
    }
    if hidden > 0 {
      layout.text("\(Decimals.grouped(hidden)) more", stage.right, stage.bottom - 4, alignment: .right)
    } else if plot.width / Double(max(arms.count, 1)) >= 36, arms.contains(where: { $0.deviation > 0 }) {
      layout.text("shade: rewards", x, stage.bottom - 4, paint: .role(.secondary))
    }
  }

  /// On top of the arm that was pulled.
  private func walker(_ shown: [Int], _ pitch: Double, _ domain: ClosedRange<Double>, _ layout: inout Layout) {
    guard let pulled = model.lastAction, let place = shown.firstIndex(of: pulled) else { return }
    let side = 72.0
    let middle = plot.x + (Double(place) + 0.5) * pitch
    let top = min(
      y(arms[pulled].mean, domain), estimate(pulled).map { y($0, domain) } ?? plot.bottom, y(0, domain))
    let left = min(max(middle - side / 2, stage.x), stage.right - side)
    AgentFigure(
      origin: Point(left, max(top - side, stage.y + 2)), unit: side / 72, role: model.isHuman ? .human : .agent
    ).add(to: &layout)
  }
}
