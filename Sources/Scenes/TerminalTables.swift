/// Arms and tables of decisions in characters: 32 columns and 16 rows of a terminal.
enum TerminalTables {
  private static let quiet = TextScreen.Style(.role(.secondary))
  private static let bold = TextScreen.Style(.role(.ink), bold: true)

  /// A row an arm: what is believed as a bar, a mark at what it really pays, its pulls.
  static func arms(_ arms: [Arm], _ model: ScreenModel, isUnicode: Bool, _ screen: inout TextScreen, _ x: Int, _ y: Int)
  {
    let own = TextScreen.Style(.role(model.isHuman ? .human : .agent), bold: true)
    func estimate(_ arm: Int) -> Double? { model.actions.indices.contains(arm) ? model.actions[arm].value : nil }
    let rows = min(14, screen.rows - 9)
    let shown: [Int] =
      arms.count <= rows
      ? Array(arms.indices)
      : arms.indices.sorted { (estimate($0) ?? 0, $1) > (estimate($1) ?? 0, $0) }.prefix(rows).sorted()
    let values: [Double] = shown.map { arms[$0].mean } + shown.compactMap(estimate) + [0]
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    func column(_ value: Double) -> Int { Int(((value - low) / max(high - low, 1e-9) * 15).rounded()) }
    screen.write("arm  believed | true       pulls", x, y, quiet)
    for (row, arm) in shown.enumerated() {
      let isBest = model.actions.indices.contains(arm) && model.actions[arm].isBest
      let line = y + 1 + row
      screen.write(String(("\(arms[arm].name)    ").prefix(4)), x, line, isBest ? bold : quiet)
      if model.lastAction == arm { screen.write("@", x + 4, line, own) }
      if let estimate = estimate(arm) {
        let (from, to) = (min(column(0), column(estimate)), max(column(0), column(estimate)))
        screen.write(
          String(repeating: isUnicode ? "━" : "=", count: to - from + 1), x + 6 + from, line, isBest ? own : quiet)
      }
      screen.write("|", x + 6 + column(arms[arm].mean), line, bold)
      let pulls = model.actions.indices.contains(arm) ? model.actions[arm].count ?? 0 : 0
      screen.write(Decimals.short(Double(pulls)), endingBefore: x + 32, line, quiet)
    }
    if shown.count < arms.count {
      screen.write("\(Decimals.grouped(arms.count - shown.count)) more", x, y + 1 + shown.count, quiet)
    }
  }

  /// A letter a cell for the action preferred there, in the colour of its value; the boards side by side.
  static func decisions(
    _ table: DecisionTable, _ model: ScreenModel, isUnicode: Bool, _ screen: inout TextScreen, _ x: Int, _ y: Int
  ) {
    for (row, hand) in table.hands.enumerated() {
      let cards = hand.cards.map { $0 ?? "?" }.joined(separator: " ")
      screen.write(
        Lines.fitted("\(hand.title): \(cards)", columns: 34, isUnicode: isUnicode), x, y + row,
        hand.isOwn ? TextScreen.Style(.role(model.isHuman ? .human : .agent), bold: true) : bold)
    }
    let top = y + table.hands.count + 2
    let (columns, rows) = (model.scene.columns, model.scene.rows / max(table.boards.count, 1))
    let most = max(0, min(rows, screen.rows - 7 - top))
    let pitch = columns + 5
    for (board, name) in table.boards.enumerated() {
      let left = x + 3 + board * pitch
      screen.write(String(name.prefix(pitch - 1)), left, top - 1, quiet)
      for row in 0..<most {
        if board == 0, table.rowNames.indices.contains(row) {
          screen.write(table.rowNames[row], endingBefore: x + 2, top + row, quiet)
        }
        for column in 0..<columns {
          cell(model, (board * rows + row) * columns + column, left + column, top + row, &screen)
        }
      }
      // The last letter of each name: all have one, and 10 ends in 0.
      let names = table.columnNames.map { String($0.suffix(1)) }.joined()
      screen.write(names, left, top + most, quiet)
    }
    let letters = model.actions.map { "\($0.label.name.prefix(1).uppercased()) \($0.label.name)" }
    let legend =
      Lines.wrapped(letters.joined(separator: ", "), columns: 34)
      + Lines.wrapped("down \(table.rowTitle), across \(table.columnTitle)", columns: 34)
    let room = max(screen.rows - 5 - (top + most + 1), 1)
    for (row, line) in Lines.limited(legend, to: room, columns: 34, isUnicode: isUnicode).enumerated() {
      screen.write(line, x, top + most + 1 + row, quiet)
    }
  }

  private static func cell(_ model: ScreenModel, _ index: Int, _ x: Int, _ y: Int, _ screen: inout TextScreen) {
    let overlay = model.cells.indices.contains(index) ? model.cells[index] : CellOverlay()
    let letter = overlay.gap >= 1e-12 ? overlay.greedyName?.prefix(1).uppercased() ?? "." : "."
    var style = TextScreen.Style()
    if let depth = model.depth(of: overlay.value) { style = TextScreen.Style(.onRamp(depth), on: .ramp(depth)) }
    if model.scene.agentCell == index {
      style = TextScreen.Style(.role(.black), on: .role(model.isHuman ? .human : .agent), bold: true)
    }
    screen.write(letter, x, y, style)
  }
}

/// What stands below a board in characters: wind, ways, the values of a chain.
enum TerminalNotes {
  static func lines(_ model: ScreenModel, left: Int, across: Int, isUnicode: Bool) -> [String] {
    let scene = model.scene
    var lines: [String] = []
    if !scene.winds.isEmpty {
      let numbers = scene.winds.dropFirst(left).prefix(across).map { "\($0)" }
      lines.append(numbers.map { String((" \($0)    ").prefix(4)) }.joined())
      lines.append("wind: cells a column lifts by")
    }
    if !scene.routes.isEmpty {
      if model.path.count > 1 { lines.append("\(model.pathTitle): \(model.path.count - 1)") }
      lines.append(scene.routes.map { "\($0.name) \($0.cells.count - 1)" }.joined(separator: ", ") + " steps")
    }
    if scene.rows == 1, scene.columns > 2 { lines += chain(model, isUnicode: isUnicode) }
    return lines.map { String($0.prefix(33)) }
  }

  /// V over the states as dots.
  private static func chain(_ model: ScreenModel, isUnicode: Bool) -> [String] {
    let values = model.cells.indices.compactMap { index in
      model.scene.cells.indices.contains(index) && model.scene.cells[index].observation != nil
        ? model.cells[index].value : nil
    }
    guard let domain = model.valueDomain, values.count > 1 else { return [] }
    var dots = Braille(columns: 32, rows: 7)
    for x in 0..<dots.width {
      let value = values[x * (values.count - 1) / (dots.width - 1)]
      let share = (value - domain.lowerBound) / max(domain.upperBound - domain.lowerBound, 1e-12)
      dots.set(x, Int(((1 - min(max(share, 0), 1)) * Double(dots.height - 1)).rounded()))
    }
    return ["", "V from \(Decimals.text(domain.lowerBound, 1)) to \(Decimals.text(domain.upperBound, 1)):"]
      + dots.lines(isUnicode: isUnicode)
  }
}
