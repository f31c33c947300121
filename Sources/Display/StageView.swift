internal import Scenes

/// The stage of worlds that are not boards of cells: pixel tiles, free pictures, maps of values.
struct StageView<Measure: TextMeasure> {
  let model: ScreenModel
  let extent: Extent
  let measure: Measure
  private var stage: Rectangle { BoardFrame.stage }

  func add(to layout: inout Layout) {
    if let map = model.deep?.map {
      return ValueMapView(map: map, isHuman: model.isHuman, measure: measure).add(to: &layout)
    }
    switch model.scene.stage {
    case .board: BoardView(model: model, extent: extent, measure: measure).add(to: &layout)
    case .arms(let arms): ArmsView(arms: arms, model: model, measure: measure).add(to: &layout)
    case .decisions(let table): DecisionsView(table: table, model: model, measure: measure).add(to: &layout)
    case .arcade(let tiles): arcade(tiles, &layout)
    case .picture(let marks):
      let agent: ColourRole = model.isHuman ? .human : .agent
      for mark in marks { layout.add(mark.moved(by: Point(stage.x, stage.y)).repainted(.agent, agent)) }
    }
  }

  /// Pixels of a tile on the screen, in units: whole pixels, the largest that fits.
  private var pixel: Double {
    let most = Double(max(model.scene.columns, model.scene.rows)) * 8
    return max(1, ((stage.width - 16) * extent.scale / most).rounded(.down)) / extent.scale
  }

  private func arcade(_ tiles: [Tile], _ layout: inout Layout) {
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
    if let chip = model.overlay("v") { visited(grid, hasNumbers: chip.showsNumbers, &layout) }
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

  /// Cells that the figure was in, in the colour of their value.
  private func visited(_ grid: TileGrid, hasNumbers: Bool, _ layout: inout Layout) {
    for index in model.cells.indices {
      guard let value = model.cells[index].value, let depth = model.depth(of: value) else { continue }
      let (origin, centre) = (grid.origin(index), grid.centre(index))
      layout.add(.rectangle(Rectangle(origin.x + 1, origin.y + 1, grid.cell - 2, grid.cell - 2), .ramp(depth)))
      if hasNumbers {
        layout.text(
          Decimals.display(value, 1), centre.x, centre.y + 6, face: .bold, alignment: .centre, paint: .onRamp(depth),
          on: .ramp(depth))
      }
    }
  }

  /// The last TD error in each cell that the figure was in.
  private func errors(_ grid: TileGrid, _ layout: inout Layout) {
    let (largest, unit) = (model.largestError, grid.cell / 72)
    let showsValues = model.overlay("v") != nil
    for index in model.cells.indices where largest > 0 {
      guard let error = model.cells[index].error else { continue }
      let origin = grid.origin(index)
      let depth = showsValues ? model.depth(of: model.cells[index].value) : nil
      layout.errorMark(
        error / largest, at: Point(origin.x + 58 * unit, origin.y + 14 * unit), unit: unit,
        depth.map { .onRamp($0) } ?? .role(.attention))
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

  /// Squares whose area says how much a cell matters to the choice.
  private func saliency(_ grid: TileGrid, _ layout: inout Layout) {
    guard let deep = model.deep, deep.saliency.count == model.scene.rows * model.scene.columns else { return }
    for (index, share) in deep.saliency.enumerated() {
      let side = 52 * grid.cell / 56 * share.squareRoot()
      if side < 15 * grid.cell / 56 { continue }
      let centre = grid.centre(index)
      let square = Rectangle(centre.x - side / 2, centre.y - side / 2, side, side)
      layout.add(.rectangle(square, .role(.attention, alpha: 0.16)))
      layout.add(.outline(square, width: 2, .role(.attention)))
    }
  }
}

extension Mark {
  /// The mark in another place.
  func moved(by offset: Point) -> Mark {
    func move(_ point: Point) -> Point { Point(point.x + offset.x, point.y + offset.y) }
    func move(_ place: Rectangle) -> Rectangle {
      Rectangle(place.x + offset.x, place.y + offset.y, place.width, place.height)
    }
    switch self {
    case .rectangle(let place, let paint): return .rectangle(move(place), paint)
    case .outline(let place, let width, let paint): return .outline(move(place), width: width, paint)
    case .polygon(let points, let paint): return .polygon(points.map(move), paint)
    case .polyline(let points, let width, let paint): return .polyline(points.map(move), width: width, paint)
    case .circle(let centre, let radius, let paint): return .circle(move(centre), radius: radius, paint)
    case .ring(let centre, let radius, let width, let paint):
      return .ring(move(centre), radius: radius, width: width, paint)
    case .hairline(let from, let to, let paint): return .hairline(move(from), move(to), paint)
    case .text(var text):
      text.anchor = move(text.anchor)
      return .text(text)
    }
  }

  /// The mark with one role in place of another.
  func repainted(_ old: ColourRole, _ new: ColourRole) -> Mark {
    func change(_ paint: Paint) -> Paint {
      if case .role(old, let alpha) = paint { return .role(new, alpha: alpha) }
      return paint
    }
    switch self {
    case .rectangle(let place, let paint): return .rectangle(place, change(paint))
    case .outline(let place, let width, let paint): return .outline(place, width: width, change(paint))
    case .polygon(let points, let paint): return .polygon(points, change(paint))
    case .polyline(let points, let width, let paint): return .polyline(points, width: width, change(paint))
    case .circle(let centre, let radius, let paint): return .circle(centre, radius: radius, change(paint))
    case .ring(let centre, let radius, let width, let paint):
      return .ring(centre, radius: radius, width: width, change(paint))
    case .hairline(let from, let to, let paint): return .hairline(from, to, change(paint))
    case .text: return self
    }
  }
}
