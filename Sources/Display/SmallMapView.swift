internal import Scenes

/// The size of the whole of a large map in small.
enum SmallMap {
  /// The longer side, in units.
  static let side = 136.0
  /// Room above it, and for its frame.
  static let gap = 14.0
  /// Least room, which the words beside it need.
  private static let wordsHeight = 76.0

  /// What it needs below a board.
  static func height(of overview: Overview) -> Double {
    let longer = Double(max(overview.columns, overview.rows))
    return gap + max(side * Double(overview.rows) / longer, wordsHeight) + 4
  }
}

/// The whole of a large map below the board, with a frame around the part that the board shows, and words beside it.
struct SmallMapView {
  let model: ScreenModel
  let overview: Overview
  /// Where the room for it begins.
  let corner: Point

  /// Units for one cell of the whole map.
  private var unit: Double { SmallMap.side / Double(max(overview.columns, overview.rows)) }

  /// Where the small map lies.
  var place: Rectangle {
    Rectangle(
      corner.x + 3, corner.y + SmallMap.gap, Double(overview.columns) * unit, Double(overview.rows) * unit)
  }

  /// The frame around what the board shows.
  var frame: Rectangle {
    let place = place
    return Rectangle(
      place.x + Double(overview.left) * unit, place.y + Double(overview.top) * unit,
      Double(model.scene.columns) * unit, Double(model.scene.rows) * unit)
  }

  func add(to layout: inout Layout) {
    let place = place
    layout.add(.rectangle(place, .role(.ice)))
    let showsValues = model.overlay("v") != nil
    blocks(in: place, &layout) { showsValues ? value($0) : nil }
    let spread = spread
    blocks(in: place, &layout) { terrain($0, spread) }
    goals(in: place, &layout)
    layout.add(.outline(Rectangle(place.x - 3, place.y - 3, place.width + 6, place.height + 6), width: 2, .role(.ink)))
    let frame = frame
    let role: ColourRole = model.isHuman ? .human : .agent
    if frame.width >= 6 { layout.add(.outline(frame, width: 2, .role(.ink))) }
    layout.add(.circle(point(of: overview.agent, in: place), radius: 5, .role(.white)))
    layout.add(.circle(point(of: overview.agent, in: place), radius: 4, .role(role)))
    words(beside: place, &layout)
  }

  private func words(beside place: Rectangle, _ layout: inout Layout) {
    let (row, column) = (overview.agent / overview.columns, overview.agent % overview.columns)
    let size = "\(Decimals.grouped(overview.columns)) × \(Decimals.grouped(overview.rows))"
    var lines = [
      "part of a map of \(size) cells", "row \(Decimals.grouped(row + 1)), column \(Decimals.grouped(column + 1))",
    ]
    if overview.blocks.contains(where: { $0.closedShare > 0 }) { lines.append("dark: holes and walls") }
    for (index, line) in lines.enumerated() {
      layout.text(line, place.right + 20, place.y + 14 + 26 * Double(index), paint: .role(.secondary))
    }
  }

  /// The middle of a cell of the whole map.
  private func point(of cell: Int, in place: Rectangle) -> Point {
    Point(
      place.x + (Double(cell % overview.columns) + 0.5) * unit,
      place.y + (Double(cell / overview.columns) + 0.5) * unit)
  }

  /// The colour of a block's value.
  private func value(_ index: Int) -> Paint? {
    guard index < model.overviewValues.count, let depth = model.depth(of: model.overviewValues[index]) else {
      return nil
    }
    // Few steps, so that neighbours become one rectangle.
    return .ramp((depth * 24).rounded() / 24)
  }

  /// The least and the greatest share of holes and walls of blocks that are neither.
  private var spread: ClosedRange<Double> {
    let shares = overview.blocks.lazy.filter { $0.kind != .wall && $0.kind != .hazard }.map(\.closedShare)
    return (shares.min() ?? 0)...(shares.max() ?? 1)
  }

  /// Holes and walls: the more of them in a block the darker, from the emptiest block to the fullest, since a block of a
  /// large map has some nearly everywhere.
  private func terrain(_ index: Int, _ spread: ClosedRange<Double>) -> Paint? {
    let block = overview.blocks[index]
    switch block.kind {
    case .wall: return .role(.wall)
    case .hazard: return .role(.hazard)
    default:
      guard block.closedShare > 0 else { return nil }
      let width = spread.upperBound - spread.lowerBound
      let share = width > 0 ? (block.closedShare - spread.lowerBound) / width : 0.5
      return .role(.hazard, alpha: 0.1 + 0.7 * (share * 5).rounded() / 5)
    }
  }

  /// Neighbours of one colour in a row are one rectangle.
  private func blocks(in place: Rectangle, _ layout: inout Layout, _ paint: (Int) -> Paint?) {
    let (columns, side) = (overview.blockColumns, Double(overview.blockSide) * unit)
    for row in 0..<overview.blockRows {
      let paints = (0..<columns).map { paint(row * columns + $0) }
      var start = 0
      while start < columns {
        var end = start + 1
        while end < columns, paints[end] == paints[start] { end += 1 }
        if let paint = paints[start] {
          let (x, y) = (place.x + Double(start) * side, place.y + Double(row) * side)
          layout.add(
            .rectangle(
              Rectangle(x, y, min(Double(end - start) * side, place.right - x), min(side, place.bottom - y)), paint))
        }
        start = end
      }
    }
  }

  private func goals(in place: Rectangle, _ layout: inout Layout) {
    let side = Double(overview.blockSide) * unit
    for (index, block) in overview.blocks.enumerated() where block.kind == .goal {
      let centre = Point(
        place.x + (Double(index % overview.blockColumns) + 0.5) * side,
        place.y + (Double(index / overview.blockColumns) + 0.5) * side)
      layout.add(.circle(centre, radius: 4, .role(.goalOutline)))
      layout.add(.circle(centre, radius: 3, .role(.goal)))
    }
  }
}
