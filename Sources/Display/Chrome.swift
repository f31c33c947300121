internal import Scenes

/// Header, overlay row, transport, key line and notice: what every screen has.
struct Chrome<Measure: TextMeasure> {
  let model: ScreenModel
  let extent: Extent
  let measure: Measure

  func header(_ layout: inout Layout) {
    if model.isHuman { return humanHeader(&layout) }
    let stateWidth = measure.width(of: model.state.word, size: 18, face: .bold)
    let right = extent.width - 24
    layout.text(model.state.word, right, 36, size: 18, face: .bold, alignment: .right)
    StateShape.add(model.state, to: &layout, right: right - stateWidth - 10)
    var limit = right - stateWidth - 60
    if let seconds = model.recordedSeconds {
      let text = "rec \(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
      let width = measure.width(of: text, size: 18, face: .bold)
      layout.text(text, limit, 36, size: 18, face: .bold, alignment: .right)
      layout.add(.ring(Point(limit - width - 16, 30), radius: 8, width: 2, .role(.ink)))
      layout.add(.circle(Point(limit - width - 16, 30), radius: 3, .role(.ink)))
      limit -= width + 48
    }
    title(model.title, facts: model.facts.joined(separator: " · "), limit: limit, &layout)
  }

  private func title(_ title: String, facts: String, limit: Double, _ layout: inout Layout) {
    layout.text(title, 24, 36, size: 24, face: .bold)
    let x = 24 + measure.width(of: title, size: 24, face: .bold) + 16
    var shown = facts
    while measure.width(of: shown, size: 18, face: .regular) > limit - x, !shown.isEmpty {
      shown = shown.components(separatedBy: " · ").dropLast().joined(separator: " · ")
    }
    if !shown.isEmpty { layout.text(shown, x, 36, size: 18, paint: .role(.secondary)) }
  }

  private func humanHeader(_ layout: inout Layout) {
    layout.add(.rectangle(Rectangle(0, 0, extent.width, 56), .role(.human)))
    layout.add(.outline(Rectangle(0, 0, extent.width, extent.height), width: 4, .role(.human)))
    layout.text(
      model.state.word, 24, 36, size: 24, face: .bold, paint: .role(.onHuman), on: .role(.human))
    let x = 24 + measure.width(of: model.state.word, size: 24, face: .bold) + 16
    let button = "hand back"
    let width = measure.width(of: button, size: 18, face: .bold) + measure.width(of: "h", size: 18, face: .mono) + 30
    let place = Rectangle(extent.width - 24 - width, 10, width, 36)
    var phrase = "\(model.title) · \(model.humanPhrase)"
    if measure.width(of: phrase, size: 18, face: .regular) > place.x - x - 16 { phrase = model.title }
    layout.text(phrase, x, 36, size: 18, paint: .role(.onHuman), on: .role(.human))
    layout.add(.rectangle(place, .role(.white)))
    let textPaint = Paint.role(.boot)
    layout.text("h", place.x + 10, 34, size: 18, face: .mono, paint: textPaint, on: .role(.white))
    layout.text(
      button, place.right - 10, 34, size: 18, face: .bold, alignment: .right, paint: textPaint, on: .role(.white))
    layout.target(place, .key("h"))
  }

  func overlayRow(_ layout: inout Layout) {
    var x = 24.0
    for chip in model.overlays {
      let keyWidth = measure.width(of: chip.key, size: 16, face: .mono)
      let width = 10 + keyWidth + 8 + measure.width(of: chip.word, size: 16, face: .regular) + 12
      let place = Rectangle(x, 648, width, 32)
      if chip.isOn {
        layout.add(.rectangle(place, .role(.ink)))
      } else {
        layout.add(.outline(place, width: 0, .role(.rule)))
      }
      let (paint, ground): (Paint, Paint) = chip.isOn ? (.role(.ground), .role(.ink)) : (.role(.ink), .role(.ground))
      layout.text(chip.key, x + 10, 670, face: .mono, paint: paint, on: ground)
      layout.text(chip.word, x + 18 + keyWidth, 670, paint: paint, on: ground)
      layout.target(place, .key(chip.key))
      x += width + 8
    }
    let room = 680 - x - 12
    if measure.width(of: model.overlayPhrase, size: 16, face: .regular) <= room {
      layout.text(model.overlayPhrase, x + 12, 670, paint: .role(.secondary))
    }
  }

