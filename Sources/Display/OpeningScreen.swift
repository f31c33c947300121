internal import Scenes

/// What a window shows while a large world is being set up.
public enum OpeningScreen {
  /// - Parameters:
  ///   - work: what is being done, as a sentence's beginning.
  ///   - seconds: for how long.
  public static func layout(_ work: String, seconds: Int, extent: Extent) -> Layout {
    var layout = Layout()
    layout.add(.rectangle(Rectangle(0, 0, extent.width, extent.height), .role(.ground)))
    let middle = extent.width / 2
    layout.text(work, middle, extent.height / 2 - 12, size: 24, face: .bold, alignment: .centre)
    let time = seconds < 1 ? "" : seconds == 1 ? "for 1 second" : "for \(seconds) seconds"
    layout.text(time, middle, extent.height / 2 + 20, alignment: .centre, paint: .role(.secondary))
    layout.text(
      "q quits; nothing is lost", middle, extent.height - 40, alignment: .centre, paint: .role(.secondary))
    return layout
  }
}
