internal import Scenes

/// Where a board's cells lie on the stage.
///
/// Cells are squares of a whole number of pixels, as large as fits. A board that fills the stage starts in its top left
/// corner; a low or narrow one stands in the middle, together with what belongs above and below it.
struct BoardFrame {
  static let stage = Rectangle(24, 64, 576, 576)
  /// A figure is never larger than this, however large its cell.
  static let largestFigure = 96.0
  private static let largestCell = 144.0
  private static let largestChainCell = 88.0
  /// Room above a chain for the walker, and below boards for what belongs to them.
  private static let walkerHeight = 76.0
  static let chainHeight = 388.0
  static let windsHeight = 96.0
  static let routeTitle = 70.0
  static let routeCell = 36.0

  static func routesHeight(_ scene: Scene) -> Double { routeTitle + routeCell * Double(scene.rows) + 6 }

  /// A cell's side in units.
  let cell: Double
  let left: Double
  let top: Double
  let columns: Int
  let rows: Int

  /// A row of states, which leaves room for the curve of their values.
  static func isChain(_ scene: Scene) -> Bool { scene.rows == 1 && scene.columns > 2 }

  init(scene: Scene, extent: Extent) {
    (columns, rows) = (scene.columns, scene.rows)
    let stage = Self.stage
    let above = Self.isChain(scene) ? Self.walkerHeight : 0
    let needed =
      Self.captionsHeight(scene) + (scene.winds.isEmpty ? 0 : Self.windsHeight) + above
      + (scene.overview.map { SmallMap.height(of: $0) } ?? 0)
    let most = min(
      stage.width / Double(columns), (stage.height - needed) / Double(rows),
      Self.isChain(scene) ? Self.largestChainCell : Self.largestCell)
    cell = max(1, (most * extent.scale).rounded(.down)) / extent.scale
    let height = cell * Double(rows)
    let rest = stage.height - needed - height
    let extra = Self.isChain(scene) ? Self.chainHeight : scene.routes.isEmpty ? 0 : Self.routesHeight(scene)
    let block = needed + height + (extra <= rest ? extra : 0)
    func start(_ slack: Double) -> Double { slack < 8 ? 0 : (slack / 2 * extent.scale).rounded() / extent.scale }
    left = stage.x + start(stage.width - cell * Double(columns))
    top = stage.y + start(stage.height - block) + above
  }

  static func captionsHeight(_ scene: Scene) -> Double {
    scene.captions.isEmpty ? 0 : 10 + 26 * Double(scene.captions.count)
  }

  var width: Double { cell * Double(columns) }
  var height: Double { cell * Double(rows) }
  var bottom: Double { top + height }

  /// The top left corner of a cell.
  func origin(_ index: Int) -> Point {
    Point(left + Double(index % columns) * cell, top + Double(index / columns) * cell)
  }
}
