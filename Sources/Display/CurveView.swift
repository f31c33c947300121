internal import Scenes

/// The learning curve: regret is an area.
struct CurveView<Measure: TextMeasure> {
  let curve: Curve
  let extent: Extent
  let measure: Measure
  /// By how much a notice moves the panel down.
  let drop: Double

  private var plot: Rectangle {
    Rectangle(752, 136 + drop, 388 + extent.width - 1280, 190 + extent.plotGrowth - drop * 0.6)
  }

  func add(to layout: inout Layout) {
    let right = extent.width - 24
    layout.text(curve.title, 704, 82 + drop, size: 18, face: .bold)
    let keyWidth = measure.width(of: curve.keyNumber, size: 36, face: .bold)
    layout.text(curve.keyNumber, right, 102 + drop, size: 36, face: .bold, alignment: .right)
    layout.text(curve.keyWord, right - keyWidth - 12, 102 + drop, size: 18, alignment: .right, paint: .role(.secondary))
    let wordWidth = measure.width(of: curve.keyWord, size: 18, face: .regular)
    let room = right - keyWidth - 12 - wordWidth - 16 - 704
    if measure.width(of: curve.subtitle, size: 16, face: .regular) <= room {
      layout.text(curve.subtitle, 704, 106 + drop, paint: .role(.secondary))
    }
    guard let range = curve.range, lastEpisode > 0 else {
      layout.add(.hairline(Point(704, plot.y), Point(right, plot.y), .role(.hair)))
      layout.add(.hairline(Point(704, plot.bottom), Point(right, plot.bottom), .role(.rule)))
      layout.text(curve.emptySentence, 704, plot.y + plot.height / 2 + 6, size: 18, paint: .role(.secondary))
      return
    }
    axes(range, &layout)
    lines(range, &layout)
    labels(range, &layout)
  }

  private var lastEpisode: Double { max(curve.evaluations.last?.x ?? 0, curve.played.last?.x ?? 0) }

  private func x(_ episode: Double) -> Double { plot.x + plot.width * episode / max(lastEpisode, 1) }
  private func y(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    let share = (value - range.lowerBound) / max(range.upperBound - range.lowerBound, 1e-12)
    return plot.bottom - plot.height * min(max(share, 0), 1)
  }

  private func axes(_ range: ClosedRange<Double>, _ layout: inout Layout) {
    let ticks = Ticks.within(range, most: 5)
    for tick in ticks {
      let height = y(tick.value, range)
      let isBase = tick.value == range.lowerBound
      layout.add(.hairline(Point(plot.x, height), Point(plot.right, height), .role(isBase ? .rule : .hair)))
      layout.text(tick.text, plot.x - 10, height + 6, alignment: .right, paint: .role(.secondary))
    }
    layout.add(.hairline(Point(plot.x, plot.bottom), Point(plot.right, plot.bottom), .role(.rule)))
    for tick in Ticks.within(0...max(lastEpisode, 1), most: 6, short: true) {
      let place = x(tick.value)
      layout.add(.hairline(Point(place, plot.bottom), Point(place, plot.bottom + 4), .role(.rule)))
      // The last label would run into the unit behind the axis.
      if place + measure.width(of: tick.text, size: 16, face: .regular) / 2 < plot.right + 4 {
        layout.text(tick.text, place, plot.bottom + 22, alignment: .centre, paint: .role(.secondary))
      }
    }
    layout.text("episodes", plot.right + 14, plot.bottom + 22, paint: .role(.secondary))
  }

  private func lines(_ range: ClosedRange<Double>, _ layout: inout Layout) {
    let mean = Self.runningMean(curve.evaluations, over: 15)
    let raw = thinned(curve.evaluations)
    let smooth = thinned(mean)
    if let optimum = curve.optimum { regret(smooth, below: y(optimum, range), range, &layout) }
    if raw.count > 1 {
      layout.add(.polyline(raw.map { Point(x($0.x), y($0.y, range)) }, width: 1, .role(.agent, alpha: 0.38)))
    }
    let played = thinned(curve.played)
    if played.count > 1 {
      layout.add(.polyline(played.map { Point(x($0.x), y($0.y, range)) }, width: 1.5, .role(.secondary)))
    }
    if smooth.count > 1 {
      layout.add(.polyline(smooth.map { Point(x($0.x), y($0.y, range)) }, width: 2.5, .role(.agent)))
    }
    if let optimum = curve.optimum {
      let top = y(optimum, range)
      layout.add(.rectangle(Rectangle(plot.x, top - 1, plot.width, 2), .role(.ink)))
    }
    if let now = curve.evaluations.last {
      layout.add(.circle(Point(x(now.x), y(now.y, range)), radius: 5, .role(.agent)))
    }
    if curve.isFinished { layout.add(.rectangle(Rectangle(plot.right - 1, plot.bottom - 12, 2, 12), .role(.ink))) }
  }

