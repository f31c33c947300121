import Display
import Environments
import ReinforcementLearning
import Scenes
import Synchronization

/// The keys of each state, for the key line and the key page, and what they mean while a person plays.
enum KeyMap {
  /// The action a key stands for while a person plays.
  static func humanAction(_ key: String, _ labels: [ActionLabel]) -> Int? {
    let direction: Direction? =
      switch key {
      case "left": .left
      case "right": .right
      case "up": .up
      case "down": .down
      default: nil
      }
    if let direction { return labels.firstIndex { $0.direction == direction } }
    let others = labels.indices.filter { labels[$0].direction == nil }
    guard let place = otherKeys(others.count).firstIndex(of: key) else { return nil }
    return others[place]
  }

  /// Keys for actions that are not moves: space and return, or digits where there are more.
  private static func otherKeys(_ count: Int) -> [String] {
    switch count {
    case 0: []
    case 1: ["space"]
    case 2: ["space", "return"]
    default: (1...min(count, 9)).map { "\($0)" }
    }
  }

  static func hints(_ viewer: Viewer) -> [KeyHint] {
    if viewer.isHuman { return humanHints(viewer) }
    var hints = [
      KeyHint("space", viewer.isPaused ? "resume" : "pause"), KeyHint(".", "step"), KeyHint("- +", "speed"),
      KeyHint("← →", "episode"), KeyHint("h", "take over"), KeyHint("b", "branch"), KeyHint("r", "record"),
      KeyHint("x", "picture"),
    ]
    if viewer.state == .replaying { hints.insert(KeyHint("end", "live"), at: 4) }
    if viewer.current > 0 { hints.insert(KeyHint("[ ]", "epsilon"), at: 4) }
    if viewer.tracks.count > 1 { hints.insert(KeyHint("1 \(viewer.tracks.count)", "runs"), at: 4) }
    return hints + [KeyHint("?", "all keys"), KeyHint("q", "quit")]
  }

  private static func humanHints(_ viewer: Viewer) -> [KeyHint] {
    let labels = viewer.subject.prepared.environment.world.actionLabels
    let learns = viewer.track.control.withLock { $0.learnsFromHuman }
    let pause = viewer.isPaused ? "resume" : "pause"
    var hints = [KeyHint("h", "hand back")]
    if labels.contains(where: { $0.direction != nil }) {
      let arrows = labels.compactMap { $0.direction?.arrow }
      hints.append(KeyHint(Array(Set(arrows)).sorted().joined(separator: " "), "move"))
    }
    let others = labels.filter { $0.direction == nil }
    for (key, label) in zip(otherKeys(others.count), others).prefix(3) { hints.append(KeyHint(key, label.name)) }
    hints.append(KeyHint(",", "step back"))
    hints.append(otherKeys(others.count).contains("space") ? KeyHint("escape", pause) : KeyHint("space", pause))
    hints += [KeyHint("l", "agent learns from you: \(learns ? "on" : "off")"), KeyHint("x", "picture")]
    return hints + [KeyHint("?", "all keys"), KeyHint("q", "quit")]
  }

  static func groups(_ viewer: Viewer) -> [KeyGroup] {
    var show =
      viewer.isDeep
      ? [
        KeyHint("s", "saliency: what the choice depends on"),
        KeyHint("v", "values where the figure was: off, colour, numbers"),
        KeyHint("e", "TD error where the figure was"), KeyHint("m", "map of values over two numbers of the state"),
        KeyHint("j k", "the map's number across, and up"),
      ]
      : [
        KeyHint("v", "state values: off, colour, numbers"), KeyHint("p", "policy arrows"), KeyHint("n", "visit counts"),
        KeyHint("e", "last TD error"),
      ]
    if viewer.subject.knowledge.optimalValues != nil { show.append(KeyHint("o", "optimum and where it differs")) }
    return [
      KeyGroup(
        "Time",
        [
          KeyHint("space", "pause, resume"), KeyHint(".", "one step"), KeyHint(",", "one step back"),
          KeyHint("- +", "slower, faster: ¼× to max"), KeyHint("0", "normal speed"),
          KeyHint("← →", "episode before, after"), KeyHint("home end", "first episode, live"),
        ]),
      KeyGroup(
        "Act",
        [
          KeyHint("h", "take over, hand back"), KeyHint("l", "agent learns from your moves"),
          KeyHint("b", "branch from this step"), KeyHint("[ ]", "epsilon down, up in the branch"),
          KeyHint("1 to 9", "the run or one of its branches"),
        ]),
      KeyGroup("Show", show),
      KeyGroup(
        "Window",
        [
          KeyHint("r", "start, stop recording"), KeyHint("x", "picture of the window"), KeyHint("t", "day, night"),
          KeyHint("f", "full screen"), KeyHint("?", "this page"), KeyHint("q", "quit, saving first"),
        ]),
    ]
  }
}
