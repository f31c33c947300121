internal import Scenes

/// Below a board: how strongly the wind of each column lifts whoever leaves a cell there.
struct Winds<Measure: TextMeasure> {
  let winds: [Int]
  let frame: BoardFrame
  let measure: Measure

  func add(to layout: inout Layout) {
    let most = max(winds.map { abs($0) }.max() ?? 1, 1)
    let top = frame.bottom + 8
    for (column, wind) in winds.enumerated() where column < frame.columns {
      let middle = frame.left + (Double(column) + 0.5) * frame.cell
      if wind != 0 {
        let share = Double(abs(wind)) / Double(most)
        let unit = min(frame.cell / 72, 1)
        let arrow = Arrow(length: 16 + 18 * share, shaft: 3 + 5 * share)
        let points = arrow.points(wind > 0 ? .up : .down).map { Point(middle + $0.x * unit, top + 18 + $0.y) }
        layout.add(.polygon(points, .role(.secondary)))
      }
      let text = "\(wind)".replacing("-", with: "−")
      if measure.width(of: text, size: 16, face: .bold) < frame.cell - 4 {
        layout.text(
          text, middle, top + 56, face: wind == 0 ? .regular : .bold, alignment: .centre, paint: .role(.secondary))
      }
    }
    layout.text(
      "wind: cells by which leaving a column lifts", frame.left, top + 82, paint: .role(.secondary))
  }
}