  /// The surface between the optimum and the mean, a pixel column at a time: columns meet without a seam.
  private func regret(_ mean: [Point], below top: Double, _ range: ClosedRange<Double>, _ layout: inout Layout) {
    guard let first = mean.first, let last = mean.last else { return }
    let start = (x(first.x) * extent.scale).rounded()
    let end = (x(last.x) * extent.scale).rounded()
    var next = 1
    for column in stride(from: start, to: end, by: 1) {
      let episode = (column / extent.scale - plot.x) / plot.width * max(lastEpisode, 1)
      while next < mean.count - 1, mean[next].x < episode { next += 1 }
      guard next < mean.count else { break }
      let (before, after) = (mean[next - 1], mean[next])
      let share = after.x > before.x ? min(max((episode - before.x) / (after.x - before.x), 0), 1) : 1
      let height = y(before.y + (after.y - before.y) * share, range) - top
      if height > 0 {
        layout.add(
          .rectangle(Rectangle(column / extent.scale, top, 1 / extent.scale, height), .role(.agent, alpha: 0.12)))
      }
    }
  }

  private func labels(_ range: ClosedRange<Double>, _ layout: inout Layout) {
    var entries: [(y: Double, number: String, word: String, paint: Paint)] = []
    if let optimum = curve.optimum {
      entries.append((y(optimum, range), Decimals.display(optimum, curve.decimals), "best", .role(.ink)))
    }
    if let now = curve.evaluations.last {
      entries.append((y(now.y, range), Decimals.display(now.y, curve.decimals), "now", .role(.agentText)))
    }
    if let played = curve.played.last {
      entries.append((y(played.y, range), Decimals.display(played.y, 2), "played", .role(.secondary)))
    }
    let places = Self.spread(entries.map(\.y), gap: 22, within: (plot.y + 2)...(plot.bottom - 2))
    for (entry, place) in zip(entries, places) {
      let left = plot.right + 14
      layout.text(entry.number, left, place + 6, face: .bold, paint: entry.paint)
      let width = measure.width(of: entry.number, size: 16, face: .bold)
      if left + width + 8 + measure.width(of: entry.word, size: 16, face: .regular) <= extent.width - 4 {
        layout.text(entry.word, left + width + 8, place + 6, paint: entry.paint)
      }
    }
  }

  /// Moves places apart to at least `gap`, keeping their order and staying within bounds.
  static func spread(_ places: [Double], gap: Double, within bounds: ClosedRange<Double>) -> [Double] {
    let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    var result = places
    var previous = -Double.infinity
    for index in order {
      result[index] = max(places[index], previous + gap)
      previous = result[index]
    }
    var limit = bounds.upperBound
    for index in order.reversed() {
      result[index] = min(result[index], limit)
      limit = result[index] - gap
    }
    return result
  }

  static func runningMean(_ points: [Point], over count: Int) -> [Point] {
    var sum = 0.0
    return points.indices.map { index in
      sum += points[index].y
      if index >= count { sum -= points[index - count].y }
      return Point(points[index].x, sum / Double(min(index + 1, count)))
    }
  }

  /// At most two points a pixel column: the lowest and the highest.
  private func thinned(_ points: [Point]) -> [Point] {
    let columns = Int(plot.width * extent.scale)
    guard points.count > 2 * columns, columns > 0 else { return points }
    var result: [Point] = []
    let chunk = (points.count + columns - 1) / columns
    for start in stride(from: 0, to: points.count, by: chunk) {
      let part = points[start..<min(start + chunk, points.count)]
      guard let low = part.min(by: { $0.y < $1.y }), let high = part.max(by: { $0.y < $1.y }) else { continue }
      result += low.x <= high.x ? [low, high] : [high, low]
    }
    if let last = points.last { result.append(last) }
    return result
  }
}
