/// What decides which keys act.
public struct KeySituation: Sendable, Hashable {
  /// Whether the run is watched, a branch of it, or a person plays.
  public enum Mode: Sendable, Hashable { case watching, branch, playing }

  /// What is going on.
  public var mode = Mode.watching
  /// Whether the page of keys is open; then only what closes it acts.
  public var showsKeyPage = false
  /// Whether time stands still.
  public var isPaused = false
  /// Whether an episode of the past is shown.
  public var isReplaying = false
  /// Whether a notice can be closed.
  public var hasNotice = false
  /// Whether a branch waits for its first moment.
  public var awaitsBranch = false
  /// Whether epsilon can be set.
  public var hasEpsilon = false
  /// The run and its branches.
  public var runCount = 1
  /// The overlays that exist here.
  public var overlays: [OverlayChip] = []
  /// Whether the map of values can span other numbers of the state.
  public var canChangeMap = false
  /// Whether there is a window: themes, full screen and recording need one.
  public var hasWindow = true
  /// The world's actions.
  public var actions: [ActionLabel] = []
  /// Whether the world goes on while no key is pressed.
  public var isRealTime = false
  /// Whether the agent learns from a person's moves.
  public var learnsFromMoves = true

  /// A run that is watched in a window.
  public init() {}
}

/// The one list of keys: the key line, the page of keys and what is accepted all follow from it.
public struct KeyTable: Sendable, Hashable {
  /// The keys that act now, in the order in which they are shown.
  public let bindings: [KeyBinding]
  private let situation: KeySituation

  /// The keys that act in a situation.
  public init(_ situation: KeySituation) {
    self.situation = situation
    let rows =
      situation.mode == .playing
      ? Self.play(situation) + Self.time(playing: situation)
      : Self.time(watching: situation) + Self.act(situation)
    bindings = rows + Self.show(situation) + Self.window(situation)
  }

  /// What a key does now; nil if nothing.
  public func command(for key: String, isShifted: Bool = false) -> KeyCommand? {
    if situation.showsKeyPage {
      switch key {
      case "?", "escape": return .showKeys
      case "q": return .quit
      default: return nil
      }
    }
    if isShifted, let command = find("shift \(key)") { return command }
    return find(key)
  }

  private func find(_ key: String) -> KeyCommand? {
    bindings.lazy.compactMap { $0.commands[key] }.first
  }

  /// The key line.
  public var hints: [KeyHint] { bindings.compactMap { row in row.word.map { KeyHint(row.shown, $0) } } }

  /// The page of keys.
  public var groups: [KeyGroup] {
    KeyBinding.Group.allCases.compactMap { group in
      let rows = bindings.filter { $0.group == group }
      return rows.isEmpty ? nil : KeyGroup(group.rawValue, rows.map { KeyHint($0.shown, $0.meaning) })
    }
  }

  // MARK: Rows

  private static func time(watching situation: KeySituation) -> [KeyBinding] {
    var rows = [
      KeyBinding(.time, "space", situation.isPaused ? "resume" : "pause", "pause, resume", ["space": .pause]),
      KeyBinding(.time, ".", "step", "one step", [".": .step]),
      KeyBinding(.time, ",", nil, "one step back", [",": .stepBack]), speed,
      KeyBinding(.time, "0", nil, "normal speed", ["0": .normalSpeed]),
      KeyBinding(
        .time, "← →", "episode", "episode before, after", ["left": .moveEpisodes(-1), "right": .moveEpisodes(1)]),
    ]
    if situation.hasWindow {
      // Terminals do not tell of the shift key.
      rows.append(
        KeyBinding(
          .time, "shift ← →", nil, "ten episodes back, on",
          ["shift left": .moveEpisodes(-10), "shift right": .moveEpisodes(10)]))
    }
    rows.append(KeyBinding(.time, "home", nil, "first episode", ["home": .firstEpisode]))
    if situation.isReplaying { rows.append(KeyBinding(.time, "end", "live", "the newest moment", ["end": .live])) }
    return rows
  }

