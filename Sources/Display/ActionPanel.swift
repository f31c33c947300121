internal import Scenes

/// The values of the actions here: a compass where actions are directions, bars elsewhere.
struct ActionPanel<Measure: TextMeasure> {
  let model: ScreenModel
  let extent: Extent
  let measure: Measure
  /// By how much what is above pushes the panel down.
  let drop: Double

  private var top: Double { 384 + extent.plotGrowth + drop }
  private var domain: ClosedRange<Double> {
    if let domain = model.valueDomain { return domain }
    let values = model.actions.compactMap(\.value)
    return min(0, values.min() ?? 0)...max(values.max() ?? 1, 1e-9)
  }
  private var isCompass: Bool {
    let directions = model.actions.compactMap(\.label.direction)
    return directions.count == model.actions.count && Set(directions).count == directions.count
      && model.actions.count > 1
  }

  func add(to layout: inout Layout) {
    layout.text(model.panelTitle, 704, top, size: 18, face: .bold)
    if isCompass { compass(&layout) } else { bars(&layout) }
    facts(&layout)
  }

  /// Where a bar starts and how long it is, as shares of a track, for a value over the domain.
  private func span(_ value: Double) -> (start: Double, length: Double) {
    let most = max(abs(domain.lowerBound), abs(domain.upperBound), 1e-12)
    let share = min(max(value / most, -1), 1)
    if domain.lowerBound < 0 { return (share < 0 ? 0.5 + share / 2 : 0.5, abs(share) / 2) }
    return (0, max(share, 0))
  }

  private func place(_ value: Double) -> Double {
    let (start, length) = span(value)
    return value < 0 ? start : start + length
  }

  private func compass(_ layout: inout Layout) {
    let shrink = min(1, (extent.height - 140 - top - 14) / 266)
    let centre = Point(841, top + 14 + 133 * shrink + min(extent.panelGrowth / 2, 60))
    let centreSide = 64.0 * shrink
    let square = Rectangle(centre.x - centreSide / 2, centre.y - centreSide / 2, centreSide, centreSide)
    let board = BoardView(model: model, extent: extent)
    let depth = board.showsValues ? model.depth(of: model.currentValue) : nil
    layout.add(.rectangle(square, depth.map { .ramp($0) } ?? .role(.ice)))
    AgentFigure(
      origin: Point(square.x + 1, square.y + 1), unit: (centreSide - 2) / 72, role: model.isHuman ? .human : .agent
    ).add(to: &layout)
    let long = 95.0 * shrink
    var wordIsDrawn = false
    for action in model.actions {
      guard let direction = action.label.direction else { continue }
      track(action, direction, square: square, long: long, thick: 26 * shrink, &layout)
      let tickAt = action.optimum.map { tick($0, direction, square: square, long: long, thick: 26 * shrink, &layout) }
      number(action, direction, square: square, long: long, &layout)
      if let tickAt, direction == .up, !wordIsDrawn {
        layout.text("optimum", square.x + centreSide / 2 - 26, tickAt + 6, alignment: .right, paint: .role(.secondary))
        wordIsDrawn = true
      }
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
    let (start, length) = span(value)
    if length > 0 { layout.add(.rectangle(box(start * long, length * long), .role(action.isBest ? .agent : .rule))) }
  }

  /// Draws the optimum's tick and returns its height on the screen.
  private func tick(
    _ value: Double, _ direction: Direction, square: Rectangle, long: Double, thick: Double, _ layout: inout Layout
  ) -> Double {
    let at = place(value) * long
    let (middleX, middleY) = (square.x + square.width / 2, square.y + square.height / 2)
    let reach = thick + 8
    let mark =
      switch direction {
      case .up: Rectangle(middleX - reach / 2, square.y - 4 - at - 1, reach, 2)
      case .down: Rectangle(middleX - reach / 2, square.bottom + 4 + at - 1, reach, 2)
      case .left: Rectangle(square.x - 4 - at - 1, middleY - reach / 2, 2, reach)
      case .right: Rectangle(square.right + 4 + at - 1, middleY - reach / 2, 2, reach)
      }
    layout.add(.rectangle(mark, .role(.ink)))
    return mark.y + 1
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
        let (start, length) = span(value)
        let bar = Rectangle(left + start * long, middle - thick / 2, length * long, thick)
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
