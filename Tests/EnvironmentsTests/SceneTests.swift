import Environments
import Randomness
import ReinforcementLearning
import Scenes
import Testing

/// What worlds say of themselves for the window and the terminal.
struct SceneTests {
  @Test func aBanditShowsItsArms() {
    let scene = Bandit(armValues: [0.5, -1], deviation: 2).scene(of: 0)
    #expect(
      scene.stage == .arms([Arm("0", mean: 0.5, deviation: 2), Arm("1", mean: -1, deviation: 2)]))
  }

  /// Once the passenger is delivered the board of the last decision stays.
  @Test func aTaxiThatDeliveredKeepsItsBoard() {
    let town = Taxi()
    // Row 4, column 0 is Y, stop 2: with the passenger on board, and after dropping off.
    let (before, after) = (((4 * 5 + 0) * 5 + 4) * 4 + 2, ((4 * 5 + 0) * 5 + 2) * 4 + 2)
    let (riding, delivered) = (town.scene(of: before), town.scene(of: after))
    #expect(delivered.cells.map(\.observation) == riding.cells.map(\.observation))
    #expect(riding.figures.contains { $0.look == .taxi(isOccupied: true) })
    #expect(delivered.figures.contains { $0.kind == .passenger && $0.cell == 20 })
    #expect(riding.captions == ["The board for a passenger on board who wants to go to Y."])
    #expect(delivered.captions[0].hasPrefix("Delivered at Y"))
  }

  @Test func blackjackShowsItsCards() throws {
    let world = Blackjack()
    var random = PCG64(seed: 3)
    var state = world.initialState(using: &random)
    #expect(state.player.cards.count == 2 && state.player.cards.compactMap { $0 }.reduce(0, +) == state.player.hardSum)
    guard case .decisions(let table) = world.scene(of: state).stage else {
      Issue.record("no table of decisions")
      return
    }
    #expect(table.boards.count == 2 && table.rowTitle == "your sum" && table.columnTitle == "dealer shows")
    #expect(table.hands.count == 2 && table.hands[1].cards.last == .some(nil))
    while state.player.sum < 17 { _ = world.advance(&state, taking: 1, using: &random) }
    #expect(state.player.cards.compactMap { $0 }.reduce(0, +) == state.player.hardSum)
  }

  /// Whoever wants to know how an episode was lost or won sees what the dealer had.
  @Test func blackjackShowsTheDealersCardsAtTheEnd() {
    let world = Blackjack()
    var counts: Set<Int> = []
    for seed in 0..<60 {
      var random = PCG64(seed: UInt64(seed))
      var state = world.initialState(using: &random)
      var outcome = Outcome(reward: 0, isTerminal: false)
      while !outcome.isTerminal {
        guard case .decisions(let before) = world.scene(of: state).stage else { return }
        #expect(before.hands[1].cards.last == .some(nil))
        outcome = world.advance(&state, taking: seed % 2 == 0 ? 0 : 1, using: &random)
      }
      guard case .decisions(let table) = world.scene(of: state).stage else { return }
      #expect(table.hands[1].title == "the dealer has \(state.dealer.sum)")
      #expect(table.hands[1].cards.count == state.dealer.count && !table.hands[1].cards.contains(nil))
      counts.insert(state.dealer.count)
    }
    #expect(counts.contains(2) && counts.contains(3))
  }

  @Test func theCliffNamesItsWays() {
    let scene = CliffWalking().scene(of: 36)
    #expect(scene.routes.map(\.name) == ["safe", "short"])
    #expect(scene.routes.map { $0.cells.count - 1 } == [17, 13])
    for route in scene.routes {
      #expect(route.cells.first == 36 && route.cells.last == 47)
      for (from, to) in zip(route.cells, route.cells.dropFirst()) {
        #expect(abs(from / 12 - to / 12) + abs(from % 12 - to % 12) == 1)
      }
      #expect(!route.cells.contains { (37...46).contains($0) })
    }
  }

  @Test func aGridworldShowsKeysDoorsAndWind() throws {
    let world = try #require(try ResolvedEnvironment("Tarn/Gridworld-v0:map=S.aA.G").tabular)
    func scene(_ world: some TabularEnvironment, _ steps: Int) -> Scene {
      var simulation = Simulation(world, stepLimit: nil, random: PCG64(seed: 0))
      for _ in 0..<steps { _ = simulation.step(2) }
      return world.scene(of: simulation.state)
    }
    let (without, with) = (scene(world, 1), scene(world, 2))
    #expect(without.captions == ["The board without keys."] && with.captions == ["The board with key a."])
    #expect(without.cells[3].kind == .door("A") && with.cells[3].kind == .openDoor("A"))
    let windy = try #require(try ResolvedEnvironment("Tarn/WindyGridworld-v0").tabular)
    #expect(scene(windy, 0).winds == [0, 0, 0, 1, 1, 1, 2, 2, 1, 0])
  }
}
