/// The whole of a large map in four rows of text: where the part is that the board shows.
enum TerminalMap {
  static let rows = 4

  static func draw(_ overview: Overview, isHuman: Bool, isUnicode: Bool, on screen: inout TextScreen, x: Int, y: Int) {
    // A character is 2 dots wide and 4 high.
    let longer = Double(max(overview.columns, overview.rows))
    let height = max(1, Int((16 * Double(overview.rows) / longer).rounded()))
    let width = max(1, Int((16 * Double(overview.columns) / longer).rounded()))
    var dots = Braille(columns: (width + 1) / 2, rows: rows)
    for row in 0..<height {
      for column in 0..<width {
        let block =
          overview.blocks[
            row * overview.blockRows / height * overview.blockColumns + column * overview.blockColumns / width]
        if block.kind == .wall || block.kind == .hazard { dots.set(column, row) }
      }
    }
    let quiet = TextScreen.Style(.role(.secondary))
    for (row, line) in dots.lines(isUnicode: isUnicode).enumerated() { screen.write(line, x, y + row, quiet) }
    let (row, column) = (overview.agent / overview.columns, overview.agent % overview.columns)
    screen.write(
      "@", x + column * width / overview.columns / 2, y + row * height / overview.rows / 4,
      TextScreen.Style(.role(isHuman ? .human : .agent), bold: true))
    let text = x + dots.columns + 2
    screen.write("part of a map of", text, y, quiet)
    screen.write("\(overview.columns) \(isUnicode ? "×" : "x") \(overview.rows) cells", text, y + 1, quiet)
    screen.write("row \(row + 1), column \(column + 1)", text, y + 2)
  }
}
