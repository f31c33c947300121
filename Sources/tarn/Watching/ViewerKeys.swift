import Display
import Environments
import Experiments
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

  func press(_ key: String, shift: Bool = false) {
    if showsKeys {
      if ["?", "escape"].contains(key) { showsKeys = false } else if key == "q" { quit() }
      return
    }
    if isHuman, let action = KeyMap.humanAction(key, labels) {
      return track.control.withLock { $0.humanActions.append(action) }
    }
    switch key {
    case "escape":
      if pendingBranch != nil {
        giveUpBranch()
      } else if !notices.dismiss(on: current), isHuman {
        togglePause()
      }
    case "space": togglePause()
    case ".": step(forward: true)
    case ",": isHuman ? track.control.withLock { $0.takeBacks += 1 } : step(forward: false)
    case "-": changeSpeed(-1)
    case "+", "=": changeSpeed(1)
    case "0": choices.speed = Speeds.normal; applySpeed()
    case "left" where !isHuman: move(byEpisodes: shift ? -10 : -1)
    case "right" where !isHuman: move(byEpisodes: shift ? 10 : 1)
    case "home" where !isHuman: open(episode: track.shared.withLock { $0.history.firstEpisode } + 1)
    case "end" where !isHuman: goLive()
    case "h": toggleHuman()
    case "l" where isHuman: track.control.withLock { $0.learnsFromHuman.toggle() }
    case "v": cycleValues()
    case "p", "n", "e": toggle(key)
    case "s" where isDeep, "m" where isDeep: toggle(key)
    case "j" where isDeep, "k" where isDeep:
      choices.changeAxis(isAcross: key == "j", of: subject.builder.mapAxes.count)
    case "o" where subject.knowledge.optimalValues != nil: toggle(key)
    case "b" where !isHuman: branch()
    case "[", "]": if current > 0 { changeEpsilon(key == "]" ? 0.05 : -0.05) }
    case "r": requests.append(.recording)
    case "x": requests.append(.picture)
    case "t": choices.theme = choices.theme.other
    case "f": requests.append(.fullScreen)
    case "?": showsKeys = true
    case "q": quit()
    case "1"..."9":
      if let number = Int(key), number <= tracks.count, !isHuman, tracks.count > 1 { select(number - 1) }
    default: break
    }
  }

  private func quit() { wantsToQuit = true }

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

  var isDeep: Bool { track.shared.withLock { $0.session is any DeepSession } }

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
    track.control.withLock {
      $0.isHuman = true
      $0.isPaused = false
    }
    isPaused = false
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
