import Display
import Environments
import Experiments
import Randomness
import ReinforcementLearning
import Scenes
import Synchronization

/// What keys and the mouse do.
extension Viewer {
  func handle(_ action: Layout.Target.Action) {
    switch action {
    case .key(let key): press(key)
    case .episode(let number): if !isHuman { open(episode: number) }
    case .strip(let share):
      let history = track.shared.withLock { $0.history }
      let count = history.lastEpisode - history.firstEpisode
      if !isHuman, count > 0 { open(episode: history.firstEpisode + 1 + Int(share * Double(count))) }
    }
  }

  func scroll(_ episodes: Int) { if !isHuman { move(byEpisodes: episodes) } }

  package func press(_ key: String, shift: Bool = false) {
    // Before the first picture, and after a key that changed what is offered, the table is asked for anew.
    let table = keyTable ?? currentKeys
    guard let command = table.command(for: key, isShifted: shift) else { return }
    perform(command)
    keyTable = nil
  }

  private var currentKeys: KeyTable {
    _ = model()
    return keyTable ?? KeyTable(keySituation)
  }

  private func perform(_ command: KeyCommand) {
    switch command {
    case .pause: togglePause()
    case .step: step(forward: true)
    case .stepBack: step(forward: false)
    case .takeBack: track.control.withLock { $0.takeBacks += 1 }
    case .changeSpeed(let change): isHuman ? changePlaySpeed(change) : changeSpeed(change)
    case .normalSpeed:
      if isHuman { choices.playSpeed = PlaySpeeds.usual } else { choices.speed = Speeds.normal }
      applySpeed()
    case .moveEpisodes(let count): move(byEpisodes: count)
    case .firstEpisode: open(episode: track.shared.withLock { $0.history.firstEpisode } + 1)
    case .live: goLive()
    case .takeOver, .handBack: toggleHuman()
    case .learnFromMoves: track.control.withLock { $0.learnsFromHuman.toggle() }
    case .act(let actions):
      let action = firstThatApplies(actions)
      lastPressed = action
      track.control.withLock { $0.humanActions.append(action) }
    case .overlay("v"): cycleValues()
    case .overlay(let key): toggle(key)
    case .mapAcross, .mapUp:
      choices.changeAxis(isAcross: command == .mapAcross, of: subject.builder.mapAxes.count)
    case .branch: branch()
    case .giveUpBranch: giveUpBranch()
    case .changeEpsilon(let change): changeEpsilon(change)
    case .showRun(let number): select(number)
    case .record: requests.append(.recording)
    case .picture: requests.append(.picture)
    case .theme: choices.theme = choices.theme.other
    case .fullScreen: requests.append(.fullScreen)
    case .showKeys: toggleKeyPage()
    case .dismiss: _ = notices.dismiss(on: current)
    case .quit: quit()
    }
  }

  /// Of several actions behind one key, such as picking up and dropping off, the first that changes what is seen.
  private func firstThatApplies(_ actions: [Int]) -> Int {
    guard actions.count > 1 else { return actions.first ?? 0 }
    let session = track.shared.withLock { $0.session }
    return actions.first { action in
      var copy = session
      let report = copy.step(HumanInput(action: action, isLearnedFrom: false))
      return report.observation != report.nextObservation
    } ?? actions[0]
  }

  private func quit() { wantsToQuit = true }

  /// Opens or closes the page of keys; nobody loses a game while reading it.
  private func toggleKeyPage() {
    showsKeys.toggle()
    if showsKeys, isHuman, !isPaused {
      togglePause()
      isPausedByKeyPage = true
    } else if !showsKeys, isPausedByKeyPage {
      isPausedByKeyPage = false
      if isPaused { togglePause() }
    }
  }

  private func toggle(_ key: String) { choices.isOn.formSymmetricDifference([key]) }

