import Scenes
import Testing

/// Figures of arcade boards, and what is marked on them.
struct ArcadeTests {
  static let games: [String: [Tile.Kind]] = [
    "Breakout": [.paddle, .ball, .trail, .brick(0)], "Freeway": [.chicken, .car, .trail],
    "Asterix": [.player, .enemy, .gold, .trail], "SpaceInvaders": [.cannon, .alien, .bullet, .shot],
    "Seaquest": [
      .submarineFront, .fish, .enemySubmarine, .diver, .bullet, .shot, .oxygen, .diverGauge, .trail,
    ],
    "Snake": [.snakeHead, .food], "Pong": [.paddle, .opponent, .ball, .trail],
  ]
  /// What is made of several tiles joins.
  private static let joining: [Tile.Kind] = [
    .paddle, .opponent, .submarineFront, .submarineBack, .snakeHead, .snakeBody,
  ]

  private func pixels(_ kind: Tile.Kind) -> Set<Int> {
    Set(Sprites.runs(of: kind).flatMap { run in (run.x..<run.x + run.width).map { run.y * 8 + $0 } })
  }

  /// Seven units a pixel: one empty row and column are more than the six units that tell neighbours apart.
  @Test func neighboursKeepApart() {
    for kind in Self.games.values.joined() where !Self.joining.contains(kind) {
      let pixels = pixels(kind)
      #expect(!pixels.isEmpty && pixels.allSatisfy { $0 % 8 < 7 && $0 / 8 < 7 }, "\(kind)")
    }
  }

  /// Without colour: outlines of a game's figures differ in at least an eighth of the tile.
  @Test func figuresDifferInShape() {
    for (game, kinds) in Self.games {
      for (index, first) in kinds.enumerated() {
        for second in kinds.dropFirst(index + 1) {
          let difference = pixels(first).symmetricDifference(pixels(second)).count
          #expect(difference >= 8, "\(game): \(first) and \(second) differ in \(difference) pixels")
        }
      }
    }
  }

  /// The cells that hold 60% of the total, at most twelve.
  @Test func saliencyMarksTheFew() throws {
    var amounts = [Double](repeating: 0.1, count: 100)
    (amounts[14], amounts[37], amounts[90]) = (10, 8, 6)
    let marks = try #require(Saliency.marks(of: amounts))
    #expect(marks.indices.filter { marks[$0] > 0 } == [14, 37, 90] && marks[14] == 1 && marks[37] == 0.8)
    let falling = (0..<100).map { 1 / Double($0 + 1) }
    #expect(try #require(Saliency.marks(of: falling)).filter { $0 > 0 }.count == 12)
  }

  /// Nothing stands out where everything matters alike, trained or not.
  @Test func saliencyOfAllIsNone() {
    #expect(Saliency.marks(of: [Double](repeating: 1, count: 100)) == nil)
    #expect(Saliency.marks(of: (0..<100).map { 1 + Double($0 * 37 % 100) / 100 }) == nil)
    #expect(Saliency.marks(of: [Double](repeating: 0, count: 100)) == nil)
    #expect(Saliency.marks(of: []) == nil)
  }

  /// A step's noise goes into the mean; each step counts by its shares.
  @Test func saliencyIsSmoothed() {
    let smooth = Saliency.smoothed([[1, 1, 0, 0], [0, 0, 300, 100]])
    for (mean, expected) in zip(smooth, [1.0 / 3, 1.0 / 3, 0.25, 1.0 / 12]) { #expect(abs(mean - expected) < 1e-12) }
    #expect(Saliency.smoothed([]) == [])
  }
}
