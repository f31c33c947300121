import Display
import Scenes
import Testing

/// Boards of which only a part is shown.
struct LargeMapTests {
  /// A part of a map of 400 x 300 with everything on.
  private static func model(agentColumn: Int) -> ScreenModel {
    var model = Screens.full()
    var scene = Screens.board(columns: 24, rows: 18)
    scene.figures = [Figure(.agent, cell: 9 * 24 + agentColumn)]
    let blocks = (0..<64 * 48).map { index -> Overview.Block in
      let isWall = index % 7 == 0
      let kind: Cell.Kind = index == 900 ? .goal : isWall ? .wall : .floor
      return Overview.Block(
        kind: kind, observation: isWall ? nil : index, closedShare: isWall ? 1 : Double(index % 5) / 20)
    }
    var overview = Overview(columns: 448, rows: 336, blockSide: 7, blocks: blocks)
    (overview.left, overview.top, overview.agent) = (96, 48, 60 * 448 + 96 + agentColumn)
    scene.overview = overview
    model.scene = scene
    model.overviewValues = blocks.indices.map { index in index % 7 == 0 ? nil : Double(index) / 3072 }
    model.cells = (0..<24 * 18).map { index in
      var cell = CellOverlay()
      cell.value = Double(index) / 431
      cell.greedy = Direction.allCases[index % 4]
      cell.gap = 0.02
      cell.visits = index
      return cell
    }
    return model
  }

  private func layout(_ model: ScreenModel, _ extent: Extent) throws -> Layout {
    TabularScreen.layout(model, extent: extent, measure: try Fonts().measure(scale: extent.scale))
  }

  /// The small map stands below the board and hides nothing, shows holes and walls, and costs a picture little.
  @Test(arguments: [(4, 1280, 800), (20, 1280, 800), (11, 1920, 1080), (12, 960, 600)])
  func theSmallMapHidesNothing(column: Int, width: Int, height: Int) throws {
    let extent = Extent(pixelWidth: width, pixelHeight: height)
    var model = Self.model(agentColumn: column)
    let whole = try layout(model, extent)
    let overview = try #require(model.scene.overview)
    // The frame is the outline as wide as the part that is shown.
    let unit = 136 / Double(overview.columns)
    let frames = whole.drawing.marks.compactMap { mark -> Rectangle? in
      if case .outline(let place, _, _) = mark, abs(place.width - 24 * unit) < 1e-9 { return place }
      return nil
    }
    let frame = try #require(frames.first)
    #expect(frame.x >= 24 && frame.right <= 600 && frame.bottom <= 640)
    // Cells are as high as they are wide, and the last row of them ends above it.
    let cells = whole.drawing.marks.compactMap { mark -> Rectangle? in
      if case .rectangle(let place, .ramp) = mark, place.width > 15, place.width < 30, place.y < frame.y {
        place
      } else {
        nil
      }
    }
    let top = frame.y - Double(overview.top) * unit
    #expect(cells.count >= 24 * 17 - 10 && cells.allSatisfy { $0.bottom < top - 6 })
    let terrain = whole.drawing.marks.compactMap { mark -> Double? in
      if case .rectangle(let place, .role(.hazard, let alpha)) = mark, place.y >= top - 1 { alpha } else { nil }
    }
    #expect(terrain.count > 1000 && Set(terrain).count > 3)
    model.scene.overview = nil
    let board = try layout(model, extent)
    #expect(whole.drawing.marks.count - board.drawing.marks.count < 8000)
  }

  /// The terminal shows the part around the agent, and where it is.
  @Test func theTerminalSaysWhereThePartIs() {
    let text = TerminalScreen.screen(Self.model(agentColumn: 4), isUnicode: true).text
    #expect(text.contains("448 × 336 cells"))
    #expect(text.contains("row 61, column 101"))
    #expect(text.contains("part of a map of"))
    let plain = TerminalScreen.screen(Self.model(agentColumn: 4), isUnicode: false).text
    #expect(plain.contains("448 x 336 cells") && plain.allSatisfy(\.isASCII))
  }
}
