import Display
import Scenes
import Testing

/// Boards of which only a part is shown.
struct LargeMapTests {
  /// A part of a map of 400 x 300 with everything on.
  private static func model(agentColumn: Int) -> ScreenModel {
    var model = Screens.full()
    var scene = Screens.board(columns: 24, rows: 24)
    scene.figures = [Figure(.agent, cell: 12 * 24 + agentColumn)]
    let blocks = (0..<64 * 48).map { index in
      Overview.Block(
        kind: index == 900 ? .goal : index % 7 == 0 ? .wall : .floor, observation: index % 7 == 0 ? nil : index)
    }
    var overview = Overview(columns: 448, rows: 336, blockSide: 7, blocks: blocks)
    (overview.left, overview.top, overview.agent) = (96, 48, 60 * 448 + 96 + agentColumn)
    scene.overview = overview
    model.scene = scene
    model.overviewValues = blocks.indices.map { index in index % 7 == 0 ? nil : Double(index) / 3072 }
    model.cells = (0..<24 * 24).map { index in
      var cell = CellOverlay()
      cell.value = Double(index) / 575
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

  /// The small map stands on the board, away from the agent, and costs a picture little.
  @Test(arguments: [(4, 1280, 800), (20, 1280, 800), (11, 1920, 1080), (12, 960, 600)])
  func theSmallMapKeepsAwayFromTheAgent(column: Int, width: Int, height: Int) throws {
    let extent = Extent(pixelWidth: width, pixelHeight: height)
    var model = Self.model(agentColumn: column)
    let whole = try layout(model, extent)
    let overview = try #require(model.scene.overview)
    model.scene.overview = nil
    let board = try layout(model, extent)
    #expect(whole.drawing.marks.count > board.drawing.marks.count)
    #expect(whole.drawing.marks.count - board.drawing.marks.count < 4000)
    // What the small map adds lies between the board's marks and those of the panels: its frame is the first outline
    // as wide as the part that is shown.
    let unit = 144 / Double(overview.columns)
    let frames = whole.drawing.marks.compactMap { mark -> Rectangle? in
      if case .outline(let place, _, _) = mark, abs(place.width - 24 * unit) < 1e-9 { return place }
      return nil
    }
    let frame = try #require(frames.first)
    #expect(frame.x >= 24 && frame.right <= 600 && frame.y >= 64 && frame.bottom <= 640)
    let agent = 24 + (Double(column) + 0.5) * 24
    #expect(column < 12 ? frame.x > agent : frame.right < agent)
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
