/// The tabular screen in 80 columns and 24 rows of text.
public struct TerminalScreen {
  private let model: ScreenModel
  private let isUnicode: Bool
  private var screen: TextScreen

  /// Lays the model out in a terminal of the given size; a small one loses the curve, then the action values.
  public static func screen(_ model: ScreenModel, columns: Int = 80, rows: Int = 24, isUnicode: Bool = true)
    -> TextScreen
  {
    var layout = TerminalScreen(model, columns: columns, rows: rows, isUnicode: isUnicode)
    layout.header()
    if model.showsKeyPage {
      layout.keyPage()
      return layout.screen
    }
    layout.board(across: 8, down: min(8, (rows - 8) / 2))
    if columns >= 80 {
      layout.curve()
      if rows >= 20 { layout.actions() }
    }
    layout.timeline()
    layout.keys()
    return layout.screen
  }

  /// A scene alone, in lines of at most `columns` characters: a larger board as a part of it around the agent.
  public static func picture(of scene: Scene, columns: Int = 80, isUnicode: Bool = true) -> [String] {
    var model = ScreenModel()
    model.scene = scene
    let (across, down) = (max((columns - 1) / 4, 1), 16)
    var layout = TerminalScreen(
      model, columns: columns, rows: max(2 * min(scene.rows, down) + scene.captions.count + 8, 24), isUnicode: isUnicode
    )
    layout.board(across: across, down: down)
    var lines = layout.screen.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return Array(lines.drop { $0.isEmpty })
  }

  private init(_ model: ScreenModel, columns: Int, rows: Int, isUnicode: Bool) {
    self.model = model
    self.isUnicode = isUnicode
    screen = TextScreen(columns: columns, rows: rows)
  }

  private let quiet = TextScreen.Style(.role(.secondary))
  private let bold = TextScreen.Style(.role(.ink), bold: true)
  private var agent: TextScreen.Style { TextScreen.Style(.role(model.isHuman ? .human : .agent), bold: true) }

  private mutating func header() {
    let mark =
      switch model.state {
      case .paused: "= "
      case .finished, .stopped, .stoppedAt: "# "
      default: "> "
      }
    let state = mark + model.state.word
    screen.write(state, endingBefore: screen.columns - 1, 0, agent)
    screen.write(plain(model.title), 1, 0, bold)
    var x = 1 + model.title.count + 2
    for fact in model.facts where x + fact.count + 2 < screen.columns - 1 - state.count {
      screen.write(plain(fact), x, 0, quiet)
      x += fact.count + 2
    }
    if let notice = model.notice {
      let text = "\(notice.isWarning ? "!" : "i") \(plain(notice.what)) \(plain(notice.next))"
      screen.write(Lines.fitted(text, columns: screen.columns - 2, isUnicode: isUnicode), 1, 1, bold)
    }
  }

  private func plain(_ text: String) -> String {
    isUnicode
      ? text
      : text.replacing("×", with: "x").replacing("·", with: ",").replacing("λ", with: "lambda")
        .replacing("−", with: "-").replacing("–", with: "-").replacing("¼", with: "1/4").replacing("½", with: "1/2")
        .replacing("⅓", with: "1/3").replacing("⅔", with: "2/3")
  }

  // MARK: Board

  private mutating func board(across most: Int, down mostDown: Int) {
    let scene = model.scene
    if scene.stage != .board {
      return TerminalStage.draw(model, isUnicode: isUnicode, on: &screen, x: 1, y: 2)
    }
    // Larger boards show a window around the agent.
    let mapRows = scene.overview == nil ? 0 : TerminalMap.rows
    let (across, down) = (min(scene.columns, most), min(scene.rows, mostDown - mapRows / 2))
    let agentCell = scene.figures.first { $0.kind == .agent }?.cell ?? 0
    func start(_ place: Int, _ shown: Int, _ all: Int) -> Int { min(max(place - shown / 2, 0), all - shown) }
    let left = start(agentCell % scene.columns, across, scene.columns)
    let top = start(agentCell / scene.columns, max(down, 1), scene.rows)
    for row in 0..<max(down, 0) {
      for column in 0..<across {
        let index = (top + row) * scene.columns + left + column
        cell(index, isAgent: index == agentCell, x: 1 + 4 * column, y: 2 + 2 * row)
        if model.cells.isEmpty, scene.cells[index].walls.contains(.right) {  // values need the place
          for half in 0..<2 { screen.write("|", 4 + 4 * column, 2 + 2 * row + half, bold) }
        }
      }
    }
    // Others than the agent stand in a corner of their cell: a passenger and where they want to go.
    for figure in scene.figures where figure.kind != .agent {
      let (row, column) = (figure.cell / scene.columns - top, figure.cell % scene.columns - left)
      guard (0..<max(down, 0)).contains(row), (0..<across).contains(column) else { continue }
      let mark = figure.kind == .passenger ? "p" : "*"
      screen.write(mark, 1 + 4 * column + 3, 2 + 2 * row, TextScreen.Style(.role(.boot), on: .role(.goal), bold: true))
    }
    var captionRow = 2 + 2 * down
    if let overview = scene.overview, down > 0 {
      TerminalMap.draw(overview, isHuman: model.isHuman, isUnicode: isUnicode, on: &screen, x: 1, y: captionRow)
      captionRow += mapRows
    }
    for note in TerminalNotes.lines(model, left: left, across: across, isUnicode: isUnicode)
    where captionRow < screen.rows - 5 {
      screen.write(plain(note), 1, captionRow, quiet)
      captionRow += 1
    }
    let lines = scene.captions.flatMap { Lines.wrapped(plain($0), columns: 33) }
    let room = max(screen.rows - 5 - captionRow, 0)
    for (index, line) in Lines.limited(lines, to: room, columns: 33, isUnicode: isUnicode).enumerated() {
      screen.write(line, 1, captionRow + index, quiet)
    }
  }

