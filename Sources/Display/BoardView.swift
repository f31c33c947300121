internal import Scenes

/// The stage of a board: cells, overlays, figures.
struct BoardView {
  let model: ScreenModel
  let extent: Extent
  static let stage = Rectangle(24, 64, 576, 576)

  /// A cell's side in units: a whole number of pixels.
  var cell: Double {
    let most = Double(max(model.scene.columns, model.scene.rows))
    return max(1, (Self.stage.width * extent.scale / most).rounded(.down)) / extent.scale
  }

  var showsValues: Bool { isOn("v") }
  private func isOn(_ key: String) -> Bool { model.overlay(key) != nil }
  private var showsNumbers: Bool { model.overlay("v")?.showsNumbers == true }

  func add(to layout: inout Layout) {
    let side = cell
    let largest = isOn("e") ? model.largestError : 0
    let mostVisits = model.cells.map(\.visits).max() ?? 0
    let agentCell = model.scene.figures.first { $0.kind == .agent }?.cell
    for index in model.scene.cells.indices {
      let origin = Point(
        Self.stage.x + Double(index % model.scene.columns) * side,
        Self.stage.y + Double(index / model.scene.columns) * side)
      CellView(
        cell: model.scene.cells[index], overlay: index < model.cells.count ? model.cells[index] : CellOverlay(),
        origin: origin, unit: side / 72,
        depth: index < model.cells.count ? model.depth(of: model.cells[index].value) : nil,
        showsValues: showsValues, showsNumbers: showsNumbers, showsPolicy: isOn("p") && index != agentCell,
        showsVisits: isOn("n"), showsOptimum: isOn("o"), showsError: isOn("e"),
        policyStrength: policyStrength(index), visitShare: visitShare(index, mostVisits),
        errorShare: errorShare(index, largest)
      ).add(to: &layout)
    }
    figures(&layout, side)
    if let overview = model.scene.overview { SmallMapView(model: model, overview: overview).add(to: &layout) }
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

  private func figures(_ layout: inout Layout, _ side: Double) {
    let role: ColourRole = model.isHuman ? .human : .agent
    for figure in model.scene.figures {
      let origin = Point(
        Self.stage.x + Double(figure.cell % model.scene.columns) * side,
        Self.stage.y + Double(figure.cell / model.scene.columns) * side)
      switch figure.kind {
      case .agent:
        AgentFigure(origin: origin, unit: side / 72, role: role).add(to: &layout)
        let visible = side - 2 * side / 72
        let outer = Rectangle(
          origin.x - 3 * side / 72, origin.y - 3 * side / 72, visible + 6 * side / 72, visible + 6 * side / 72)
        layout.add(.outline(outer, width: max(2, 4 * side / 72), .role(role)))
      case .passenger: SmallFigures.passenger(at: origin, unit: side / 72, &layout)
      case .destination: SmallFigures.destination(at: origin, unit: side / 72, &layout)
      }
    }
  }

  /// The value scale to the right of the board.
  func scale(to layout: inout Layout) {
    guard showsValues, let domain = model.valueDomain else { return }
    let height = Self.stage.height - 2
    let slices = 96
    for slice in 0..<slices {
      let top = 64 + height * Double(slice) / Double(slices)
      let value = 1 - (Double(slice) + 0.5) / Double(slices)
      layout.add(.rectangle(Rectangle(612, top, 14, height / Double(slices) + 0.5), .ramp(value)))
    }
    func y(_ value: Double) -> Double {
      64 + height
        * (1 - min(max((value - domain.lowerBound) / max(domain.upperBound - domain.lowerBound, 1e-12), 0), 1))
    }
    let current = model.currentValue.map { y($0) }
    for tick in Ticks.within(domain, most: 6) {
      let place = y(tick.value)
      if let current, abs(current - place) < 20 { continue }
      layout.text(tick.text, 632, min(max(place + 6, 76), 64 + height), paint: .role(.secondary))
    }
    if let current, let value = model.currentValue {
      let shown = min(max(current, 72), 64 + height - 6)
      let role: ColourRole = model.isHuman ? .human : .agent
      layout.add(.polygon([Point(626, shown), Point(635, shown - 6), Point(635, shown + 6)], .role(role)))
      let paint: Paint = .role(model.isHuman ? .human : .agentText)
      layout.text(Decimals.display(value, 2), 638, shown + 6, face: .bold, paint: paint)
    }
  }
}
