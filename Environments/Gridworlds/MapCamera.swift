import Scenes

/// What is seen of a map: all of a small one, the part around the agent of a large one.
enum MapCamera {
  /// Cells along a side of a map that is shown whole: more could not be read.
  static let side = 24
  /// Cells of the part that is shown of a larger one; below it is room for the whole in small.
  static let (columns, rows) = (24, 18)

  /// The first of the cells shown along one side; the agent is then in the middle third, or at the map's border. The part
  /// moves by a third at once, so that the board stands still while the agent walks over it.
  static func origin(_ agent: Int, of count: Int, showing shown: Int) -> Int {
    let stride = shown / 3
    return min(max((agent / stride - 1) * stride, 0), max(count - shown, 0))
  }

  /// - Parameters:
  ///   - agent: the cell the agent stands on.
  ///   - overview: the whole in small; nil for maps that are shown whole.
  ///   - observationOffset: what to add to a cell's number for its observation.
  ///   - cell: a cell of the map.
  static func scene(
    _ map: TextMap, agent: Int, overview: MapOverview?, observationOffset: Int = 0, cell: (Int) -> Cell
  ) -> Scene {
    guard let overview else {
      return Scene(
        columns: map.columnCount, rows: map.rowCount, cells: map.letters.indices.map(cell),
        figures: [Figure(.agent, cell: agent)])
    }
    let (row, column) = (agent / map.columnCount, agent % map.columnCount)
    let (columns, rows) = (min(map.columnCount, Self.columns), min(map.rowCount, Self.rows))
    let left = origin(column, of: map.columnCount, showing: Self.columns)
    let top = origin(row, of: map.rowCount, showing: Self.rows)
    var scene = Scene(
      columns: columns, rows: rows,
      cells: (0..<rows * columns).map { cell((top + $0 / columns) * map.columnCount + left + $0 % columns) },
      figures: [Figure(.agent, cell: (row - top) * columns + column - left)])
    scene.overview = overview.shown(left: left, top: top, agent: agent, observationOffset: observationOffset)
    return scene
  }
}

/// The blocks of a large map's ``Overview``, made once.
struct MapOverview: Hashable, Sendable {
  private let overview: Overview

  /// nil for a map that is shown whole.
  init?(_ map: TextMap) {
    let (columns, rows) = (map.columnCount, map.rowCount)
    guard max(columns, rows) > MapCamera.side else { return nil }
    let side = (max(columns, rows) + Overview.longestSide - 1) / Overview.longestSide
    var blocks: [Overview.Block] = []
    for top in Swift.stride(from: 0, to: rows, by: side) {
      for left in Swift.stride(from: 0, to: columns, by: side) {
        blocks.append(Self.block(map, left: left, top: top, side: side))
      }
    }
    overview = Overview(columns: columns, rows: rows, blockSide: side, blocks: blocks)
  }

  private static func block(_ map: TextMap, left: Int, top: Int, side: Int) -> Overview.Block {
    var (count, walls, hazards) = (0, 0, 0)
    var special: Cell.Kind?
    var standing: Int?
    for row in top..<min(top + side, map.rowCount) {
      for column in left..<min(left + side, map.columnCount) {
        let cell = row * map.columnCount + column
        count += 1
        switch map.letters[cell] {
        case UInt8(ascii: "#"): walls += 1
        case UInt8(ascii: "H"): hazards += 1
        case UInt8(ascii: "G"), UInt8(ascii: "1")...UInt8(ascii: "9"): special = .goal
        case UInt8(ascii: "S"):
          if special == nil { special = .start }
          standing = cell
        default: if standing == nil { standing = cell }
        }
      }
    }
    let kind = special ?? (walls * 2 >= count ? .wall : hazards * 2 >= count ? .hazard : .floor)
    return Overview.Block(
      kind: kind, observation: standing, closedShare: Double(walls + hazards) / Double(max(count, 1)))
  }

  /// The small map with the part shown and the agent marked.
  func shown(left: Int, top: Int, agent: Int, observationOffset: Int) -> Overview {
    var overview = overview
    (overview.left, overview.top, overview.agent) = (left, top, agent)
    overview.observationOffset = observationOffset
    return overview
  }
}
