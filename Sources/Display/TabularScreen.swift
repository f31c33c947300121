public import Scenes

/// Tabular learning, with its variants (a person plays, no data yet, the key page).
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
    StageView(model: model, extent: extent, measure: measure).add(to: &layout)
    if case .arms = model.scene.stage {} else { ValueScale.ofStage(model)?.add(to: &layout) }
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
}

extension TabularScreen {
  /// How many episode bars fit in a window of this size.
  public static func barCount(_ extent: Extent) -> Int { Int((extent.width - 304) / 6) }
}