  private mutating func cell(_ index: Int, isAgent: Bool, x: Int, y: Int) {
    let cell = model.scene.cells[index]
    let overlay = index < model.cells.count ? model.cells[index] : CellOverlay()
    let (upper, lower, style) = content(cell, overlay)
    if isAgent {
      let role: ColourRole = model.isHuman ? .human : .agent
      let style = TextScreen.Style(.role(.black), on: .role(role), bold: true)
      screen.write(pad(" @"), x, y, style)
      screen.write(pad(lower), x, y + 1, style)
      return
    }
    screen.write(pad(upper), x, y, style)
    screen.write(pad(lower), x, y + 1, style)
  }

  private func pad(_ text: String) -> String {
    String((text + "    ").prefix(4))
  }

  private func content(_ cell: Cell, _ overlay: CellOverlay) -> (String, String, TextScreen.Style) {
    switch cell.kind {
    case .hazard: return (" __ ", "(__)", TextScreen.Style(.role(.hazardRim), on: .role(.hazard)))
    case .goal: return (" |> ", cell.label ?? "goal", TextScreen.Style(.role(.boot), on: .role(.goal)))
    case .wall: return ("####", "####", TextScreen.Style(.role(.wallTop), on: .role(.wall)))
    case .nothing: return ("", "", TextScreen.Style())
    default: break
    }
    var style = TextScreen.Style()
    if let value = overlay.value, let domain = model.valueDomain {
      let depth = (value - domain.lowerBound) / max(domain.upperBound - domain.lowerBound, 1e-12)
      style = TextScreen.Style(.onRamp(depth), on: .ramp(depth))
    }
    switch cell.kind {
    case .key(let letter): return (" -o\(letter)", "", style)
    case .door(let letter): return ("[\(letter)\(letter)]", "[__]", TextScreen.Style(.role(.wallTop), on: .role(.wall)))
    default: break
    }
    let mark = overlay.greedy.map(arrow) ?? overlay.greedyName.map { String($0.prefix(3)) } ?? "."
    let optimum = overlay.optimum.map(arrow) ?? " "
    let corner =
      switch cell.kind {
      case .start: "S"
      case .openDoor(let letter), .place(let letter): String(letter)
      case .oneWay(let way): arrow(way)
      default: " "
      }
    let upper = overlay.gap >= 1e-12 ? "\(corner)\(mark) \(optimum)" : "\(corner). \(optimum)"
    return (upper, value(overlay.value), style)
  }

  private func arrow(_ direction: Direction) -> String {
    if isUnicode { return direction.arrow }
    return switch direction {
    case .left: "<"
    case .right: ">"
    case .up: "^"
    case .down: "v"
    }
  }

  /// A value in four characters.
  private func value(_ value: Double?) -> String {
    guard let value else { return "" }
    if abs(value) < 0.995 {
      let digits = Decimals.text(abs(value), 2).dropFirst()
      return (value < -0.005 ? "-" : " ") + digits
    }
    let text = Decimals.text(value, abs(value) < 9.95 ? 1 : 0)
    return String(repeating: " ", count: max(0, 4 - text.count)) + text
  }

  // MARK: Right side

