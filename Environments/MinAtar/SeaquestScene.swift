public import Scenes

extension Seaquest {
  public func tiles(of state: State) -> [Tile] {
    var tiles: [Tile] = []
    func add(_ kind: Tile.Kind, _ x: Int, _ y: Int) {
      if (0..<10).contains(x) { tiles.append(Tile(kind, column: x, row: y)) }
    }
    for swimmer in state.fish + state.submarines + state.divers {
      add(.trail, swimmer.movesRight ? swimmer.x - 1 : swimmer.x + 1, swimmer.y)
    }
    for diver in state.divers { add(.diver, diver.x, diver.y) }
    for fish in state.fish { add(.fish, fish.x, fish.y) }
    for submarine in state.submarines { add(.enemySubmarine, submarine.x, submarine.y) }
    for bullet in state.bullets { add(.bullet, bullet.x, bullet.y) }
    for bullet in state.hostileBullets { add(.shot, bullet.x, bullet.y) }
    for x in 0..<max(0, state.oxygen * 10 / Self.mostOxygen) { add(.oxygen, x, 9) }
    for x in stride(from: 9 - state.diverCount, to: 9, by: 1) { add(.diverGauge, x, 9) }
    add(.submarineBack, state.facesRight ? state.x - 1 : state.x + 1, state.y)
    add(.submarineFront, state.x, state.y)
    return tiles
  }
}
