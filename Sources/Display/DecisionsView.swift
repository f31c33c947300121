internal import Scenes

/// Tables of decisions: which action where, as flat tones, and what it is worth, as depth, one board beside the other; and
/// the cards of the moment above them.
struct DecisionsView<Measure: TextMeasure> {
  let table: DecisionTable
  let model: ScreenModel
  let measure: Measure

  private var stage: Rectangle { BoardFrame.stage }
  private var columns: Int { model.scene.columns }
  private var rows: Int { model.scene.rows / max(table.boards.count, 1) }
  private var agentRole: ColourRole { model.isHuman ? .human : .agent }

  /// One row of boards: what each cell shows.
  private enum Content { case policy, value }
  private var contents: [Content] {
    let shown: [Content] = (model.overlay("p") == nil ? [] : [.policy]) + (model.overlay("v") == nil ? [] : [.value])
    return shown.isEmpty ? [.policy] : shown
  }

  func add(to layout: inout Layout) {
    let handsHeight = table.hands.isEmpty ? 0.0 : 124
    hands(Rectangle(stage.x, stage.y, stage.width, handsHeight - 20), &layout)
    let top = stage.y + handsHeight
    let titleHeight = 28.0
    let footHeight = 48.0
    let gutter = 44.0
    let count = Double(contents.count)
    let height = (stage.bottom - top - footHeight) / count - titleHeight - (count > 1 ? 4 : 0)
    let boardWidth = (stage.width - gutter - 24 * Double(table.boards.count - 1)) / Double(table.boards.count)
    for (row, content) in contents.enumerated() {
      let y = top + Double(row) * (height + titleHeight + 4) + titleHeight
      for board in table.boards.indices {
        let place = Rectangle(stage.x + gutter + Double(board) * (boardWidth + 24), y, boardWidth, height)
        self.board(board, content, place, &layout)
        if row == contents.count - 1 { foot(place, &layout) }
      }
      rowNames(Rectangle(stage.x, y, gutter - 8, height), &layout)
    }
  }

  // MARK: A board

  private func board(_ board: Int, _ content: Content, _ place: Rectangle, _ layout: inout Layout) {
    let word = content == .policy ? "decision" : "value"
    layout.text(
      "\(word), \(table.boards[board])", place.x + place.width / 2, place.y - 9, face: .bold, alignment: .centre)
    for row in 0..<rows {
      for column in 0..<columns {
        let index = index(board, row, column)
        let cell = cellPlace(place, row, column)
        let box = Rectangle(cell.x, cell.y, cell.width - 1, cell.height - 1)
        layout.add(.rectangle(box, paint(index, content)))
        if content == .value { marks(index, box, &layout) }
      }
    }
    if content == .policy || !contents.contains(.policy) { exactBorder(board, place, &layout) }
    if content == .policy { words(board, place, &layout) }
    for figure in model.scene.figures where figure.kind == .agent && figure.cell / (rows * columns) == board {
      let inside = figure.cell % (rows * columns)
      let cell = cellPlace(place, inside / columns, inside % columns)
      let frame = Rectangle(cell.x - 3, cell.y - 3, cell.width + 5, cell.height + 5)
      layout.add(.outline(frame, width: 2, .role(.white)))
      layout.add(.outline(frame.inset(by: 1), width: 4, .role(agentRole)))
    }
  }

  private func index(_ board: Int, _ row: Int, _ column: Int) -> Int { (board * rows + row) * columns + column }

  private func cellPlace(_ place: Rectangle, _ row: Int, _ column: Int) -> Rectangle {
    let (width, height) = (place.width / Double(columns), place.height / Double(rows))
    return Rectangle(place.x + Double(column) * width, place.y + Double(row) * height, width, height)
  }

  private func overlay(_ index: Int) -> CellOverlay {
    model.cells.indices.contains(index) ? model.cells[index] : CellOverlay()
  }

