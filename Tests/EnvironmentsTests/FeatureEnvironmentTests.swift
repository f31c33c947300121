import Environments
import Randomness
import ReinforcementLearning
import TestSupport
import Testing

/// What every world with features must keep to, wrappers included.
struct FeatureEnvironmentTests {
  static let specifications =
    EnvironmentCatalogue.all.map(\.id).filter { (try? ResolvedEnvironment($0).world) is any FeatureEnvironment } + [
      "CartPole-v1:hide_velocity=true", "CartPole-v1:frame_stack=3", "Acrobot-v1:action_repeat=4",
      "MountainCar-v0:repeat_action_probability=0.4", "Pendulum-v1:hide_velocity=true,frame_stack=2,action_repeat=2",
      "MinAtar/Breakout-v1:frame_stack=4", "MinAtar/Seaquest-v0:sticky_action_prob=0,difficulty_ramping=false",
    ]

  private func world(_ specification: String) throws -> any FeatureEnvironment {
    try #require(try ResolvedEnvironment(specification).world as? any FeatureEnvironment)
  }

  @Test(arguments: specifications)
  func featuresKeepTheLaws(specification: String) throws {
    func check(_ world: some FeatureEnvironment) throws {
      #expect(try EnvironmentLaws.violations(of: world) == [])
      #expect(EnvironmentLaws.featureViolations(of: world) == [])
    }
    try check(try world(specification))
  }

  /// There are enough rows for a block and a part of one.
  @Test(arguments: specifications, [1, 5, 75])
  func batchesRepeatTheirRows(specification: String, rows: Int) throws {
    func check(_ world: some FeatureEnvironment) throws {
      if world.couplesRows, rows > 1 { return }
      #expect(try EnvironmentLaws.batchViolations(of: world, rows: rows) == [])
    }
    try check(try world(specification))
  }

  @Test func hiddenNumbersAreNoAxes() throws {
    #expect(try world("CartPole-v1").mapAxes.count == 4)
    #expect(try world("CartPole-v1:hide_velocity=true").mapAxes.map(\.name) == ["angle", "position"])
    #expect(try world("CartPole-v1:frame_stack=3").mapAxes.first?.location == .feature(10))
  }

  /// Both sides of a match see it from their own end, and what one wins the other loses.
  @Test func duelsAreSymmetric() {
    let world = PongDuel()
    var batch: any EnvironmentBatch = FeatureBatch(world, count: 4, stepLimit: 400, seed: Seed(1))
    var experience = Transitions<Float>(count: 4, featureCount: world.featureCount)
    batch.observe(into: &experience)
    var actions = Actions(rows: 4, space: world.actionSpace)
    var (log, draws, points) = (EpisodeLog(), PCG64(seed: 2), 0)
    for _ in 0..<3000 {
      for match in [0, 2] {
        let side = { (row: Int) in Array(experience.observations[row * 400..<(row + 1) * 400]) }
        let (bottom, top) = (side(match), side(match + 1))
        for cell in 0..<100 {
          // Turned by half a circle, own and other paddle exchanged.
          let (here, there) = (bottom[cell * 4..<cell * 4 + 4], top[(99 - cell) * 4..<(99 - cell) * 4 + 4])
          let (one, other) = (Array(here), Array(there))
          #expect(one[0] == other[3] && one[3] == other[0] && one[1] == other[1] && one[2] == other[2])
        }
      }
      for row in 0..<4 { actions.numbers[row] = Int32(draws.integer(in: 0..<3)) }
      batch.step(actions, into: &experience, log: &log)
      for match in [0, 2] {
        #expect(experience.rewards[match] == -experience.rewards[match + 1])
        #expect(experience.ends[match] == experience.ends[match + 1])
        points += experience.rewards[match] == 0 ? 0 : 1
      }
    }
    #expect(points > 50 && !log.records.isEmpty)
  }

