public import Scenes

/// Screen 1: tabular learning, with its variants (a person plays, no data yet, the key page).
public struct TabularScreen {
  /// Lays the model out for a window of this size.
  public static func layout(
    _ model: ScreenModel, extent: Extent, measure: some TextMeasure, hasKeyLine: Bool = true
  ) -> Layout {
    var layout = Layout()
    layout.add(.rectangle(Rectangle(0, 0, extent.width, extent.height), .role(.ground)))
    let chrome = Chrome(model: model, extent: extent, measure: measure)
    if let deep = model.deep {
      DeepScreen.add(model, deep, chrome, extent: extent, measure: measure, to: &layout)
      chrome.overlayRow(&layout)
      TimelineView(model: model, extent: extent, measure: measure).add(to: &layout)
      chrome.transport(&layout)
      chrome.header(&layout)
      if hasKeyLine { chrome.keyLine(&layout) }
      if model.showsKeyPage { KeyPage(extent: extent, groups: model.keyGroups, measure: measure).add(to: &layout) }
      return layout
    }
    let board = BoardView(model: model, extent: extent)
    board.add(to: &layout)
    board.scale(to: &layout)
    captions(model, &layout, board: board)
    let drop = chrome.notice(&layout, x: 704)
    CurveView(curve: model.curve, extent: extent, measure: measure, drop: drop).add(to: &layout)
    ActionPanel(model: model, extent: extent, measure: measure, drop: drop * 0.4).add(to: &layout)
    chrome.overlayRow(&layout)
    TimelineView(model: model, extent: extent, measure: measure).add(to: &layout)
    chrome.transport(&layout)
    chrome.header(&layout)
    if hasKeyLine { chrome.keyLine(&layout) }
    if model.showsKeyPage { KeyPage(extent: extent, groups: model.keyGroups, measure: measure).add(to: &layout) }
    return layout
  }

  /// Facts that have no place on the board stand below it, where boards that are not square leave room.
  private static func captions(_ model: ScreenModel, _ layout: inout Layout, board: BoardView) {
    let bottom = 64 + Double(model.scene.rows) * board.cell
    for (index, caption) in model.scene.captions.enumerated() {
      let baseline = bottom + 28 + Double(index) * 26
      if baseline < 640 { layout.text(caption, 24, baseline, size: 18, paint: .role(.secondary)) }
    }
  }
}

extension TabularScreen {
  /// How many episode bars fit in a window of this size.
  public static func barCount(_ extent: Extent) -> Int { Int((extent.width - 304) / 6) }
}