  /// The action preferred in a cell, by its place in the list of actions; nil where none is yet.
  private func choice(_ index: Int) -> Int? {
    let overlay = overlay(index)
    guard overlay.gap >= 1e-12, let name = overlay.greedyName else { return nil }
    return model.actions.firstIndex { $0.label.name == name }
  }

  /// Two flat tones, told apart in grey too; what has not been decided is bare ground.
  private static func tone(_ choice: Int) -> (ground: Paint, text: Paint) {
    choice == 0 ? (.role(.wall), .role(.white)) : (.mix(.chip, .rule, share: 0.45), .role(.ink))
  }

  private func paint(_ index: Int, _ content: Content) -> Paint {
    switch content {
    case .policy: choice(index).map { Self.tone($0).ground } ?? .role(.ice)
    case .value: model.depth(of: overlay(index).value).map { .ramp($0) } ?? .role(.ice)
    }
  }

  private func marks(_ index: Int, _ box: Rectangle, _ layout: inout Layout) {
    let overlay = overlay(index)
    let depth = model.depth(of: overlay.value)
    func mark(alpha: Double) -> Paint { depth.map { .onRamp($0, alpha: alpha) } ?? .role(.ink, alpha: alpha) }
    let most = model.cells.map(\.visits).max() ?? 0
    if model.overlay("n") != nil, most > 0 {
      let share = Logarithm.ofOnePlus(Double(overlay.visits)) / Logarithm.ofOnePlus(Double(most))
      let track = Rectangle(box.x + 2, box.bottom - 4, box.width - 4, 2)
      layout.add(.rectangle(Rectangle(track.x, track.y, track.width * share, 2), mark(alpha: 0.5)))
    }
    if model.overlay("e") != nil, let error = overlay.error, model.largestError > 0 {
      layout.errorMark(
        error / model.largestError, at: Point(box.right - 6, box.y + 6), unit: 0.5, mark(alpha: 1))
    }
  }

  /// A line between cells in which different actions are exactly best.
  private func exactBorder(_ board: Int, _ place: Rectangle, _ layout: inout Layout) {
    guard model.overlay("o") != nil else { return }
    for row in 0..<rows {
      for column in 0..<columns {
        guard let here = overlay(index(board, row, column)).optimalName else { continue }
        let cell = cellPlace(place, row, column)
        if column + 1 < columns, let next = overlay(index(board, row, column + 1)).optimalName, next != here {
          layout.add(.rectangle(Rectangle(cell.right - 2, cell.y - 2, 3, cell.height + 3), .role(.ink)))
        }
        if row + 1 < rows, let next = overlay(index(board, row + 1, column)).optimalName, next != here {
          layout.add(.rectangle(Rectangle(cell.x - 2, cell.bottom - 2, cell.width + 3, 3), .role(.ink)))
        }
      }
    }
  }

  /// Each tone's word near the middle of its region, where a run of its cells has room for it.
  private func words(_ board: Int, _ place: Rectangle, _ layout: inout Layout) {
    let (first, pitch) = (cellPlace(place, 0, 0), place.width / Double(columns))
    guard first.height >= 16 else { return }
    for (action, bar) in model.actions.enumerated() {
      let needed = measure.width(of: bar.label.name, size: 16, face: .bold) + 8
      var runs: [Run] = []
      for row in 0..<rows { runs += self.runs(of: action, board, row) }
      var (count, sum) = (0, 0)
      for run in runs {
        count += run.columns.count
        sum += run.row * run.columns.count
      }
      let middle = Double(sum) / Double(max(count, 1))
      func isBetter(_ first: Run, _ second: Run) -> Bool {
        let (near, far) = (abs(Double(first.row) - middle), abs(Double(second.row) - middle))
        return near != far ? near < far : first.columns.count > second.columns.count
      }
      let best: Run? = runs.filter { Double($0.columns.count) * pitch >= needed }.min(by: isBetter)
      guard let best else { continue }
      let cell = cellPlace(place, best.row, best.columns.lowerBound)
      let tone = Self.tone(action)
      layout.text(
        bar.label.name, cell.x + Double(best.columns.count) * pitch / 2, cell.y + cell.height / 2 + 6, face: .bold,
        alignment: .centre, paint: tone.text, on: tone.ground)
    }
  }