  private static let speed = KeyBinding(
    .time, "- +", "speed", "slower, faster", ["-": .changeSpeed(-1), "+": .changeSpeed(1), "=": .changeSpeed(1)])

  private static func time(playing situation: KeySituation) -> [KeyBinding] {
    // Where time waits for a person there is nothing to pause.
    guard situation.isRealTime else { return [] }
    let word = situation.isPaused ? "resume" : "pause"
    let key = PlayKeys(situation).usesSpace ? "escape" : "space"
    var commands = ["pause": KeyCommand.pause]
    if key == "space" || !situation.hasNotice { commands[key] = .pause }
    return [
      KeyBinding(.time, key, word, "pause, resume", commands), speed,
      KeyBinding(.time, "0", nil, "normal speed", ["0": .normalSpeed]),
    ]
  }

  private static func act(_ situation: KeySituation) -> [KeyBinding] {
    var rows = [KeyBinding(.act, "h", "take over", "take over", ["h": .takeOver])]
    rows.append(
      situation.awaitsBranch
        ? KeyBinding(.act, "b", "give up", "give up the branch", ["b": .giveUpBranch, "escape": .giveUpBranch])
        : KeyBinding(.act, "b", "branch", "branch from this step", ["b": .branch]))
    if situation.mode == .branch, situation.hasEpsilon {
      rows.append(
        KeyBinding(
          .act, "[ ]", "epsilon", "epsilon down, up", ["[": .changeEpsilon(-0.05), "]": .changeEpsilon(0.05)]))
    }
    if situation.runCount > 1 {
      let count = min(situation.runCount, 9)
      rows.append(
        KeyBinding(
          .act, "1 to \(count)", "runs", "the run, its branches",
          Dictionary(uniqueKeysWithValues: (1...count).map { ("\($0)", .showRun($0 - 1)) })))
    }
    return rows
  }

  private static func play(_ situation: KeySituation) -> [KeyBinding] {
    var rows = [KeyBinding(.play, "h", "hand back", "hand back to the agent", ["h": .handBack])]
    rows += PlayKeys(situation).bindings
    rows.append(KeyBinding(.play, ",", "step back", "take back the last move", [",": .takeBack]))
    let learns = situation.learnsFromMoves ? "on" : "off"
    rows.append(
      KeyBinding(
        .play, "l", "agent learns from you: \(learns)", "agent learns from you: \(learns)", ["l": .learnFromMoves]))
    return rows
  }

  private static func show(_ situation: KeySituation) -> [KeyBinding] {
    var rows = situation.overlays.map { chip in
      KeyBinding(.show, chip.key, nil, chip.meaning, [chip.key: .overlay(chip.key)])
    }
    if situation.canChangeMap {
      rows.append(KeyBinding(.show, "j k", nil, "the map's numbers", ["j": .mapAcross, "k": .mapUp]))
    }
    return rows
  }

  private static func window(_ situation: KeySituation) -> [KeyBinding] {
    var rows: [KeyBinding] = []
    if situation.hasNotice, !situation.awaitsBranch {
      rows.append(KeyBinding(.window, "escape", nil, "close the notice", ["escape": .dismiss]))
    }
    if situation.hasWindow { rows.append(KeyBinding(.window, "r", "record", "record, stop", ["r": .record])) }
    rows.append(KeyBinding(.window, "x", "picture", "picture of the window", ["x": .picture]))
    if situation.hasWindow {
      rows.append(KeyBinding(.window, "t", nil, "day, night", ["t": .theme]))
      rows.append(KeyBinding(.window, "f", nil, "full screen", ["f": .fullScreen]))
    }
    return rows + [
      KeyBinding(.window, "?", "all keys", "this page", ["?": .showKeys]),
      KeyBinding(.window, "q", "quit", "save and quit", ["q": .quit]),
    ]
  }
}