  private func cycleValues() {
    if !choices.isOn.contains("v") {
      choices.isOn.insert("v")
      choices.showsNumbers = false
    } else if !choices.showsNumbers {
      choices.showsNumbers = true
    } else {
      choices.isOn.remove("v")
      choices.showsNumbers = false
    }
  }

  private func togglePause() {
    isPaused.toggle()
    let paused = isPaused
    track.control.withLock { $0.isPaused = paused }
  }

  private func step(forward: Bool) {
    if !isPaused { togglePause() }
    switch mode {
    case .live:
      if forward {
        track.control.withLock { $0.singleSteps += 1 }
      } else {
        let (episode, elapsed) = track.shared.withLock { ($0.session.episodeCount + 1, $0.session.elapsed) }
        if elapsed > 0 { open(episode: episode, step: elapsed - 1) } else { open(episode: episode - 1, atEnd: true) }
      }
    case .replay, .tape: stepReplay(forward: forward, wraps: forward)
    case .greedyTape(var loop):
      loop.show(step: loop.step + (forward ? 1 : -1))
      mode = .greedyTape(loop)
    case .greedy(var loop):
      if forward {
        loop.advance(stepsPerSecond: 1)
        mode = .greedy(loop)
      } else {
        open(episode: track.shared.withLock { $0.history.lastEpisode }, atEnd: true)
      }
    }
  }

  private func changeSpeed(_ change: Int) {
    choices.speed = min(max(choices.speed + change, 0), Speeds.factors.count - 1)
    applySpeed()
  }

  private func changePlaySpeed(_ change: Int) {
    let wanted = (choices.playSpeed ?? PlaySpeeds.usual) + change
    choices.playSpeed = min(max(wanted, 0), PlaySpeeds.factors.count - 1)
    applySpeed()
  }

  /// What happens without a key in a world that does not wait: nothing, or every move in turn where there is no such action.
  var idleActions: [Int] {
    guard let idle = track.idleAction else { return [] }
    return labels.indices.contains(idle) && labels[idle].direction != nil ? Array(labels.indices) : [idle]
  }

  private func move(byEpisodes change: Int) {
    switch mode {
    case .replay(let episode, _, _):
      let last = track.shared.withLock { $0.history.lastEpisode }
      if change > 0, episode >= last { goLive() } else { open(episode: min(episode + change, last)) }
    case .tape(let taped, _): stepTapes(from: taped.tape, by: change)
    case .live, .greedy, .greedyTape:
      if change < 0 { open(episode: track.shared.withLock { $0.history.lastEpisode } + 1 + change) }
    }
  }

  var isDeep: Bool { track.shared.withLock { $0.session.network != nil } }

  private func toggleHuman() {
    if isHuman {
      isHuman = false
      track.control.withLock { $0.isHuman = false }
      return
    }
    // History is never changed: taking over in the past, or after the end, happens in a branch.
    let isComplete = track.shared.withLock { $0.isComplete }
    if !isLive || isComplete { branch { $0.takeOver() } } else { takeOver() }
  }

  private func takeOver() {
    goLive()
    isHuman = true
    lastPressed = nil
    let session = track.shared.withLock { $0.session }
    let seed = Seed(subject.configuration.seed)
    if choices.playSpeed == nil {
      choices.playSpeed = PlaySpeeds.start(of: session, actionCount: labels.count, seed: seed)
    }
    track.control.withLock {
      $0.isHuman = true
      $0.idleActions = idleActions
      $0.isPaused = false
    }
    isPaused = false
    applySpeed()
  }

  private func changeEpsilon(_ change: Double) {
    guard let now = epsilon ?? track.shared.withLock({ $0.session.epsilon }) else { return }
    let wanted = min(max(now + change, 0), 1)
    epsilon = wanted
    track.control.withLock { $0.epsilon = wanted }
  }

  private func select(_ number: Int) {
    current = number
    goLive()
    applySpeed()
    isPaused = track.control.withLock { $0.isPaused }
  }
}