  private mutating func curve() {
    let curve = model.curve
    screen.write(plain(curve.keyWord), 36, 2, quiet)
    screen.write(plain(curve.keyNumber), 36 + curve.keyWord.count + 1, 2, bold)
    screen.write(plain(curve.title), 36 + curve.keyWord.count + curve.keyNumber.count + 4, 2, quiet)
    let points = curve.evaluations.isEmpty ? curve.played : curve.evaluations
    guard let range = curve.range, let last = points.last else {
      for (row, line) in Lines.wrapped(plain(curve.emptySentence), columns: 42).enumerated() {
        screen.write(line, 36, 5 + row, quiet)
      }
      return
    }
    for (row, share) in [(3, 1.0), (6, 0.5), (9, 0.0)] {
      let value = range.lowerBound + share * (range.upperBound - range.lowerBound)
      screen.write(Decimals.text(value, abs(value) >= 10 ? 0 : 1), endingBefore: 40, row, quiet)
    }
    var dots = Braille(columns: 27, rows: 7)
    func y(_ value: Double) -> Int {
      let share = (value - range.lowerBound) / max(range.upperBound - range.lowerBound, 1e-12)
      return Int(((1 - min(max(share, 0), 1)) * Double(dots.height - 1)).rounded())
    }
    let width = dots.width
    for x in 0..<width {
      let episode = last.x * Double(x) / Double(width - 1)
      if let point = points.last(where: { $0.x <= episode }) { dots.set(x, y(point.y)) }
    }
    for (row, line) in dots.lines(isUnicode: isUnicode).enumerated() { screen.write(line, 41, 3 + row, agent) }
    // What lies beyond the scale stands at its edge: a mark says that it is further.
    let held = (0..<dots.columns).map { column in
      (column, points.last { $0.x <= last.x * Double(column) / Double(dots.columns - 1) })
    }
    let single = points.map { (Int($0.x / max(last.x, 1e-12) * Double(dots.columns - 1)), Optional($0)) }
    for case (let column, .some(let point)) in held + single where !range.contains(point.y) {
      let isBelow = point.y < range.lowerBound
      let mark = isBelow ? (isUnicode ? "▾" : "v") : isUnicode ? "▴" : "^"
      screen.write(mark, 41 + column, isBelow ? 9 : 3, agent)
    }
    if let optimum = curve.optimum {
      let row = 3 + y(optimum) / 4
      for column in 41..<68
      where screen.characters[row * screen.columns + column].character == " "
        || screen.characters[row * screen.columns + column].character == "⠀"
      { screen.write(isUnicode ? "·" : ".", column, row, bold) }
      screen.write("best \(Decimals.text(optimum, 3))", 69, row, bold)
      var now = 3 + y(last.y) / 4
      if now == row { now += 1 }
      screen.write("now  \(Decimals.text(last.y, 3))", 69, now, agent)
    }
    screen.write("0", 41, 10, quiet)
    screen.write("\(Decimals.grouped(Int(last.x))) episodes", endingBefore: 77, 10, quiet)
  }

  /// As many actions as there is room for, the best of them, in their order.
  private func bestActions(_ most: Int) -> [ActionBar] {
    let order = model.actions.indices.sorted {
      (model.actions[$0].value ?? -.infinity, $1) > (model.actions[$1].value ?? -.infinity, $0)
    }
    return order.prefix(most).sorted().map { model.actions[$0] }
  }

  private mutating func actions() {
    // What the numbers are: a network's may be probabilities, and have no optimum to stand beside.
    let title = model.deep?.actionsTitle ?? model.panelTitle
    screen.write(title.prefix(1).lowercased() + title.dropFirst().prefix(24), 36, 12, bold)
    screen.write("now", endingBefore: 66, 12, quiet)
    if model.actions.contains(where: { $0.optimum != nil }) {
      screen.write("optimum", endingBefore: 77, 12, quiet)
    }
    let range = model.deep?.actionRange ?? model.valueDomain ?? 0...0
    // Bars grow from the worst value where some are negative, so that the longest is the best one's.
    let values = model.actions.compactMap(\.value)
    let low = min(0, range.lowerBound, values.min() ?? 0)
    let span = max(max(range.upperBound, values.max() ?? 0) - low, 1e-12)
    for (index, action) in bestActions(4).enumerated() {
      let row = 13 + index
      let style = action.isBest ? agent : quiet
      let mark = action.label.direction.map { arrow($0) + " " } ?? ""
      screen.write(String((mark + action.label.name).prefix(8)), 36, row, action.isBest ? bold : quiet)
      if let value = action.value {
        let halves = Int(((value - low) / span * 28).rounded())
        let full = String(repeating: isUnicode ? "━" : "=", count: min(halves / 2, 14))
        let half = halves % 2 == 1 && halves < 28 ? (isUnicode ? "╸" : "-") : ""
        let rest = String(repeating: isUnicode ? "─" : " ", count: max(0, 14 - full.count - half.count))
        screen.write(full + half, 44, row, style)
        screen.write(rest, 44 + full.count + half.count, row, TextScreen.Style(.role(.rule)))
        screen.write(Decimals.text(value, 3), endingBefore: 66, row, action.isBest ? bold : TextScreen.Style())
      }
      if let optimum = action.optimum { screen.write(Decimals.text(optimum, 3), endingBefore: 77, row, quiet) }
    }
    var x = 36
    for fact in [FactRow("episode", Decimals.grouped(model.timeline.cursor))] + model.factRows
    where ["episode", "step", "epsilon", "yours"].contains(fact.label) {
      screen.write(fact.label, x, 17, quiet)
      screen.write(plain(fact.number), x + fact.label.count + 1, 17, bold)
      x += fact.label.count + fact.number.count + 2
      let unit = fact.unit.hasPrefix("/") ? fact.unit.replacing(" ", with: "") : fact.unit
      screen.write(unit, fact.unit.hasPrefix("/") ? x - 1 : x, 17, quiet)
      x += unit.count + 1
    }
  }

