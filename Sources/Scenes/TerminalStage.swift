/// Tiles and free pictures in characters: 32 columns and 16 rows of a terminal.
enum TerminalStage {
  static func draw(_ model: ScreenModel, isUnicode: Bool, on screen: inout TextScreen, x: Int, y: Int) {
    let scene = model.scene
    switch scene.stage {
    case .board: break
    case .arcade(let tiles):
      arcade(tiles, rows: scene.rows, columns: scene.columns, isHuman: model.isHuman, &screen, x, y)
    case .picture(let marks): picture(marks, isHuman: model.isHuman, &screen, x, y)
    case .arms(let arms): TerminalTables.arms(arms, model, isUnicode: isUnicode, &screen, x, y)
    case .decisions(let table): TerminalTables.decisions(table, model, isUnicode: isUnicode, &screen, x, y)
    }
  }

  /// Three characters a cell, a dot where nothing is.
  private static func arcade(
    _ tiles: [Tile], rows: Int, columns: Int, isHuman: Bool, _ screen: inout TextScreen, _ x: Int, _ y: Int
  ) {
    for row in 0..<min(rows, 16) {
      for column in 0..<columns {
        screen.write(" . ", x + 3 * column, y + row, TextScreen.Style(.role(.arcadeDots), on: .role(.arcadeGround)))
      }
    }
    for tile in tiles where tile.row < 16 {
      let letter = Sprites.letter(of: tile.kind)
      let first = Sprites.runs(of: tile.kind).first { $0.width > 1 }?.paint ?? .role(.tileWhite)
      let isOwn = ["=", "@", "&"].contains(letter)
      // What kills is near-black: in text its rim speaks for it.
      let paint: Paint =
        isOwn ? .role(isHuman ? .human : .tileAgent) : letter == "M" || letter == "!" ? .role(.tileRim) : first
      screen.write(
        " \(letter) ", x + 3 * tile.column, y + tile.row,
        TextScreen.Style(paint, on: .role(.arcadeGround), bold: true))
    }
  }

  /// Outlines on a grid of 32 by 16 characters, of which each stands for 18 by 36 units.
  private static func picture(
    _ marks: [Mark], isHuman: Bool, _ screen: inout TextScreen, _ x: Int, _ y: Int
  ) {
    func plot(_ point: Point, _ character: String, _ paint: Paint) {
      let (column, row) = (Int(point.x / 18), Int(point.y / 36))
      guard (0..<32).contains(column), (0..<16).contains(row) else { return }
      var paint = paint
      if isHuman, case .role(.agent, _) = paint { paint = .role(.human) }
      screen.write(character, x + column, y + row, TextScreen.Style(paint, bold: true))
    }
    func line(_ from: Point, _ to: Point, _ character: String, _ paint: Paint) {
      let count = max(1, Int(max(abs(to.x - from.x) / 9, abs(to.y - from.y) / 18)))
      for step in 0...count {
        let share = Double(step) / Double(count)
        plot(Point(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share), character, paint)
      }
    }
    for mark in marks {
      switch mark {
      case .rectangle(let place, let paint):
        for row in stride(from: place.y, through: max(place.bottom - 18, place.y), by: 18) {
          line(Point(place.x, row), Point(place.right, row), "#", paint)
        }
      case .polyline(let points, let width, let paint):
        for (from, to) in zip(points, points.dropFirst()) { line(from, to, width >= 8 ? "#" : "-", paint) }
      case .polygon(let points, let paint):
        // Large fields are ground; small shapes are things.
        let wide = (points.map(\.x).max() ?? 0) - (points.map(\.x).min() ?? 0)
        if wide > 8, wide < 60, let first = points.first {
          for (from, to) in zip(points, points.dropFirst() + [first]) { line(from, to, "#", paint) }
        }
      case .circle(let centre, let radius, let paint) where radius >= 6: plot(centre, "o", paint)
      default: break
      }
    }
  }
}
