internal import Scenes

/// Axes of a small plot, and where its points go.
struct PlotAxes<Measure: TextMeasure> {
  let view: CurvePlot
  let measure: Measure
  let isLogarithmic: Bool
  let mostRows: Int

  init(
    plot: Rectangle, x: ClosedRange<Double>, y: ClosedRange<Double>, scale: Double, measure: Measure,
    isLogarithmic: Bool = false, mostRows: Int = 4
  ) {
    self.measure = measure
    self.isLogarithmic = isLogarithmic
    self.mostRows = mostRows
    let y = isLogarithmic ? y : CurveSmoothing.readable(y)
    // The axis ends on round numbers.
    let ticks = isLogarithmic ? [] : Ticks.within(y, most: mostRows)
    let step = ticks.count > 1 ? ticks[1].value - ticks[0].value : y.upperBound - y.lowerBound
    let low = (y.lowerBound / step + 1e-9).rounded(.down) * step
    let high = (y.upperBound / step - 1e-9).rounded(.up) * step
    view = CurvePlot(
      plot: plot, x: x, y: isLogarithmic || step <= 0 ? y : low...max(high, low + step), scale: scale)
  }

  func x(_ value: Double) -> Double { view.x(value) }
  func y(_ value: Double) -> Double { view.y(value) }
  private var plot: Rectangle { view.plot }

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
    for tick in Ticks.within(view.xRange, most: 6, short: true, whole: true) {
      let place = x(tick.value)
      layout.add(.hairline(Point(place, plot.bottom), Point(place, plot.bottom + 4), .role(.rule)))
      if place + measure.width(of: tick.text, size: 16, face: .regular) / 2 < plot.right + 4 {
        layout.text(tick.text, place, plot.bottom + 22, alignment: .centre, paint: .role(.secondary))
      }
    }
    layout.text(unit, plot.right + 14, plot.bottom + 22, paint: .role(.secondary))
  }

  private var rows: [Ticks] {
    if !isLogarithmic { return Ticks.within(view.yRange, most: mostRows) }
    let (low, high) = (Int(view.yRange.lowerBound), Int(view.yRange.upperBound))
    let step = max(1, (high - low + 2) / 3)
    return stride(from: low, through: high, by: step).map {
      let text = $0 >= 0 ? Decimals.short(Logarithm.powerOfTen($0)) : "." + String(repeating: "0", count: -$0 - 1) + "1"
      return Ticks(value: Double($0), text: $0 < -3 ? "1e\($0)".replacing("-", with: "−") : text)
    }
  }

  /// Names a height of the plot where no curve runs through the name; nil where there is no such place.
  ///
  /// - Parameter curves: points in units of the axes.
  func place(of text: String, at value: Double, clearOf curves: [[Point]]) -> Point? {
    let width = measure.width(of: text, size: 16, face: .regular)
    var lines: [(column: Double, y: Double)] = []
    for curve in curves {
      view.columns(curve) { column, value in lines.append((column, y(value))) }
      if curve.count == 1 { lines.append((x(curve[0].x), y(curve[0].y))) }
    }
    let height = y(value)
    for left in stride(from: plot.x + 8, through: plot.right - width - 8, by: 16) {
      for baseline in [height - 7, height + 19]
      where baseline - 14 >= plot.y - 2 && baseline + 4 <= plot.bottom {
        let isFree = !lines.contains {
          $0.column > left - 8 && $0.column < left + width + 8 && $0.y > baseline - 22 && $0.y < baseline + 9
        }
        if isFree { return Point(left, baseline) }
      }
    }
    return nil
  }
}
