internal import Scenes

/// The stage of a board: cells, overlays, figures, and what stands around them.
struct BoardView<Measure: TextMeasure> {
  let model: ScreenModel
  let extent: Extent
  let measure: Measure
  let frame: BoardFrame

  init(model: ScreenModel, extent: Extent, measure: Measure) {
    self.model = model
    self.extent = extent
    self.measure = measure
    frame = BoardFrame(scene: model.scene, extent: extent)
  }

  private func isOn(_ key: String) -> Bool { model.overlay(key) != nil }
  private var showsNumbers: Bool { model.overlay("v")?.showsNumbers == true }
  private var isChain: Bool { BoardFrame.isChain(model.scene) }

  func add(to layout: inout Layout) {
    let largest = isOn("e") ? model.largestError : 0
    let mostVisits = model.cells.map(\.visits).max() ?? 0
    let agentCell = model.scene.figures.first { $0.kind == .agent }?.cell
    let decimals = showsNumbers ? self.decimals : 0
    for index in model.scene.cells.indices {
      // The walker on a chain stands above its cell and hides nothing.
      let isCovered = index == agentCell && !isChain
      CellView(
        cell: model.scene.cells[index], overlay: index < model.cells.count ? model.cells[index] : CellOverlay(),
        origin: frame.origin(index), unit: frame.cell / 72,
        depth: index < model.cells.count ? model.depth(of: model.cells[index].value) : nil,
        showsValues: isOn("v"), showsPolicy: isOn("p") && !isCovered,
        showsVisits: isOn("n"), showsOptimum: isOn("o") && !isCovered, showsError: isOn("e"),
        number: showsNumbers && !isCovered ? number(index, decimals) : nil, movesToEdge: showsNumbers,
        policyStrength: policyStrength(index), visitShare: visitShare(index, mostVisits),
        errorShare: errorShare(index, largest)
      ).add(to: &layout)
    }
    figures(&layout)
    surroundings(&layout)
  }

  private func policyStrength(_ index: Int) -> Double {
    guard index < model.cells.count, let domain = model.valueDomain else { return 0 }
    let width = max(domain.upperBound - domain.lowerBound, 1e-12)
    return min(1, model.cells[index].gap / (0.05 * width)).squareRoot()
  }

  private func visitShare(_ index: Int, _ most: Int) -> Double {
    guard index < model.cells.count, most > 0 else { return 0 }
    return Logarithm.ofOnePlus(Double(model.cells[index].visits)) / Logarithm.ofOnePlus(Double(most))
  }

  private func errorShare(_ index: Int, _ largest: Double) -> Double? {
    guard index < model.cells.count, largest > 0, let error = model.cells[index].error else { return nil }
    return error / largest
  }

  // MARK: Numbers

  private var numberSize: Double { max(16, min(20, 20 * frame.cell / 72)) }

  /// Room for a number between what points left and right in its cell.
  private func room(_ index: Int) -> Double {
    let overlay = model.cells[index]
    let marks = [isOn("p") ? overlay.greedy : nil, isOn("o") ? overlay.optimum : nil]
    let isBeside = marks.contains(.left) || marks.contains(.right)
    return frame.cell / 72 * (isBeside ? 47 : 64)
  }

  private func fits(_ text: String, _ index: Int) -> Bool {
    measure.width(of: text, size: numberSize, face: .bold) <= room(index)
  }

  /// As many decimals as nearly all numbers of the board have room for.
  private var decimals: Int {
    let numbered = model.cells.indices.filter { hasNumber($0) }
    return [2, 1].first { count in
      let fitting = numbered.filter { fits(Decimals.display(model.cells[$0].value ?? 0, count), $0) }
      return Double(fitting.count) >= 0.85 * Double(numbered.count)
    } ?? 0
  }

  private func hasNumber(_ index: Int) -> Bool {
    model.scene.cells[index].observation != nil && model.cells[index].value != nil
      && !model.scene.cells[index].kind.isObject
  }

  /// A cell's value with the board's decimals, with fewer where they do not fit, or not at all.
  private func number(_ index: Int, _ decimals: Int) -> CellView.Number? {
    guard index < model.cells.count, frame.cell >= 36, hasNumber(index), let value = model.cells[index].value else {
      return nil
    }
    let fitting = stride(from: decimals, through: 0, by: -1).lazy.map { Decimals.display(value, $0) }
      .first { fits($0, index) }
    if let fitting { return CellView.Number(text: fitting, size: numberSize) }
    // Above the number there is room for what points left and right, where no letter or mark stands.
    let (cell, text) = (model.scene.cells[index], Decimals.display(value, 0))
    guard cell.kind == .floor, cell.label == nil,
      measure.width(of: text, size: numberSize, face: .bold) <= frame.cell / 72 * 66
    else { return nil }
    return CellView.Number(text: text, size: numberSize, raisesPointers: true)
  }

  // MARK: Figures

  private func figures(_ layout: inout Layout) {
    let role: ColourRole = model.isHuman ? .human : .agent
    let side = frame.cell
    for figure in model.scene.figures {
      let origin = frame.origin(figure.cell)
      switch figure.kind {
      case .agent:
        let visible = side - 2 * side / 72
        let outer = Rectangle(
          origin.x - 3 * side / 72, origin.y - 3 * side / 72, visible + 6 * side / 72, visible + 6 * side / 72)
        let size = isChain ? 72 : min(side, BoardFrame.largestFigure)
        let stage = BoardFrame.stage
        let place = Point(
          min(max(origin.x + (side - size) / 2, stage.x), stage.right - size),
          isChain ? origin.y - size : origin.y + (side - size) / 2)
        switch figure.look {
        case .walker: AgentFigure(origin: place, unit: size / 72, role: role).add(to: &layout)
        case .taxi(let isOccupied):
          TaxiFigure(origin: place, unit: size / 72, role: role, isOccupied: isOccupied).add(to: &layout)
        }
        layout.add(.outline(outer, width: max(2, 4 * side / 72), .role(role)))
      case .passenger: SmallFigures.passenger(at: origin, unit: side / 72, &layout)
      case .destination: SmallFigures.destination(at: origin, unit: side / 72, &layout)
      }
    }
  }

  // MARK: Around the board

  private func surroundings(_ layout: inout Layout) {
    var bottom = frame.bottom
    if !model.scene.winds.isEmpty {
      Winds(winds: model.scene.winds, frame: frame, measure: measure).add(to: &layout)
      bottom += BoardFrame.windsHeight
    }
    for caption in model.scene.captions {
      bottom += 26
      layout.text(caption, frame.left, bottom, size: 18, paint: .role(.secondary))
    }
    if let overview = model.scene.overview {
      SmallMapView(model: model, overview: overview, corner: Point(frame.left, bottom)).add(to: &layout)
      return
    }
    let room = BoardFrame.stage.bottom - bottom + 1
    if isChain, room >= BoardFrame.chainHeight {
      ChainCurve(model: model, frame: frame, measure: measure).add(to: &layout)
    } else if !model.scene.routes.isEmpty, room >= BoardFrame.routesHeight(model.scene) {
      RouteMap(model: model, frame: frame, measure: measure).add(to: &layout)
    }
  }
}

extension Cell.Kind {
  /// Whether something stands on the cell that no mark should cover.
  var isObject: Bool {
    switch self {
    case .key, .door: true
    default: false
    }
  }
}
