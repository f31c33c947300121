import Experiments
import Randomness
import ReinforcementLearning
import Scenes
import Synchronization

/// What a viewer tells the table of keys, and the screen about the keys.
extension Viewer {
  var keySituation: KeySituation {
    var situation = KeySituation()
    situation.mode = isHuman ? .playing : current > 0 ? .branch : .watching
    situation.showsKeyPage = showsKeys
    situation.isPaused = isPaused
    situation.isReplaying = state == .replaying
    situation.hasNotice = notices.current(on: current) != nil
    situation.awaitsBranch = pendingBranch != nil
    situation.hasEpsilon = track.shared.withLock { $0.session.epsilon } != nil
    situation.runCount = tracks.count
    situation.hasWindow = hasWindow
    situation.actions = labels
    situation.isRealTime = track.idleAction != nil
    situation.learnsFromMoves = track.control.withLock { $0.learnsFromHuman }
    return situation
  }

  /// Completes a screen by its keys; what the screen offers to show decides which of them act.
  func addKeys(to model: inout ScreenModel) {
    var situation = keySituation
    situation.overlays = model.overlays
    situation.canChangeMap = model.deep?.map?.canChange == true
    let table = KeyTable(situation)
    keyTable = table
    model.keys = table.hints
    model.keyGroups = table.groups
    var open = situation
    open.showsKeyPage = false
    let shown = KeyTable(open)
    model.pauseKey = ["space", "pause"].first { shown.command(for: $0) == .pause }
    model.canStep = shown.command(for: ".") == .step
    model.canChangeSpeed = shown.command(for: "+") == .changeSpeed(1)
    if isHuman { model.speed = PlaySpeeds.labels[choices.playSpeed ?? PlaySpeeds.usual] }
  }
}

/// How fast a world that does not wait goes on while a person plays, in multiples of 12 steps a second.
enum PlaySpeeds {
  static let factors = [1.0 / 4, 1.0 / 3, 1.0 / 2, 2.0 / 3, 1, 1.5, 2, 2.5]
  static let labels = ["¼×", "⅓×", "½×", "⅔×", "1×", "1½×", "2×", "2½×"]
  static let slowest = 0
  /// Eight steps a second.
  static let usual = 3

  static func rate(_ index: Int) -> Double { factors[index] * Speeds.stepsPerSecond }

  /// The slowest speed for games that are lost before a person has found the keys: half of the episodes in which one action
  /// is held end within two seconds of the usual speed.
  static func start(of session: any AgentSession, actionCount: Int, seed: Seed) -> Int {
    guard let deep = session.network else { return usual }
    let episodes = 8
    let isQuick = (0..<actionCount).contains { action in
      2 * (0..<episodes).filter { isOver(deep, holding: action, seed.derived(for: "held key", $0)) }.count >= episodes
    }
    return isQuick ? slowest : usual
  }

  private static func isOver(_ session: any NetworkedSession, holding action: Int, _ seed: Seed) -> Bool {
    var batch = session.batch([seed.generator()], stepLimit: nil)
    var experience = Transitions<Float>(count: 1, featureCount: batch.outline.featureCount)
    var choice = Actions(rows: 1, space: batch.outline.actionSpace)
    var log = EpisodeLog()
    batch.observe(into: &experience)
    batch.choose(action, in: &choice)
    for _ in 0..<16 {
      batch.step(choice, into: &experience, log: &log)
      if experience.isTerminal(0) { return true }
    }
    return false
  }
}