  func transport(_ layout: inout Layout) {
    let y = extent.height - 110
    let play = Rectangle(24, y, 48, 48)
    // A button that does nothing now is there, but quiet.
    let quiet = (fill: Paint.role(.chip), mark: Paint.role(.rule))
    let pause =
      model.pauseKey == nil
      ? quiet : (.role(model.isHuman ? .human : .ink), .role(model.isHuman ? .onHuman : .ground))
    layout.add(.rectangle(play, pause.fill))
    if model.isPlaying || model.pauseKey == nil {
      layout.add(.rectangle(Rectangle(40, y + 14, 6, 20), pause.mark))
      layout.add(.rectangle(Rectangle(50, y + 14, 6, 20), pause.mark))
    } else {
      layout.add(.polygon([Point(41, y + 13), Point(59, y + 24), Point(41, y + 35)], pause.mark))
    }
    if let key = model.pauseKey { layout.target(play, .key(key)) }
    let step = Rectangle(80, y, 48, 48)
    let mark = model.canStep ? Paint.role(.ink) : quiet.mark
    layout.add(.rectangle(step, .role(.chip)))
    layout.add(.polygon([Point(95, y + 15), Point(109, y + 24), Point(95, y + 33)], mark))
    layout.add(.rectangle(Rectangle(110, y + 15, 4, 18), mark))
    if model.canStep { layout.target(step, .key(".")) }
    let speed = Rectangle(136, y, 112, 48)
    layout.add(.rectangle(speed, .role(.chip)))
    guard model.canChangeSpeed else {
      layout.text("your turn", 192, y + 30, face: .bold, alignment: .centre, on: .role(.chip))
      return
    }
    for (text, offset, size) in [("−", 18.0, 18.0), (model.speed, 56, 18), ("+", 94, 18)] {
      layout.text(text, 136 + offset, y + 30, size: size, face: .bold, alignment: .centre, on: .role(.chip))
    }
    layout.target(Rectangle(136, y, 37, 48), .key("-"))
    layout.target(Rectangle(211, y, 37, 48), .key("+"))
  }

  func keyLine(_ layout: inout Layout) {
    let top = extent.height - 28
    layout.add(.hairline(Point(0, top), Point(extent.width, top), .role(.hair)))
    var hints = model.keys
    let nextWidth = model.nextCommand.map { measure.width(of: $0, size: 16, face: .regular) + 40 } ?? 0
    func width(_ gap: Double) -> Double {
      hints.reduce(24) { total, hint in
        total + measure.width(of: hint.key, size: 16, face: .mono) + 6
          + measure.width(of: hint.word, size: 16, face: .regular) + gap
      }
    }
    var gap = 22.0
    let room = extent.width - 24 - nextWidth
    while width(gap) - gap > room, hints.count > 2 {
      if gap > 10 { gap = 10 } else { hints.remove(at: hints.count - 3) }
    }
    var x = 24.0
    let baseline = extent.height - 9
    for hint in hints {
      let start = x
      layout.text(hint.key, x, baseline, face: .mono)
      x += measure.width(of: hint.key, size: 16, face: .mono) + 6
      layout.text(hint.word, x, baseline, paint: .role(.secondary))
      x += measure.width(of: hint.word, size: 16, face: .regular)
      if !hint.key.contains(" "), !hint.key.contains("←") {
        layout.target(Rectangle(start, top, x - start, 28), .key(hint.key))
      }
      x += gap
    }
    if let next = model.nextCommand, x + nextWidth < extent.width {
      layout.text(next, extent.width - 24, baseline, alignment: .right, paint: .role(.secondary))
    }
  }
}

/// The shape that says a run's state beside its word.
enum StateShape {
  static func add(_ state: RunState, to layout: inout Layout, right: Double) {
    let x = right - 16
    switch state {
    case .warmingUp:
      let corners = [Point(x + 2, 23), Point(x + 14, 30), Point(x + 2, 37), Point(x + 2, 23)]
      layout.add(.polyline(corners, width: 2, .role(.agent)))
    case .learning, .elsewhere:
      layout.add(.polygon([Point(x + 1, 22), Point(x + 16, 30), Point(x + 1, 38)], .role(.agent)))
    case .paused:
      layout.add(.rectangle(Rectangle(x + 2, 22, 5, 16), .role(.ink)))
      layout.add(.rectangle(Rectangle(x + 10, 22, 5, 16), .role(.ink)))
    case .replaying:
      layout.add(.rectangle(Rectangle(x - 3, 22, 2, 16), .role(.ink)))
      layout.add(.polygon([Point(x + 1, 23), Point(x + 13, 30), Point(x + 1, 37)], .role(.ink)))
      layout.add(.rectangle(Rectangle(x + 15, 22, 2, 16), .role(.ink)))
    case .branch:
      layout.add(.polyline([Point(x + 3, 38), Point(x + 3, 22)], width: 2.5, .role(.agent)))
      layout.add(.polyline([Point(x + 3, 32), Point(x + 13, 27), Point(x + 13, 22)], width: 2.5, .role(.agent)))
    case .human: break
    case .finished: layout.add(.rectangle(Rectangle(x + 2, 23, 14, 14), .role(.ink)))
    case .stopped, .stoppedAt:
      layout.add(.rectangle(Rectangle(x + 2, 23, 14, 6), .role(.ink)))
      layout.add(.rectangle(Rectangle(x + 2, 31, 14, 6), .role(.ink)))
    }
  }
}

extension String {
  /// Splits at every occurrence of a separator.
  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
