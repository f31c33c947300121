internal import Scenes

extension Chrome {
  /// The notice at the top of the right column; returns by how much what is below moves down.
  ///
  /// A warning has its colour and a triangle; what only informs has a quiet ground and a disc.
  func notice(_ layout: inout Layout, x: Double) -> Double {
    guard let notice = model.notice else { return 0 }
    let place = Rectangle(x, 64, extent.width - 24 - x, 72)
    let (ground, ink): (Paint, Paint) =
      notice.isWarning ? (.role(.warning), .role(.onWarning)) : (.role(.chip), .role(.ink))
    layout.add(.rectangle(place, ground))
    if notice.isWarning {
      layout.add(.polygon([Point(x + 32, 80), Point(x + 50, 114), Point(x + 14, 114)], ink))
    } else {
      layout.add(.circle(Point(x + 32, 100), radius: 17, ink))
    }
    layout.text(
      notice.isWarning ? "!" : "i", x + 32, notice.isWarning ? 111 : 106.5, size: 18, face: .bold, alignment: .centre,
      paint: notice.isWarning ? ground : .role(.ground), on: ink)
    let room = place.right - 16 - (x + 66)
    let keyRoom = measure.width(of: "esc", size: 16, face: .mono) + 12
    layout.text(fitted(notice.what, room - keyRoom, face: .bold), x + 66, 94, face: .bold, paint: ink, on: ground)
    layout.text(fitted(notice.next, room, face: .regular), x + 66, 120, paint: ink, on: ground)
    layout.text("esc", place.right - 16, 94, face: .mono, alignment: .right, paint: ink, on: ground)
    layout.target(place, .key("escape"))
    return 82
  }

  /// A text that fits: a path loses its beginning, a sentence its last words.
  private func fitted(_ text: String, _ room: Double, face: TextMark.Face) -> String {
    func fits(_ text: String) -> Bool { measure.width(of: text, size: 16, face: face) <= room }
    if fits(text) { return text }
    let separator: Character = text.contains(" ") ? " " : "/"
    var parts = text.split(separator: separator)
    while parts.count > 1 {
      if separator == " " { parts.removeLast() } else { parts.removeFirst() }
      let rest = parts.joined(separator: String(separator))
      let shorter = separator == " " ? "\(rest) …" : "…/\(rest)"
      if fits(shorter) { return shorter }
    }
    var shorter = text
    while shorter.count > 1, !fits("…\(shorter)") { shorter.removeFirst() }
    return "…\(shorter)"
  }
}
