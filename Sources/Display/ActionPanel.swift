internal import Scenes

/// The values of the actions here: a compass where actions are directions, bars elsewhere.
struct ActionPanel<Measure: TextMeasure> {
  let model: ScreenModel
  let extent: Extent
  let measure: Measure
  /// By how much what is above pushes the panel down.
  let drop: Double

  private var top: Double { 384 + extent.plotGrowth + drop }
  /// The ends of the tracks: from zero where nothing is negative, else from below the worst value shown, so that the longest
  /// bar is the best one also when all are losses.
  private var range: ClosedRange<Double> {
    let shown = model.actions.flatMap { [$0.value, $0.optimum] }.compactMap { $0 }.filter(\.isFinite)
    let (low, high) = (shown.min() ?? 0, shown.max() ?? 1)
    let domain = model.valueDomain
    if low >= 0, domain?.lowerBound ?? 0 >= 0 { return 0...max(domain?.upperBound ?? high, 1e-9) }
    return Ticks.around(low, max(high, domain?.upperBound ?? high))
  }

  private var isCompass: Bool {
    let directions = model.actions.compactMap(\.label.direction)
    return directions.count == model.actions.count && Set(directions).count == directions.count
      && model.actions.count > 1
  }

  func add(to layout: inout Layout) {
    layout.text(model.panelTitle, 704, top, size: 18, face: .bold)
    if range.lowerBound != 0, model.actions.contains(where: { $0.value != nil }) {
      layout.text(
        "from \(Ticks.text(range.lowerBound))", 980, top, alignment: .right, paint: .role(.secondary))
    }
    if isCompass { compass(&layout) } else { bars(&layout) }
    facts(&layout)
  }

  /// How far along a track a value lies, 0...1.
  private func place(_ value: Double) -> Double {
    let range = range
    return min(max((value - range.lowerBound) / max(range.upperBound - range.lowerBound, 1e-12), 0), 1)
  }

  private func compass(_ layout: inout Layout) {
    let shrink = min(1, (extent.height - 140 - top - 14) / 266)
    let centre = Point(841, top + 14 + 133 * shrink + min(extent.panelGrowth / 2, 60))
    let centreSide = 64.0 * shrink
    let square = Rectangle(centre.x - centreSide / 2, centre.y - centreSide / 2, centreSide, centreSide)
    let depth = model.overlay("v") == nil ? nil : model.depth(of: model.currentValue)
    layout.add(.rectangle(square, depth.map { .ramp($0) } ?? .role(.ice)))
    AgentFigure(
      origin: Point(square.x + 1, square.y + 1), unit: (centreSide - 2) / 72, role: model.isHuman ? .human : .agent
    ).add(to: &layout)
    let long = 95.0 * shrink
    let wordDirection = model.actions.contains { $0.label.direction == .up } ? Direction.up : .right
    for action in model.actions {
      guard let direction = action.label.direction else { continue }
      track(action, direction, square: square, long: long, thick: 26 * shrink, &layout)
      number(action, direction, square: square, long: long, &layout)
      guard let optimum = action.optimum else { continue }
      let mark = tick(optimum, direction, square: square, long: long, thick: 26 * shrink)
      layout.add(.rectangle(mark, .role(.ink)))
      if direction == wordDirection { name(mark, direction, square: square, &layout) }
    }
  }

  /// The word at one of the ticks: beside it, clear of the number of the track to the left, or below it.
  private func name(_ tick: Rectangle, _ direction: Direction, square: Rectangle, _ layout: inout Layout) {
    let middle = square.y + square.height / 2
    if direction == .up {
      let wanted = tick.y + 7
      let baseline = min(wanted, middle - 42)
      layout.text("optimum", tick.x - 9, baseline, alignment: .right, paint: .role(.secondary))
      if wanted - baseline > 4 {
        layout.add(
          .polyline([Point(tick.x - 7, baseline - 5), Point(tick.x, tick.y + 1)], width: 1.2, .role(.secondary)))
      }
    } else {
      layout.text("optimum", tick.x + 1, tick.bottom + 18, alignment: .centre, paint: .role(.secondary))
    }
  }

  private func track(
    _ action: ActionBar, _ direction: Direction, square: Rectangle, long: Double, thick: Double, _ layout: inout Layout
  ) {
    func box(_ from: Double, _ length: Double) -> Rectangle {
      let (middleX, middleY) = (square.x + square.width / 2, square.y + square.height / 2)
      switch direction {
      case .up: return Rectangle(middleX - thick / 2, square.y - 4 - from - length, thick, length)
      case .down: return Rectangle(middleX - thick / 2, square.bottom + 4 + from, thick, length)
      case .left: return Rectangle(square.x - 4 - from - length, middleY - thick / 2, length, thick)
      case .right: return Rectangle(square.right + 4 + from, middleY - thick / 2, length, thick)
      }
    }
    layout.add(.rectangle(box(0, long), .role(.chip)))
    guard let value = action.value else { return }
    let length = place(value) * long
    if length > 0 { layout.add(.rectangle(box(0, length), .role(action.isBest ? .agent : .rule))) }
  }