  private struct Run {
    var row: Int
    var columns: Range<Int>
  }

  /// The longest stretches of a row in which an action is preferred and the agent does not stand.
  private func runs(of action: Int, _ board: Int, _ row: Int) -> [Run] {
    var runs: [Run] = []
    var start = 0
    for column in 0...columns {
      let index = index(board, row, column)
      if column < columns, choice(index) == action, index != model.scene.agentCell { continue }
      if column > start { runs.append(Run(row: row, columns: start..<column)) }
      start = column + 1
    }
    return runs
  }

  // MARK: Axes

  private func rowNames(_ place: Rectangle, _ layout: inout Layout) {
    layout.text(table.rowTitle, place.x, place.y - 9, paint: .role(.secondary))
    let pitch = place.height / Double(rows)
    for (row, name) in table.rowNames.enumerated() where pitch >= 14 || row % 2 == 0 {
      layout.text(
        name, place.right, place.y + (Double(row) + 0.5) * pitch + 6, alignment: .right, paint: .role(.secondary))
    }
  }

  private func foot(_ place: Rectangle, _ layout: inout Layout) {
    let pitch = place.width / Double(columns)
    for (column, name) in table.columnNames.enumerated() {
      layout.text(
        name, place.x + (Double(column) + 0.5) * pitch, place.bottom + 20, alignment: .centre,
        paint: .role(.secondary))
    }
    layout.text(
      table.columnTitle, place.x + place.width / 2, place.bottom + 42, alignment: .centre, paint: .role(.secondary))
  }

  // MARK: Cards

  private func hands(_ place: Rectangle, _ layout: inout Layout) {
    guard !table.hands.isEmpty else { return }
    let width = place.width / Double(table.hands.count)
    for (index, hand) in table.hands.enumerated() {
      let left = place.x + Double(index) * width
      let figureWidth = hand.isOwn ? 68.0 : 0
      if hand.isOwn {
        AgentFigure(origin: Point(left, place.y + 28), unit: 1, role: agentRole).add(to: &layout)
      }
      let paint: Paint = hand.isOwn ? .role(model.isHuman ? .human : .agentText) : .role(.ink)
      layout.text(hand.title, left + figureWidth, place.y + 15, size: 18, face: .bold, paint: paint)
      cards(hand.cards, Rectangle(left + figureWidth, place.y + 28, width - figureWidth - 20, 72), &layout)
    }
  }

  private func cards(_ cards: [String?], _ place: Rectangle, _ layout: inout Layout) {
    let width = 50.0
    // Many cards lie on one another.
    let pitch = cards.count > 1 ? min(width + 8, (place.width - width) / Double(cards.count - 1)) : 0
    for (index, card) in cards.enumerated() {
      let box = Rectangle(place.x + Double(index) * pitch, place.y, width, place.height)
      guard let card else {
        layout.add(.rectangle(box, .role(.wall)))
        layout.add(.outline(box.inset(by: 4), width: 2, .role(.wallTop)))
        layout.add(.outline(box, width: 1, .role(.wallFoot)))
        continue
      }
      layout.add(.rectangle(box, .role(.white)))
      layout.add(.outline(box, width: 2, .role(.wall)))
      // The corner tells a card on which others lie.
      let isCovered = index + 1 < cards.count && pitch < width
      if isCovered {
        if pitch >= 24 { layout.text(card, box.x + 5, box.y + 18, face: .bold, paint: .role(.boot), on: .role(.white)) }
      } else {
        layout.text(
          card, box.x + width / 2, box.y + place.height / 2 + 9, size: 24, face: .bold, alignment: .centre,
          paint: .role(.boot), on: .role(.white))
      }
    }
  }
}
