public import Randomness
public import ReinforcementLearning

/// A submarine collects divers among fish and enemy submarines, and must come up for air.
///
/// **Description.** Fish, enemy submarines and divers cross rows 1 to 8; enemy submarines shoot.
///
/// **Actions.** The four directions and fire (at most every fifth step).
///
/// **Observations.** Channels front and back of the submarine, friendly bullet, trail, enemy bullet, fish, enemy submarine,
/// oxygen gauge, diver gauge, diver.
///
/// **Start.** At the surface, (5, 0), facing left, full of oxygen.
///
/// **Reward.** 1 for each fish or submarine hit; for six divers brought up, the tenths of oxygen left.
///
/// **End.** Contact with an enemy or its bullet, no oxygen, or coming up without a diver.
///
/// **Arguments.** `difficulty_ramping`: with every surfacing enemies come and move faster.
///
/// **Reference.** MinAtar 1.0.15 `Seaquest`, its quirks included: after six divers the count is -1, and things are
/// removed by the first equal value.
public struct Seaquest: ArcadeGame {
  /// A fish, a submarine, a diver or a bullet.
  public struct Swimmer: Sendable, Hashable, Codable {
    var x, y: Int
    var movesRight: Bool
    /// Steps until it moves.
    public var timer = 0
    /// Steps until it shoots; submarines only.
    public var shotTimer = 0

    func isAt(_ x: Int, _ y: Int) -> Bool { self.x == x && self.y == y }
  }

  /// What swims on the board, and the clocks.
  public struct State: Sendable, Hashable, Codable {
    var oxygen, x, y: Int
    var facesRight: Bool
    var bullets, hostileBullets, fish, submarines, divers: [Swimmer]
    var spawnSpeed, spawnTimer, diverTimer, moveSpeed, rampIndex, shotTimer: Int
    var isSurfaced: Bool
    /// Divers aboard; -1 after six have been brought up.
    var diverCount: Int
  }

  /// Whether the game becomes harder as it goes on.
  public let isRamping: Bool
  static let mostOxygen = 200
  static let diverInterval = 5
  static let shotInterval = 10
  public static let channelCount = 10
  public static let minimalActions = [0, 1, 2, 3, 4, 5]
  public static let title = "Seaquest"
  public static let isPublished = true

  /// The game, becoming harder as it goes on unless told otherwise.
  public init(isRamping: Bool = true) { self.isRamping = isRamping }

  public func initialState<Source: RandomSource>(using random: inout Source) -> State {
    State(
      oxygen: Self.mostOxygen, x: 5, y: 0, facesRight: false, bullets: [], hostileBullets: [], fish: [], submarines: [],
      divers: [], spawnSpeed: 20, spawnTimer: 20, diverTimer: 30, moveSpeed: 5, rampIndex: 0, shotTimer: 0,
      isSurfaced: true, diverCount: 0)
  }

  public func advance<Source: RandomSource>(
    _ state: inout State, taking action: Int, using random: inout Source
  ) -> Outcome {
    var outcome = Outcome(reward: 0, isTerminal: false)
    spawn(&state, &random)
    steer(&state, action)
    moveBullets(&state, &outcome)
    moveDivers(&state)
    var enemies: [Swimmer] = []
    swap(&enemies, &state.submarines)
    moveEnemies(&enemies, &state, &outcome, shoot: true)
    swap(&enemies, &state.submarines)
    moveHostileBullets(&state, &outcome)
    swap(&enemies, &state.fish)
    moveEnemies(&enemies, &state, &outcome, shoot: false)
    swap(&enemies, &state.fish)
    if state.spawnTimer > 0 { state.spawnTimer -= 1 }
    if state.diverTimer > 0 { state.diverTimer -= 1 }
    if state.shotTimer > 0 { state.shotTimer -= 1 }
    if state.oxygen <= 0 { outcome.isTerminal = true }
    if state.y > 0 {
      state.oxygen -= 1
      state.isSurfaced = false
    } else if !state.isSurfaced {
      if state.diverCount == 0 { outcome.isTerminal = true } else { surface(&state, &outcome) }
    }
    return outcome
  }