  /// The optimum's tick.
  private func tick(
    _ value: Double, _ direction: Direction, square: Rectangle, long: Double, thick: Double
  ) -> Rectangle {
    let at = place(value) * long
    let (middleX, middleY) = (square.x + square.width / 2, square.y + square.height / 2)
    let reach = thick + 8
    return switch direction {
    case .up: Rectangle(middleX - reach / 2, square.y - 4 - at - 1, reach, 2)
    case .down: Rectangle(middleX - reach / 2, square.bottom + 4 + at - 1, reach, 2)
    case .left: Rectangle(square.x - 4 - at - 1, middleY - reach / 2, 2, reach)
    case .right: Rectangle(square.right + 4 + at - 1, middleY - reach / 2, 2, reach)
    }
  }

  private func number(
    _ action: ActionBar, _ direction: Direction, square: Rectangle, long: Double, _ layout: inout Layout
  ) {
    let text = action.value.map { Decimals.display($0, 3) } ?? "–"
    let face: TextMark.Face = action.isBest ? .bold : .regular
    let (middleX, middleY) = (square.x + square.width / 2, square.y + square.height / 2)
    // Beside the middle of a vertical track, above the middle of a horizontal one.
    switch direction {
    case .up: layout.text(text, middleX + 25, square.y - 4 - long / 2 + 6, face: face)
    case .down: layout.text(text, middleX + 25, square.bottom + 4 + long / 2 + 6, face: face)
    case .left: layout.text(text, square.x - 4 - long / 2, middleY - 22, face: face, alignment: .centre)
    case .right: layout.text(text, square.right + 4 + long / 2, middleY - 22, face: face, alignment: .centre)
    }
  }

  /// Horizontal bars: for actions without a direction.
  private func bars(_ layout: inout Layout) {
    let room = extent.height - 140 - top - 14
    let most = max(1, Int(room / 24))
    let shown = model.actions.prefix(model.actions.count > most ? most - 1 : most)
    let pitch = min(38, room / Double(max(1, min(most, model.actions.count))))
    let labelWidth = min(
      96, (shown.map { measure.width(of: $0.label.name, size: 16, face: .regular) }.max() ?? 40) + 10)
    let numberWidth = 66.0
    let left = 704 + labelWidth
    let long = 978 - left - numberWidth
    for (index, action) in shown.enumerated() {
      let y = top + 14 + Double(index) * pitch
      let middle = y + pitch / 2
      let thick = min(26, pitch - 6)
      layout.text(action.label.name, 704, middle + 6, paint: .role(.secondary))
      layout.add(.rectangle(Rectangle(left, middle - thick / 2, long, thick), .role(.chip)))
      if let value = action.value {
        let length = place(value)
        let bar = Rectangle(left, middle - thick / 2, length * long, thick)
        if length > 0 { layout.add(.rectangle(bar, .role(action.isBest ? .agent : .rule))) }
      }
      if let optimum = action.optimum {
        layout.add(
          .rectangle(Rectangle(left + place(optimum) * long - 1, middle - thick / 2 - 3, 2, thick + 6), .role(.ink)))
      }
      layout.text(
        action.value.map { Decimals.display($0, 3) } ?? "–", 980, middle + 6, face: action.isBest ? .bold : .regular,
        alignment: .right)
    }
    if shown.count < model.actions.count {
      let y = top + 14 + Double(shown.count) * pitch + pitch / 2 + 6
      layout.text("\(model.actions.count - shown.count) more", 704, y, paint: .role(.secondary))
    }
  }

  private func facts(_ layout: inout Layout) {
    let right = extent.width - 24
    layout.text(model.factsTitle, 1014, top, size: 18, face: .bold)
    let room = extent.height - 140 - top - 10
    let pitch = min(38.6 + extent.panelGrowth / 7, room / 7)
    for (index, row) in model.factRows.prefix(7).enumerated() {
      let bottom = top + 14 + Double(index + 1) * pitch
      let baseline = bottom - pitch / 2 + 6
      layout.text(row.label, 1014, baseline, paint: .role(.secondary))
      var x = right
      if !row.unit.isEmpty {
        layout.text(row.unit, x, baseline, alignment: .right, paint: .role(.secondary))
        x -= measure.width(of: row.unit, size: 16, face: .regular) + 5
      }
      layout.text(row.number, x, baseline, face: .bold, alignment: .right)
      layout.add(.hairline(Point(1014, bottom), Point(right, bottom), .role(.hair)))
    }
  }
}
