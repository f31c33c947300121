import Environments
import Experiments
import Foundation
import Persistence
import Randomness
import ReinforcementLearning
import Scenes
import TestSupport
import Testing

/// Maps of many cells: set up in time that grows with them, and the same worlds as small ones.
struct LargeMapTests {
  private static let lake = "FrozenLake-v1:map_name=random,map_size=512"

  /// A Gridworld of rooms with doors between them, and a goal far away.
  private static func rooms(side: Int) -> String {
    (0..<side).map { row in
      String(
        (0..<side).map { column -> Character in
          if row == 0, column == 0 { return "S" }
          if row == side - 1, column == side - 1 { return "G" }
          return row % 16 == 8 && column % 16 != 3 || column % 16 == 8 && row % 16 != 5 ? "#" : "."
        })
    }.joined(separator: "/")
  }

  private static func gridworld(side: Int, slip: Double = 0.2) throws -> Gridworld {
    try Gridworld(map: TextMap(rooms(side: side), legend: Gridworld.legend), slip: slip)
  }

  /// A quarter of a million cells: hours while every state looked through the whole map, less than a second now.
  @Test func setUpIsLinear() throws {
    let start = Clock.processor
    let lake = try ResolvedEnvironment(Self.lake)
    let world = try #require(lake.tabular)
    #expect(world.observationCount == 512 * 512)
    _ = Evaluator(lake.world, stepLimit: lake.stepLimit)
    let table = try #require(world.tableEnvironment())
    var simulation = Simulation(table, stepLimit: 100, random: PCG64(seed: 1))
    for step in 0..<1000 where simulation.step(step % 4).isLast { simulation.reset() }
    _ = try Self.gridworld(side: 518)
    #expect(Clock.processor - start < 15)
  }

  /// A table too large to be packed samples its model, draw for draw as the world does.
  @Test(arguments: [0.0, 0.2])
  func largeTablesRepeatTheirWorlds(slip: Double) throws {
    func check<World: TabularEnvironment>(_ world: World) throws {
      let table = try #require(world.tableEnvironment())
      var first = Simulation(world, stepLimit: 400, random: PCG64(seed: 9))
      var second = Simulation(table, stepLimit: 400, random: PCG64(seed: 9))
      var choices = PCG64(seed: 4)
      for _ in 0..<4000 {
        let action = choices.integer(in: 0..<4)
        let (left, right) = (first.step(action), second.step(action))
        #expect(left.reward == right.reward && left.isTerminal == right.isTerminal)
        #expect(first.observationIndex == second.observationIndex)
        if left.isLast {
          first.reset()
          second.reset()
        }
      }
    }
    try check(try Self.gridworld(side: 520, slip: slip))
    if slip > 0 { try check(try #require(try ResolvedEnvironment(Self.lake).world as? FrozenLake)) }
  }

  /// Many starts are searched, not summed up; the draw is the same.
  @Test func startsAreDrawnAsFromTheirProbabilities() throws {
    let map = (0..<40).map { row in String((0..<40).map { ($0 * 7 + row * 3) % 5 == 0 ? "S" : "." }) }
    let world = try Gridworld(
      map: TextMap((map + [String(repeating: ".", count: 39) + "G"]).joined(separator: "/"), legend: Gridworld.legend))
    let probabilities = world.initialStates.map(\.probability)
    #expect(probabilities.count > 300)
    var (first, second) = (PCG64(seed: 5), PCG64(seed: 5))
    for _ in 0..<500 {
      #expect(
        world.initialState(using: &first) == world.initialStates[second.categorical(probabilities)].state)
    }
  }

  /// What a number of steps can reach gives the values of the whole model, to the last bit.
  @Test(arguments: [
    ("FrozenLake8x8-v1", 200), ("FrozenLake8x8-v1", 5), ("Taxi-v4", 200), ("CliffWalkingSlippery-v1", 30),
    ("Blackjack-v1", 20), ("Tarn/Gridworld-v0:map_name=keys,slip=0.2,step_cost=-0.01", 12),
    ("FrozenLake-v1:map_name=random,map_size=40", 60),
  ])
  func reachablePartsGiveTheValuesOfTheWhole(specification: String, limit: Int) throws {
    let world = try #require(try ResolvedEnvironment(specification).tabular)
    let whole = try #require(world.transitionModel())
    let part = try #require(world.reachableModel(within: limit, mostTransitions: .max))
    #expect(part.model.optimalReturn(limit: limit) == whole.optimalReturn(limit: limit))
    #expect(part.model.randomReturn(limit: limit) == whole.randomReturn(limit: limit))
    let policy = (0..<whole.stateCount).map { ($0 * 5 + 1) % whole.actionCount }
    #expect(
      part.model.policyReturn(part.states.map { policy[$0] }, limit: limit) == whole.policyReturn(policy, limit: limit))
    #expect(part.states == part.states.sorted() && part.model.stateCount <= whole.stateCount)
    #expect(world.reachableModel(within: limit, mostTransitions: 3) == nil)
  }

  /// A large map's scene is a part of the map around the agent, cell for cell.
  @Test func scenesShowThePartAroundTheAgent() throws {
    let world = try Self.gridworld(side: 200)
    let letters = world.map.rows
    for agent in [0, 199, 200 * 100 + 100, 200 * 199, 200 * 200 - 1, 200 * 57 + 131]
    where letters[agent / 200][agent % 200] != "#" {
      let scene = world.scene(of: agent)
      let overview = try #require(scene.overview)
      #expect(scene.columns == 24 && scene.rows == 18 && overview.columns == 200 && overview.rows == 200)
      #expect(overview.agent == agent)
      let shown = try #require(scene.figures.first { $0.kind == .agent }).cell
      #expect((overview.top + shown / 24) * 200 + overview.left + shown % 24 == agent)
      for (index, cell) in scene.cells.enumerated() {
        let (row, column) = (overview.top + index / 24, overview.left + index % 24)
        #expect((cell.kind == .wall) == (letters[row][column] == "#"))
        if let observation = cell.observation { #expect(observation == row * 200 + column) }
      }
      #expect(overview.blocks.count == overview.blockColumns * overview.blockRows)
      #expect(overview.blockColumns <= Overview.longestSide)
      // The first block is closed where its cells are.
      let side = overview.blockSide
      let closed = letters.prefix(side).joined().enumerated().count { $0.offset % 200 < side && $0.element == "#" }
      #expect(abs(overview.blocks[0].closedShare - Double(closed) / Double(side * side)) < 1e-12)
    }
    #expect(try Self.gridworld(side: 24).scene(of: 0).overview == nil)
  }

  /// Text read byte by byte is what text read letter by letter is.
  @Test func mapsAreReadAlikeHoweverTheirLinesEnd() throws {
    let rows = ["S..#", "#.1G", "aA<."]
    let expected = try TextMap(rows.joined(separator: "/"), legend: Gridworld.legend)
    #expect(expected.rows.map { String($0) } == rows && expected.rowCount == 3 && expected.columnCount == 4)
    for text in [
      "S..#\n#.1G\naA<.", "S..#\n#.1G\naA<.\n", "S..#\r\n#.1G\r\naA<.\r\n", "S..#/#.1G/aA<.//", "S..#/#.1G/aA<. ",
    ] {
      guard !text.hasSuffix(" ") else {
        #expect(throws: InputError.self) { try TextMap(text, legend: Gridworld.legend) }
        continue
      }
      #expect(try TextMap(text, legend: Gridworld.legend) == expected)
    }
  }
}