  private func spawn<Source: RandomSource>(_ state: inout State, _ random: inout Source) {
    if state.spawnTimer == 0 {
      let movesRight = random.nextDouble() < 0.5
      let isSubmarine = random.nextDouble() < 1.0 / 3
      let y = 1 + Int(random.nextInteger(through: 7))
      func opposes(_ other: Swimmer) -> Bool { other.y == y && other.movesRight != movesRight }
      if !state.submarines.contains(where: opposes), !state.fish.contains(where: opposes) {
        let x = movesRight ? 0 : 9
        if isSubmarine {
          state.submarines.append(
            Swimmer(x: x, y: y, movesRight: movesRight, timer: state.moveSpeed, shotTimer: Self.shotInterval))
        } else {
          state.fish.append(Swimmer(x: x, y: y, movesRight: movesRight, timer: state.moveSpeed))
        }
      }
      state.spawnTimer = state.spawnSpeed
    }
    if state.diverTimer == 0 {
      let movesRight = random.nextDouble() < 0.5
      let y = 1 + Int(random.nextInteger(through: 7))
      state.divers.append(Swimmer(x: movesRight ? 0 : 9, y: y, movesRight: movesRight, timer: Self.diverInterval))
      state.diverTimer = 30
    }
  }

  private func steer(_ state: inout State, _ action: Int) {
    switch action {
    case 5 where state.shotTimer == 0:
      state.bullets.append(Swimmer(x: state.x, y: state.y, movesRight: state.facesRight))
      state.shotTimer = 5
    case 1:
      state.x = max(0, state.x - 1)
      state.facesRight = false
    case 2: state.y = max(0, state.y - 1)
    case 3:
      state.x = min(9, state.x + 1)
      state.facesRight = true
    case 4: state.y = min(8, state.y + 1)
    default: break
    }
  }

  /// Removes the first element equal to the one at `index`, which is what the reference does.
  private func remove(_ list: inout [Swimmer], _ index: Int) {
    let value = list[index]
    list.remove(at: list.firstIndex(of: value) ?? index)
  }

  private func moveBullets(_ state: inout State, _ outcome: inout Outcome) {
    var index = state.bullets.count - 1
    while index >= 0 {
      state.bullets[index].x += state.bullets[index].movesRight ? 1 : -1
      let bullet = state.bullets[index]
      if bullet.x < 0 || bullet.x > 9 {
        remove(&state.bullets, index)
      } else if let hit = state.fish.firstIndex(where: { $0.isAt(bullet.x, bullet.y) }) {
        state.fish.remove(at: hit)
        remove(&state.bullets, index)
        outcome.reward += 1
      } else if let hit = state.submarines.firstIndex(where: { $0.isAt(bullet.x, bullet.y) }) {
        state.submarines.remove(at: hit)
        remove(&state.bullets, index)
        outcome.reward += 1
      }
      index -= 1
    }
  }

  private func moveDivers(_ state: inout State) {
    var index = state.divers.count - 1
    while index >= 0 {
      if state.divers[index].isAt(state.x, state.y), state.diverCount < 6 {
        remove(&state.divers, index)
        state.diverCount += 1
      } else if state.divers[index].timer == 0 {
        state.divers[index].timer = Self.diverInterval
        state.divers[index].x += state.divers[index].movesRight ? 1 : -1
        if state.divers[index].x < 0 || state.divers[index].x > 9 {
          remove(&state.divers, index)
        } else if state.divers[index].isAt(state.x, state.y), state.diverCount < 6 {
          remove(&state.divers, index)
          state.diverCount += 1
        }
      } else {
        state.divers[index].timer -= 1
      }
      index -= 1
    }
  }

