internal import Scenes

/// The whole of a large map in a corner of the board, with a frame around the part that the board shows.
///
/// Stands in a corner the agent is not near: on the left while the agent is on the right of the board.
struct SmallMapView {
  let model: ScreenModel
  let overview: Overview
  /// The longer side, in units.
  static let side = 144.0

  /// Units for one cell of the whole map.
  private var unit: Double { Self.side / Double(max(overview.columns, overview.rows)) }

  /// Where the small map lies.
  var place: Rectangle {
    let (width, height) = (Double(overview.columns) * unit, Double(overview.rows) * unit)
    let board = BoardFrame.stage
    let agent = model.scene.figures.first { $0.kind == .agent }?.cell ?? 0
    let isLeft = agent % model.scene.columns * 2 >= model.scene.columns
    return Rectangle(isLeft ? board.x + 10 : board.right - 12 - width, board.y + 10, width, height)
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
    layout.add(.rectangle(Rectangle(place.x - 6, place.y - 6, place.width + 12, place.height + 12), .role(.ground)))
    layout.add(.rectangle(place, .role(.ice)))
    blocks(in: place, &layout)
    goals(in: place, &layout)
    layout.add(.outline(Rectangle(place.x - 3, place.y - 3, place.width + 6, place.height + 6), width: 2, .role(.ink)))
    let frame = frame
    let role: ColourRole = model.isHuman ? .human : .agent
    if frame.width >= 6 { layout.add(.outline(frame, width: 2, .role(.ink))) }
    layout.add(.circle(point(of: overview.agent, in: place), radius: 5, .role(.white)))
    layout.add(.circle(point(of: overview.agent, in: place), radius: 4, .role(role)))
  }

  /// The middle of a cell of the whole map.
  private func point(of cell: Int, in place: Rectangle) -> Point {
    Point(
      place.x + (Double(cell % overview.columns) + 0.5) * unit,
      place.y + (Double(cell / overview.columns) + 0.5) * unit)
  }

  private func paint(_ index: Int, showsValues: Bool) -> Paint? {
    switch overview.blocks[index].kind {
    case .wall: return .role(.wall)
    case .hazard: return .role(.hazard)
    default:
      guard showsValues, index < model.overviewValues.count, let depth = model.depth(of: model.overviewValues[index])
      else { return nil }
      // Few steps, so that neighbours become one rectangle.
      return .ramp((depth * 24).rounded() / 24)
    }
  }

  /// Neighbours of one colour in a row are one rectangle.
  private func blocks(in place: Rectangle, _ layout: inout Layout) {
    let showsValues = model.overlay("v") != nil
    let (columns, side) = (overview.blockColumns, Double(overview.blockSide) * unit)
    for row in 0..<overview.blockRows {
      var start = 0
      while start < columns {
        let paint = paint(row * columns + start, showsValues: showsValues)
        var end = start + 1
        while end < columns, self.paint(row * columns + end, showsValues: showsValues) == paint { end += 1 }
        if let paint {
          let (x, y) = (place.x + Double(start) * side, place.y + Double(row) * side)
          layout.add(
            .rectangle(
              Rectangle(
                x, y, min(Double(end - start) * side + 0.25, place.right - x), min(side + 0.25, place.bottom - y)),
              paint))
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