  /// Whoever follows the ball wins against somebody who does not look.
  @Test func snakesGrowAndFollowersWin() {
    var snake = Simulation(Arcade(Snake(), stickiness: 0, usesMinimalActions: true), random: PCG64(seed: 3))
    var meals = 0.0
    for _ in 0..<3000 {
      let head = snake.state.game.cells[0]
      let food = snake.state.game.food
      let action = food % 10 < head % 10 ? 1 : food % 10 > head % 10 ? 3 : food / 10 < head / 10 ? 2 : 4
      let step = snake.step(action)
      meals += step.reward
      #expect(snake.state.game.cells.count >= 3 && snake.state.game.taken.cellCount == snake.state.game.cells.count)
      if step.isTerminal { snake.reset() }
    }
    #expect(meals > 100)
  }

  @Test func stacksShowTheLastFrames() throws {
    let plain = CartPole()
    let stacked = FrameStack(plain, count: 3)
    var left = Simulation(plain, random: PCG64(seed: 2))
    var right = Simulation(stacked, random: PCG64(seed: 2))
    var seen = [left.observation, left.observation, left.observation]
    #expect(right.observation == seen.flatMap { $0 })
    for step in 0..<6 {
      _ = left.step(step % 2)
      _ = right.step(step % 2)
      seen = Array((seen + [left.observation]).suffix(3))
      #expect(right.observation == seen.flatMap { $0 })
    }
    // A board's cell holds its channels frame by frame.
    let game = Arcade(Breakout(), usesMinimalActions: true)
    var board = Simulation(FrameStack(game, count: 2), random: PCG64(seed: 2))
    var single = Simulation(game, random: PCG64(seed: 2))
    let before = single.observation
    _ = board.step(0)
    _ = single.step(0)
    for cell in 0..<100 {
      #expect(Array(board.observation[cell * 8..<cell * 8 + 4]) == Array(before[cell * 4..<cell * 4 + 4]))
      #expect(
        Array(board.observation[cell * 8 + 4..<cell * 8 + 8]) == Array(single.observation[cell * 4..<cell * 4 + 4]))
    }
  }

  @Test func repeatedActionsAddUpTheirRewards() {
    var simulation = Simulation(ActionRepeat(CartPole(), count: 5), random: PCG64(seed: 2))
    #expect(simulation.step(1).reward == 5)
    var total = 5.0
    while true {
      let step = simulation.step(1)
      total += step.reward
      if step.isTerminal { break }
    }
    var plain = Simulation(CartPole(), random: PCG64(seed: 2))
    var steps = 1
    while !plain.step(1).isTerminal { steps += 1 }
    #expect(total == Double(steps))
  }

  /// In MountainCar from rest the velocity tells which action was executed.
  @Test func stickyActionsStickAsOftenAsTheySay() {
    let (plain, sticky) = (MountainCar(), StickyActions(MountainCar(), probability: 0.3))
    var random = PCG64(seed: 4)
    var repeated = 0
    let trials = 4000
    for _ in 0..<trials {
      var state = sticky.initialState(using: &random)
      _ = sticky.advance(&state, taking: 0, using: &random)
      var buffer = [Float](repeating: 0, count: 2)
      sticky.writeFeatures(of: state, into: &buffer)
      var expected = MountainCar.State(position: 0, velocity: 0)
      var probe = PCG64(seed: 0)
      var start = random
      _ = sticky.advance(&state, taking: 2, using: &random)
      // The same draw decides here and there.
      let sticks = start.nextDouble() < 0.3
      if sticks { repeated += 1 }
      var after = [Float](repeating: 0, count: 2)
      sticky.writeFeatures(of: state, into: &after)
      expected.position = Double(buffer[0])
      expected.velocity = Double(buffer[1])
      _ = plain.advance(&expected, taking: sticks ? 0 : 2, using: &probe)
      #expect(abs(Float(expected.velocity) - after[1]) < 1e-6)
    }
    #expect(abs(Double(repeated) / Double(trials) - 0.3) < 0.03)
  }
}