  /// - Parameter enemies: the submarines or the fish, out of `state` meanwhile.
  private func moveEnemies(
    _ enemies: inout [Swimmer], _ state: inout State, _ outcome: inout Outcome, shoot: Bool
  ) {
    var index = enemies.count - 1
    while index >= 0 {
      var enemy = enemies[index]
      if enemy.isAt(state.x, state.y) { outcome.isTerminal = true }
      var isRemoved = false
      if enemy.timer == 0 {
        enemy.timer = state.moveSpeed
        enemy.x += enemy.movesRight ? 1 : -1
        enemies[index] = enemy
        if enemy.x < 0 || enemy.x > 9 {
          isRemoved = true
        } else if enemy.isAt(state.x, state.y) {
          outcome.isTerminal = true
        } else if let bullet = state.bullets.firstIndex(where: { $0.isAt(enemy.x, enemy.y) }) {
          state.bullets.remove(at: bullet)
          isRemoved = true
          outcome.reward += 1
        }
      } else {
        enemy.timer -= 1
      }
      if shoot {
        if enemy.shotTimer == 0 {
          state.hostileBullets.append(Swimmer(x: enemy.x, y: enemy.y, movesRight: enemy.movesRight))
        }
      }
      if isRemoved {
        remove(&enemies, index)
      } else {
        if shoot { enemy.shotTimer = enemy.shotTimer == 0 ? Self.shotInterval : enemy.shotTimer - 1 }
        enemies[index] = enemy
      }
      index -= 1
    }
  }

  private func moveHostileBullets(_ state: inout State, _ outcome: inout Outcome) {
    var index = state.hostileBullets.count - 1
    while index >= 0 {
      if state.hostileBullets[index].isAt(state.x, state.y) { outcome.isTerminal = true }
      state.hostileBullets[index].x += state.hostileBullets[index].movesRight ? 1 : -1
      let bullet = state.hostileBullets[index]
      if bullet.x < 0 || bullet.x > 9 {
        remove(&state.hostileBullets, index)
      } else if bullet.isAt(state.x, state.y) {
        outcome.isTerminal = true
      }
      index -= 1
    }
  }

  private func surface(_ state: inout State, _ outcome: inout Outcome) {
    state.isSurfaced = true
    if state.diverCount == 6 {
      state.diverCount = 0
      outcome.reward += Double(state.oxygen * 10 / Self.mostOxygen)
    }
    state.oxygen = Self.mostOxygen
    state.diverCount -= 1
    guard isRamping, state.spawnSpeed > 1 || state.moveSpeed > 2 else { return }
    if state.moveSpeed > 2, state.rampIndex % 2 == 1 { state.moveSpeed -= 1 }
    if state.spawnSpeed > 1 { state.spawnSpeed -= 1 }
    state.rampIndex += 1
  }

  public func write<Element>(_ state: State, into writer: BoardWriter<Element>) {
    writer.set(state.x, state.y, 0)
    writer.setIfInside(state.facesRight ? state.x - 1 : state.x + 1, state.y, 1)
    for x in 0..<max(0, state.oxygen * 10 / Self.mostOxygen) { writer.set(x, 9, 7) }
    for x in stride(from: 9 - state.diverCount, to: 9, by: 1) { writer.set(x, 9, 8) }
    for bullet in state.bullets { writer.set(bullet.x, bullet.y, 2) }
    for bullet in state.hostileBullets { writer.set(bullet.x, bullet.y, 4) }
    for fish in state.fish { write(fish, 5, writer) }
    for submarine in state.submarines { write(submarine, 6, writer) }
    for diver in state.divers { write(diver, 9, writer) }
  }

  private func write<Element>(_ swimmer: Swimmer, _ channel: Int, _ writer: BoardWriter<Element>) {
    writer.set(swimmer.x, swimmer.y, channel)
    writer.setIfInside(swimmer.movesRight ? swimmer.x - 1 : swimmer.x + 1, swimmer.y, 3)
  }

  static let descriptors = ArcadeCatalogue.descriptors(
    "Seaquest", "save divers before the air runs out", make: { Seaquest(isRamping: $0) })
}
