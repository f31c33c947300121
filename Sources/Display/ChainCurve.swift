internal import Scenes

/// Below a chain: V as a curve over its states, and the exact values beside it.
struct ChainCurve<Measure: TextMeasure> {
  let model: ScreenModel
  let frame: BoardFrame
  let measure: Measure

  private var plot: Rectangle { Rectangle(frame.left, frame.bottom + 64, frame.width, 270) }

  /// Whether the numbers of the axis have room beside the board.
  private var hasMargin: Bool { frame.left - BoardFrame.stage.x >= 72 }

  private struct State {
    var x: Double
    var number: Int
    var learned: Double
    var exact: Double?
  }

  /// The states that have a value, from left to right.
  private var states: [State] {
    model.scene.cells.indices.compactMap { index in
      guard model.scene.cells[index].observation != nil, model.cells.indices.contains(index),
        let value = model.cells[index].value
      else { return nil }
      return State(
        x: frame.origin(index).x + frame.cell / 2, number: index, learned: value,
        exact: model.cells[index].optimalValue)
    }
  }

  func add(to layout: inout Layout) {
    layout.text("Value of each state", frame.left, plot.y - 28, size: 18, face: .bold)
    let states = states
    guard let domain = model.valueDomain, states.count > 1 else {
      layout.add(.hairline(Point(plot.x, plot.bottom), Point(plot.right, plot.bottom), .role(.rule)))
      layout.text(
        "The curve begins with the first reward.", plot.x, plot.y + plot.height / 2, size: 18, paint: .role(.secondary))
      return
    }
    let exact = states.compactMap { state in state.exact.map { Point(state.x, y($0, domain)) } }
    let learned = states.map { Point($0.x, y($0.learned, domain)) }
    axis(domain, states, &layout)
    if exact.count > 1 { layout.add(.polyline(exact, width: 2, .role(.ink))) }
    layout.add(.polyline(learned, width: 2.5, .role(.agent)))
    if frame.cell > 8 { for place in learned { layout.add(.circle(place, radius: 4, .role(.agent))) } }
    for state in states where state.number == model.scene.figures.first(where: { $0.kind == .agent })?.cell {
      layout.add(
        .ring(Point(state.x, y(state.learned, domain)), radius: 8, width: 2.5, .role(model.isHuman ? .human : .agent)))
    }
    name("exact", of: exact, with: learned, nearTo: 0.22, .regular, .role(.ink), &layout)
    name("learned", of: learned, with: exact, nearTo: 0.72, .bold, .role(.agentText), &layout)
  }

  private func y(_ value: Double, _ domain: ClosedRange<Double>) -> Double {
    let share = (value - domain.lowerBound) / max(domain.upperBound - domain.lowerBound, 1e-12)
    return plot.bottom - plot.height * min(max(share, 0), 1)
  }

  private func axis(_ domain: ClosedRange<Double>, _ states: [State], _ layout: inout Layout) {
    for tick in Ticks.within(domain, most: 5) {
      let height = y(tick.value, domain)
      let isBase = height > plot.bottom - 1
      layout.add(.hairline(Point(plot.x, height), Point(plot.right, height), .role(isBase ? .rule : .hair)))
      if hasMargin {
        layout.text(tick.text, plot.x - 10, height + 6, alignment: .right, paint: .role(.secondary))
      } else {
        // Over its line at the left end, where the board leaves no room for a margin.
        layout.text(tick.text, plot.x, height - 4, paint: .role(.secondary))
      }
    }
    var last = -Double.infinity
    for (index, state) in states.enumerated() {
      let isRound = states.count <= 12 || index == 0 || (state.number % 5 == 0 && index < states.count - 2)
      guard isRound || index == states.count - 1 else { continue }
      let text = "\(state.number)"
      let width = measure.width(of: text, size: 16, face: .regular)
      guard state.x - width / 2 > last + 8 else { continue }
      layout.text(text, state.x, plot.bottom + 22, alignment: .centre, paint: .role(.secondary))
      last = state.x + width / 2
    }
    layout.text("state", plot.x + plot.width / 2, plot.bottom + 46, alignment: .centre, paint: .role(.secondary))
  }

  /// A line's name where nothing of either line is behind it.
  private func name(
    _ text: String, of points: [Point], with others: [Point], nearTo share: Double,
    _ face: TextMark.Face, _ paint: Paint, _ layout: inout Layout
  ) {
    guard points.count > 1 else { return }
    let width = measure.width(of: text, size: 16, face: face)
    let middle = plot.x + plot.width * share
    let reach = max(width / 2 + 6, frame.cell)
    // On the side of the other line on which its own line runs.
    func mean(_ line: [Point]) -> Double {
      let near = line.filter { abs($0.x - middle) <= reach }.map(\.y)
      return near.reduce(0, +) / Double(max(near.count, 1))
    }
    let isAbove = others.isEmpty || mean(points) <= mean(others)
    let beside = (points + others).filter { abs($0.x - middle) <= reach }.map(\.y)
    guard let high = beside.min(), let low = beside.max() else { return }
    let baseline = isAbove ? max(high - 12, plot.y + 14) : min(low + 26, plot.bottom - 8)
    layout.text(text, middle, baseline, face: face, alignment: .centre, paint: paint)
  }
}
