import Display
import Scenes

extension ScreenModel {
  /// The keys of a situation.
  mutating func addKeys(_ change: (inout KeySituation) -> Void = { _ in }) {
    var situation = KeySituation()
    situation.overlays = overlays
    situation.actions = actions.map(\.label)
    change(&situation)
    let table = KeyTable(situation)
    keys = table.hints
    keyGroups = table.groups
    pauseKey = ["space", "pause"].first { table.command(for: $0) == .pause }
    canStep = table.command(for: ".") != nil
    canChangeSpeed = table.command(for: "+") != nil
  }
}

extension Screens {
  /// Every situation that has keys of its own, by name.
  static var situations: [(String, KeySituation)] {
    var all: [(String, KeySituation)] = []
    func add(_ name: String, _ change: (inout KeySituation) -> Void) {
      var situation = KeySituation()
      change(&situation)
      all.append((name, situation))
    }
    let chips = ["v", "p", "n", "o", "e", "s", "m"].map { OverlayChip(key: $0, word: "overlay \($0)", isOn: true) }
    let arrows = Direction.allCases.map { ActionLabel.move($0) }
    add("watching") { $0.overlays = chips }
    add("watching the past") {
      ($0.overlays, $0.isReplaying, $0.hasNotice, $0.isPaused, $0.canChangeMap) = (chips, true, true, true, true)
    }
    add("branch") {
      ($0.mode, $0.overlays, $0.hasEpsilon, $0.runCount, $0.isReplaying) = (.branch, chips, true, 12, true)
    }
    add("waiting for a branch") { ($0.awaitsBranch, $0.hasNotice, $0.hasWindow) = (true, true, false) }
    add("lake") { ($0.mode, $0.actions, $0.overlays) = (.playing, arrows, chips) }
    add("taxi") {
      ($0.mode, $0.actions) = (.playing, arrows + [ActionLabel("pick up"), ActionLabel("drop off")])
    }
    add("blackjack") { ($0.mode, $0.actions) = (.playing, [ActionLabel("stick"), ActionLabel("hit")]) }
    add("bandit") { ($0.mode, $0.actions) = (.playing, (0..<10).map { ActionLabel("arm \($0)") }) }
    add("invaders") {
      ($0.mode, $0.isRealTime) = (.playing, true)
      $0.actions = [ActionLabel("stay"), .move(.left), .move(.right), ActionLabel("fire")]
    }
    add("mountain car") {
      ($0.mode, $0.isRealTime, $0.learnsFromMoves) = (.playing, true, false)
      $0.actions = [.move(.left), ActionLabel("none"), .move(.right)]
    }
    return all
  }

  static var keyPages: [(String, ScreenModel)] {
    situations.map { name, situation in
      var model = full(situation.mode == .playing ? .human : .learning)
      let table = KeyTable(situation)
      model.showsKeyPage = true
      model.keys = table.hints
      model.keyGroups = table.groups
      return ("keys, \(name)", model)
    }
  }

  /// Learning curves that are hard to draw.
  static var curves: [(String, ScreenModel)] {
    var flat = full()
    flat.curve.range = 0...1e-10
    flat.curve.optimum = 0
    flat.curve.evaluations = (1..<9).map { Point(Double($0), 0) }
    flat.curve.played = flat.curve.evaluations
    var noise = full()
    noise.theme = .night
    noise.curve.range = -0.4...0
    noise.curve.optimum = -0.043
    noise.curve.played = (1..<4000).map { Point(Double($0 * 50), -0.3 + Double($0 * 7919 % 101) / 400) }
    var far = full()
    far.curve.range = -2000...0
    far.curve.optimum = -1115.25
    far.curve.decimals = 2
    far.curve.evaluations = [Point(0, -9000), Point(1000, -1200)]
    far.curve.played = (1..<400).map { Point(Double($0 * 10), -1900.5 + Double($0)) }
    var first = full(.warmingUp)
    first.curve.evaluations = []
    first.curve.played = [Point(1, 0)]
    let close = deep(arcade, actions: 3) {
      $0.returns = (0..<90).map { Point(Double($0) * 1000, -82 - Double($0 % 3)) }
      $0.evaluations = (1..<9).map { Point(Double($0) * 10_000, -82.0) }
      $0.reference = .init(value: -100, name: "solved")
    }
    let zero = deep(arcade, actions: 3) {
      $0.returns = (0..<90).map { Point(Double($0) * 1000, 0) }
      $0.evaluations = []
      $0.reference = nil
      $0.plots[0].points = [Point(100, 0.1)]
    }
    let crossed = deep(arcade, actions: 3) {
      $0.returns = (0..<200).map { Point(Double($0) * 1000, $0 % 2 == 0 ? 20 : 70) }
      $0.evaluations = []
    }
    let started = deep(arcade, actions: 3) {
      $0.returns = []
      $0.evaluations = [Point(10_000, 3)]
      $0.episode.predicted = [4.5]
      $0.episode.cameTrue = []
      $0.episode.cursor = nil
    }
    return [
      ("flat curve", flat), ("noise", noise), ("far below", far), ("first episode", first),
      ("close names", close), ("always zero", zero), ("threshold in the curve", crossed), ("one evaluation", started),
    ]
  }

  /// A person in place of a network.
  static var playing: [(String, ScreenModel)] {
    var model = deep(arcade, actions: 6) { $0.pressed = "left" }
    model.state = .human
    model.overlays = []
    model.factRows = [
      FactRow("you pressed", "left"), FactRow("agent would", "fire"), FactRow("reward", "1.0"),
      FactRow("yours", "1,024", "steps"), FactRow("tagged in all", "12,345"), FactRow("without a key", "left, right"),
    ]
    model.speed = "¼×"
    model.addKeys { ($0.mode, $0.isRealTime) = (.playing, true) }
    var turns = full(.human)
    turns.addKeys { $0.mode = .playing }
    var noticed = model
    noticed.notice = Notice("This is branch 1, from step 30,016.", "[ ] change epsilon; 1 shows the original run.")
    return [("playing an arcade game", model), ("playing by turns", turns), ("playing beside a notice", noticed)]
  }
}
