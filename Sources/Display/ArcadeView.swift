internal import Scenes

/// A board of pixel tiles, with what the agent sees in it.
struct ArcadeView {
  let model: ScreenModel
  let tiles: [Tile]
  let stage: Rectangle
  let extent: Extent

  /// Pixels of a tile on the screen, in units: whole pixels, the largest that fits.
  private var pixel: Double {
    let most = Double(max(model.scene.columns, model.scene.rows)) * 8
    return max(1, ((stage.width - 16) * extent.scale / most).rounded(.down)) / extent.scale
  }

  func add(to layout: inout Layout) {
    layout.add(.rectangle(stage, .role(.arcadeGround)))
    let cell = 8 * pixel
    let grid = TileGrid(
      left: stage.x + ((stage.width - cell * Double(model.scene.columns)) / 2 * extent.scale).rounded() / extent.scale,
      top: stage.y + ((stage.height - cell * Double(model.scene.rows)) / 2 * extent.scale).rounded() / extent.scale,
      cell: cell, columns: model.scene.columns)
    let taken = Set(tiles.map { $0.row * model.scene.columns + $0.column })
    for index in 0..<(model.scene.rows * model.scene.columns) where !taken.contains(index) {
      let centre = grid.centre(index)
      layout.add(.rectangle(Rectangle(centre.x - 1, centre.y - 1, 2, 2), .role(.arcadeDots)))
    }
    for tile in tiles {
      let origin = grid.origin(tile.row * model.scene.columns + tile.column)
      for run in Sprites.runs(of: tile.kind) {
        let paint = model.isHuman ? Self.human(run.paint) : run.paint
        layout.add(
          .rectangle(
            Rectangle(
              origin.x + Double(run.x) * pixel, origin.y + Double(run.y) * pixel, Double(run.width) * pixel, pixel),
            paint))
      }
    }
    if let chip = model.overlay("v") { visited(grid, numbersBeside: chip.showsNumbers ? taken : nil, &layout) }
    if model.overlay("e") != nil { errors(grid, &layout) }
    saliency(grid, &layout)
  }

  /// Where the cells of a board of tiles are, in units.
  private struct TileGrid {
    let left, top, cell: Double
    let columns: Int

    func origin(_ index: Int) -> Point {
      Point(left + Double(index % columns) * cell, top + Double(index / columns) * cell)
    }
    func centre(_ index: Int) -> Point {
      Point(left + (Double(index % columns) + 0.5) * cell, top + (Double(index / columns) + 0.5) * cell)
    }
  }

  /// The value of each cell that the figure was in: a bar at the foot of the cell, framed in white, which neither hides what
  /// stands there nor looks like a thing of the game. Neighbours join to a strip.
  private func visited(_ grid: TileGrid, numbersBeside taken: Set<Int>?, _ layout: inout Layout) {
    let height = grid.cell / 7
    let known = model.cells.indices.filter { model.cells[$0].value != nil }
    for index in known {
      let origin = grid.origin(index)
      layout.add(
        .rectangle(Rectangle(origin.x, origin.y + grid.cell - height, grid.cell, height), .role(.white)))
    }
    for index in known {
      guard let value = model.cells[index].value, let depth = model.depth(of: value) else { continue }
      let origin = grid.origin(index)
      let place = Rectangle(origin.x + 1, origin.y + grid.cell - height + 2, grid.cell - 2, height - 4)
      layout.add(.rectangle(place, .ramp(depth)))
      if let taken, !taken.contains(index) {
        let text = Decimals.display(value, abs(value) >= 10 ? 0 : 1)
        layout.text(
          text, origin.x + grid.cell / 2, origin.y + grid.cell - height - 5, face: .bold, alignment: .centre,
          paint: .role(.white), on: .role(.arcadeGround))
      }
    }
  }

  /// The last TD error in each cell that the figure was in.
  private func errors(_ grid: TileGrid, _ layout: inout Layout) {
    let (largest, unit) = (model.largestError, grid.cell / 72)
    for index in model.cells.indices where largest > 0 {
      guard let error = model.cells[index].error else { continue }
      let origin = grid.origin(index)
      layout.errorMark(
        error / largest, at: Point(origin.x + 58 * unit, origin.y + 14 * unit), unit: unit, .role(.attention))
    }
  }

  /// While a person plays what they steer is in their colour.
  private static func human(_ paint: Paint) -> Paint {
    switch paint {
    case .role(.tileAgent, _), .role(.tileAgentLight, _): .role(.human)
    case .role(.tileAgentDark, _): .mix(.human, .black, share: 0.4)
    default: paint
    }
  }

  /// Frames round the few cells that the choice depends on, the stronger the more.
  private func saliency(_ grid: TileGrid, _ layout: inout Layout) {
    guard let deep = model.deep, deep.saliency.count == model.scene.rows * model.scene.columns else { return }
    for (index, share) in deep.saliency.enumerated() where share > 0 {
      let side = grid.cell * (0.62 + 0.32 * share)
      let centre = grid.centre(index)
      let square = Rectangle(centre.x - side / 2, centre.y - side / 2, side, side)
      layout.add(.outline(square, width: 1.5 + 4 * share, .role(.attention)))
    }
  }
}
