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

  /// A line's name where nothing of either line is behind it: as near as can be to a share of the plot's width.
  private func name(
    _ text: String, of points: [Point], with others: [Point], nearTo share: Double,
    _ face: TextMark.Face, _ paint: Paint, _ layout: inout Layout
  ) {
    guard points.count > 1 else { return }
    let half = measure.width(of: text, size: 16, face: face) / 2
    let wanted = plot.x + plot.width * share
    let places = stride(from: plot.x + half, through: plot.right - half, by: 4).sorted {
      (abs($0 - wanted), $0) < (abs($1 - wanted), $1)
    }
    func mean(_ heights: [Double]) -> Double { heights.reduce(0, +) / Double(max(heights.count, 1)) }
    for middle in places {
      let (own, other) = (heights(of: points, middle, half + 6), heights(of: others, middle, half + 6))
      guard let high = (own + other).min(), let low = (own + other).max(), !own.isEmpty else { continue }
      // First on the side of the other line on which its own line runs.
      let (above, below) = (high - 12, low + 26)
      let isAbove = other.isEmpty || mean(own) <= mean(other)
      let baseline = (isAbove ? [above, below] : [below, above]).first { $0 >= plot.y + 14 && $0 <= plot.bottom - 8 }
      guard let baseline else { continue }
      layout.text(text, middle, baseline, face: face, alignment: .centre, paint: paint)
      return
    }
  }

  /// Where a line runs within `reach` of a place; its ends stand for what is a cell beyond them.
  private func heights(of line: [Point], _ middle: Double, _ reach: Double) -> [Double] {
    guard let first = line.first, let last = line.last else { return [] }
    return stride(from: middle - reach, through: middle + reach, by: 2).compactMap { x in
      let inside = min(max(x, first.x), last.x)
      guard abs(inside - x) <= frame.cell, let next = line.firstIndex(where: { $0.x >= inside }) else { return nil }
      let (from, to) = (line[max(next - 1, 0)], line[next])
      let share = to.x > from.x ? (inside - from.x) / (to.x - from.x) : 1
      return from.y + (to.y - from.y) * share
    }
  }
}
