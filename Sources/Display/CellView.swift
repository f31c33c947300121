internal import Scenes

/// One cell of a board with its overlays; coordinates within it count 72 to a side.
struct CellView {
  let cell: Cell
  let overlay: CellOverlay
  let origin: Point
  /// Units of the layout for one of the cell's 72.
  let unit: Double
  let depth: Double?
  let showsValues, showsPolicy, showsVisits, showsOptimum, showsError: Bool
  /// The value as a text that fits.
  let number: Number?
  /// Whether what points the way stands at the cell's edge and leaves its middle to numbers.
  let movesToEdge: Bool
  let policyStrength: Double
  let visitShare: Double
  let errorShare: Double?

  struct Number {
    var text: String
    var size: Double
    /// Whether what points left or right stands above it, since beside it is no room.
    var raisesPointers = false
  }

  func point(_ x: Double, _ y: Double) -> Point { Point(origin.x + x * unit, origin.y + y * unit) }
  func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Rectangle {
    Rectangle(origin.x + x * unit, origin.y + y * unit, width * unit, height * unit)
  }

  /// Whether the cell is coloured by its value.
  var isColoured: Bool { showsValues && depth != nil && cell.observation != nil && cell.kind != .wall }
  var ground: Paint { isColoured ? .ramp(depth ?? 0) : .role(.ice) }
  func mark(alpha: Double = 1) -> Paint {
    isColoured ? .onRamp(depth ?? 0, alpha: alpha) : .role(.ink, alpha: alpha)
  }

  func add(to layout: inout Layout) {
    if cell.kind == .nothing { return }
    layout.add(.rectangle(box(0, 0, 70, 70), ground))
    if !showsValues, cell.kind != .wall { glints(&layout) }
    kind(&layout)
    for wall in cell.walls { thinWall(wall, &layout) }
    if let label = cell.label, unit > 0.4 {
      // Beside the bracket that a start has in that corner.
      let inset = cell.kind == .start ? 18.0 : 0
      layout.text(
        label, point(66 - inset, 0).x, point(0, 4).y + 14, alignment: .right, paint: mark(), on: ground)
    }
    if cell.observation == nil { return }
    if showsVisits { visits(&layout) }
    if !cell.kind.isObject {
      if showsPolicy { policy(&layout) }
      if showsOptimum, let optimum = overlay.optimum { hollowArrow(optimum, &layout) }
    }
    if let number {
      layout.text(
        number.text, point(35, 0).x, point(0, 34).y + 0.36 * number.size, size: number.size, face: .bold,
        alignment: .centre, paint: mark(), on: ground)
    }
    if showsError, let share = errorShare { error(share, &layout) }
  }

  private func visits(_ layout: inout Layout) {
    layout.add(.rectangle(box(6, 62, 58, 4), mark(alpha: 0.18)))
    if visitShare > 0 { layout.add(.rectangle(box(6, 62, 58 * visitShare, 4), mark(alpha: 0.85))) }
  }

  private func policy(_ layout: inout Layout) {
    guard let direction = overlay.greedy, overlay.gap >= 1e-12 else {
      if let name = overlay.greedyName, overlay.gap >= 1e-12 {
        word(name, &layout)
      } else {
        layout.add(.circle(point(35, movesToEdge ? 9 : 33), radius: (movesToEdge ? 3 : 4) * unit, mark()))
      }
      return
    }
    if movesToEdge {
      layout.add(.polygon(pointer(direction, strength: policyStrength), mark()))
      return
    }
    var arrow = Arrow(length: 18 + 26 * policyStrength, shaft: 3 + 3 * policyStrength)
    var shift = 0.0
    if showsOptimum, let optimum = overlay.optimum, optimum.rowStep == -direction.rowStep,
      optimum.columnStep == -direction.columnStep
    {
      // Two arrows on one line share its length.
      arrow = Arrow(length: 18 + 16 * policyStrength, shaft: arrow.shaft)
      shift = 29 - arrow.length / 2
    }
    let centre = Point(35 + shift * Double(direction.columnStep), 33 + shift * Double(direction.rowStep))
    layout.add(.polygon(arrow.points(direction).map { point(centre.x + $0.x, centre.y + $0.y) }, mark()))
  }

  /// An action without a direction, where there is room for its name.
  private func word(_ name: String, _ layout: inout Layout) {
    // No letter of the face is wider than nine tenths of its size; most are about half.
    guard Double(name.count) * 9 < 66 * unit else { return }
    layout.text(
      name, point(35, 0).x, point(0, movesToEdge ? 20 : 40).y, alignment: .centre, paint: mark(), on: ground)
  }

  /// A triangle at the edge that it points to.
  private func pointer(_ direction: Direction, strength: Double) -> [Point] {
    let (depth, half) = (6 + 4 * strength, 6 + 4 * strength)
    let (dx, dy) = (Double(direction.columnStep), Double(direction.rowStep))
    // Below lie the bars of the visits.
    let reach = direction == .down ? 25.0 : 32
    let middle = number?.raisesPointers == true && direction.rowStep == 0 ? 12.0 : 34
    return [(reach, 0.0), (reach - depth, -half), (reach - depth, half)].map { along, across in
      point(35 + dx * along - dy * across, middle + dy * along + dx * across)
    }
  }

  /// Where the best way is another one than the agent's: an outline, always within the cell's own half of the gap between
  /// two neighbours.
  private func hollowArrow(_ direction: Direction, _ layout: inout Layout) {
    // A word has the middle of its cell to itself, as numbers have.
    if movesToEdge || overlay.greedy == nil && overlay.gap >= 1e-12 {
      let points = pointer(direction, strength: 0.6)
      layout.add(.polyline(points + points.prefix(2), width: 1.8 * unit, mark()))
      return
    }
    let arrow = Arrow(length: 17, shaft: 4.5)
    let centre = Point(35 + Double(direction.columnStep) * 23, 33 + Double(direction.rowStep) * 20)
    let points = arrow.points(direction).map { point(centre.x + $0.x, centre.y + $0.y) }
    layout.add(.polyline(points + points.prefix(2), width: 1.8 * unit, mark()))
  }

  private func error(_ share: Double, _ layout: inout Layout) {
    layout.errorMark(share, at: point(58, 12), unit: unit, mark())
  }
}

extension Layout {
  /// A TD error as a share of the largest: a dot where it was better than predicted, a ring where it was worse.
  mutating func errorMark(_ share: Double, at centre: Point, unit: Double, _ paint: Paint) {
    let radius = (2 + 7 * abs(share).squareRoot()) * unit
    if share >= 0 {
      add(.circle(centre, radius: radius, paint))
    } else {
      add(.ring(centre, radius: radius, width: 2 * unit, paint))
    }
  }
}

/// An arrow about the origin.
struct Arrow {
  let length: Double
  let shaft: Double

  func points(_ direction: Direction) -> [Point] {
    let half = max(7, 1.7 * shaft)
    let head = min(1.35 * half, length)
    let (tail, neck, tip) = (-length / 2, length / 2 - head, length / 2)
    let outline = [
      (tail, -shaft / 2), (neck, -shaft / 2), (neck, -half), (tip, 0), (neck, half), (neck, shaft / 2),
      (tail, shaft / 2),
    ]
    let (dx, dy) = (Double(direction.columnStep), Double(direction.rowStep))
    return outline.map { along, across in Point(dx * along - dy * across, dy * along + dx * across) }
  }
}
