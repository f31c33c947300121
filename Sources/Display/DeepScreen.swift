internal import Scenes

/// Deep learning: the stage on the left, what the network thinks and how it learns on the right.
enum DeepScreen {
  static func add<Measure: TextMeasure>(
    _ model: ScreenModel, _ deep: DeepPanels, _ chrome: Chrome<Measure>, extent: Extent, measure: Measure,
    to layout: inout Layout
  ) {
    StageView(model: model, extent: extent, measure: measure).add(to: &layout)
    let drop = chrome.notice(&layout, x: 640)
    DeepPanelsView(model: model, deep: deep, extent: extent, measure: measure, drop: drop).add(to: &layout)
  }
}