  // MARK: Timeline and keys

  private mutating func timeline() {
    let timeline = model.timeline
    let row = screen.rows - 5
    let shown = timeline.shown(screen.columns - 2)
    let bars = shown.bars
    let blocks = Array(isUnicode ? "▁▂▃▄▅▆▇█" : "....::||")
    for (index, bar) in bars.enumerated() {
      let height = min(max(Int(shown.height(of: bar) * 8), 0), 7)
      let isCursor = !timeline.isLive && bar.episode == timeline.cursor
      let paint: Paint =
        isCursor ? .role(.ink) : bar.isHuman ? .role(.human) : .ramp(0.22 + 0.78 * shown.depth(of: bar))
      screen.write(String(blocks[height]), screen.columns - 1 - bars.count + index, row, TextScreen.Style(paint))
    }
    if let first = bars.first { screen.write(Decimals.grouped(first.episode), 1, row + 1, quiet) }
    screen.write("height length   colour return", 18, row + 1, quiet)
    screen.write("^ \(Decimals.grouped(timeline.cursor))", endingBefore: screen.columns - 1, row + 1, bold)
  }

  private mutating func keys() {
    var (x, y) = (1, screen.rows - 2)
    for hint in model.keys {
      let key = arrows(hint.key)
      if x + key.count + hint.word.count + 1 >= screen.columns - 1 {
        y += 1
        x = 1
      }
      screen.write(key, x, y, bold)
      screen.write(hint.word, x + key.count + 1, y, quiet)
      x += key.count + hint.word.count + 3
    }
  }

  /// Two columns, cut between groups where both end highest.
  private mutating func keyPage() {
    screen.write("Keys", 1, 2, bold)
    screen.write("? or escape closes", endingBefore: screen.columns - 1, 2, quiet)
    func height(_ groups: some Sequence<KeyGroup>) -> Int { groups.reduce(0) { $0 + $1.keys.count + 2 } }
    let groups = model.keyGroups
    let cut =
      (0...groups.count).min {
        max(height(groups.prefix($0)), height(groups.dropFirst($0)))
          < max(height(groups.prefix($1)), height(groups.dropFirst($1)))
      } ?? 0
    let width = (screen.columns - 2) / 2
    for (column, half) in [groups.prefix(cut), groups.dropFirst(cut)].enumerated() {
      var row = 4
      for group in half {
        screen.write(group.title, 1 + column * width, row, quiet)
        for (index, hint) in group.keys.enumerated() where row + 1 + index < screen.rows {
          screen.write(arrows(hint.key), 1 + column * width, row + 1 + index, bold)
          screen.write(String(plain(hint.word).prefix(width - 10)), 10 + column * width, row + 1 + index)
        }
        row += group.keys.count + 2
      }
    }
  }

  private func arrows(_ key: String) -> String {
    Direction.allCases.reduce(key) { $0.replacing($1.arrow, with: arrow($1)) }
  }
}

/// Dots, eight to a character.
struct Braille {
  let columns: Int
  let rows: Int
  private var dots: Set<Int> = []

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  var width: Int { columns * 2 }
  var height: Int { rows * 4 }

  mutating func set(_ x: Int, _ y: Int) { dots.insert(y * width + x) }

  func lines(isUnicode: Bool) -> [String] {
    (0..<rows).map { row in
      String(
        (0..<columns).map { column -> Character in
          var bits: UInt32 = 0
          for (bit, (dx, dy)) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)].enumerated()
          where dots.contains((row * 4 + dy) * width + column * 2 + dx) { bits |= 1 << UInt32(bit) }
          if !isUnicode { return bits == 0 ? " " : "*" }
          return bits == 0 ? " " : Character(Unicode.Scalar(0x2800 + bits) ?? " ")
        })
    }
  }
}
