internal import Scenes

/// The value ramp with its numbers beside what it colours, and a triangle at the value of the moment.
struct ValueScale {
  let domain: ClosedRange<Double>
  let current: Double?
  let isHuman: Bool
  /// The ramp itself; numbers stand to its right.
  let place: Rectangle

  /// The scale at the right of a stage of cells.
  static func ofStage(_ model: ScreenModel) -> ValueScale? {
    guard model.overlay("v") != nil, let domain = model.valueDomain else { return nil }
    return ValueScale(
      domain: domain, current: model.currentValue, isHuman: model.isHuman,
      place: Rectangle(612, BoardFrame.stage.y, 14, BoardFrame.stage.height - 2))
  }

  func add(to layout: inout Layout) {
    let slices = 96
    for slice in 0..<slices {
      let top = place.y + place.height * Double(slice) / Double(slices)
      let value = 1 - (Double(slice) + 0.5) / Double(slices)
      layout.add(
        .rectangle(Rectangle(place.x, top, place.width, place.height / Double(slices) + 0.5), .ramp(value)))
    }
    let shown = current.map { y($0) }
    for tick in Ticks.within(domain, most: 6) {
      let height = y(tick.value)
      if let shown, abs(shown - height) < 20 { continue }
      layout.text(
        tick.text, place.right + 6, min(max(height + 6, place.y + 12), place.bottom), paint: .role(.secondary))
    }
    guard let shown, let current else { return }
    let height = min(max(shown, place.y + 8), place.bottom - 6)
    let role: ColourRole = isHuman ? .human : .agent
    let tip = place.right
    layout.add(.polygon([Point(tip, height), Point(tip + 9, height - 6), Point(tip + 9, height + 6)], .role(role)))
    let digits = abs(current) >= 100 ? 1 : 2
    layout.text(
      Decimals.display(current, digits), tip + 12, height + 6, face: .bold,
      paint: .role(isHuman ? .human : .agentText))
  }

  private func y(_ value: Double) -> Double {
    let share = (value - domain.lowerBound) / max(domain.upperBound - domain.lowerBound, 1e-12)
    return place.y + place.height * (1 - min(max(share, 0), 1))
  }
}
