/// The pixel tiles of arcade boards: 8x8 pixels, one character each, `.` for none.
///
/// What the agent steers is orange (o O D), what kills is near-black with a pale rim (k r), what is worth reward is goal
/// yellow (g G), scenery is of the blue family (L B d and their rows), trails are grey (t), light things white (W i).
public enum Sprites {
  /// Rows from the top.
  public static func rows(of kind: Tile.Kind) -> [String] {
    switch kind {
    case .ball: ["........", "..WWWW..", ".WWWWWi.", ".WWWWWi.", ".WWWWii.", ".WWWiii.", "..iiii..", "........"]
    case .trail: ["........", "........", "..tttt..", "..tttt..", "..tttt..", "..tttt..", "........", "........"]
    case .paddle: ["........", "........", "oooooooo", "OOOOOOOO", "OOOOOOOO", "DDDDDDDD", "........", "........"]
    case .brick: ["LLLLLLL.", "LBBBBBB.", "LBBBBBB.", "LBBBBBB.", "LBBBBBB.", "LBBBBBB.", "ddddddd.", "........"]
    case .chicken: ["...oo...", "..oOOo..", "..OWOOo.", ".oOOOO..", "oOOOOOD.", "oOOOODD.", ".DDDDD..", "..D.D..."]
    case .car: ["........", ".rrrrrr.", "rkkrrkkr", "rkkkkkkr", "rkkkkkkr", "rrrrrrrr", ".kk..kk.", "........"]
    case .player: ["..oooo..", ".oOOOOo.", ".OWOOWO.", ".OOOOOO.", "..ODDO..", ".OOOOOO.", ".ODDDDO.", ".DD..DD."]
    case .enemy: ["r......r", "rr.rr.rr", ".rkkkkr.", "rkWkkWkr", "rkkkkkkr", ".rkrrkr.", ".rkkkkr.", "..r..r.."]
    case .gold: ["........", "..gggg..", ".gGGGGg.", ".gGggGg.", ".gGggGg.", ".gGGGGg.", "..gggg..", "........"]
    case .cannon: ["...oo...", "...oo...", "..oOOo..", "oooOOooo", "OOOOOOOO", "OOOOOOOO", "DDDDDDDD", "........"]
    case .alien: ["r......r", ".rrrrrr.", "rkGkkGkr", "rkkkkkkr", "rkkkkkkr", ".rrrrrr.", ".r.rr.r.", "r......r"]
    case .bullet: ["........", "...oo...", "...oo...", "...OO...", "...OO...", "...DD...", "........", "........"]
    case .shot: ["........", "...rr...", "..rkkr..", "..rkkr..", "..rkkr..", "..rkkr..", "...rr...", "........"]
    case .submarineFront:
      ["...oo...", "...oo...", "..oooo..", ".oOOOOoo", "oOWWOOOO", "oOWWOOOO", ".DDDDDDD", "........"]
    case .submarineBack:
      ["........", "........", "........", "oooooooo", "OOOOOOOD", "OOOOOOOD", "DDDDDDD.", "........"]
    case .fish: ["........", "..rrrr.r", ".rkkkkrr", "rkWkkkkr", "rkkkkkkr", ".rkkkkrr", "..rrrr.r", "........"]
    case .enemySubmarine:
      ["........", "...rr...", "...kk...", ".rrrrrr.", "rkkkkkkr", "rkkWWkkr", ".rrrrrr.", "........"]
    case .diver: ["...gg...", "..gGGg..", "...gg...", ".gGGGGg.", "..gGGg..", "..gGGg..", "..g..g..", ".g....g."]
    case .oxygen: ["........", "........", "LLLLLLL.", "LBBBBBB.", "LBBBBBB.", "ddddddd.", "........", "........"]
    case .diverGauge: ["........", "..gggg..", ".gGGGGg.", ".gGGGGg.", ".gGGGGg.", ".gGGGGg.", "..gggg..", "........"]
    case .snakeHead: [".oooooo.", "oOOOOOOo", "OWWOOWWO", "OWWOOWWO", "OOOOOOOO", "OOOOOOOO", "DOOOOOOD", ".DDDDDD."]
    case .snakeBody: [".oooooo.", "oOOOOOOo", "OOOOOOOO", "OODDDDOO", "OODDDDOO", "OOOOOOOO", "DOOOOOOD", ".DDDDDD."]
    case .food: ["....t...", "...tt...", "..gggg..", ".gGGGGg.", ".gGGGGg.", ".gGGGGg.", "..gggg..", "........"]
    case .opponent: ["........", "........", "rrrrrrrr", "rkkkkkkr", "rkkkkkkr", "rrrrrrrr", "........", "........"]
    case .wall: ["LLLLLLLL", "LBBBBBBd", "LBBBBBBd", "LBBBBBBd", "LBBBBBBd", "LBBBBBBd", "LBBBBBBd", "dddddddd"]
    }
  }

  /// The colour of a character in a tile.
  public static func paint(_ pixel: Character, in kind: Tile.Kind) -> Paint? {
    let row = if case .brick(let row) = kind { row } else { 1 }
    return switch pixel {
    case "W": .role(.tileWhite)
    case "i": .role(.tileShade)
    case "t": .role(.tileTrail)
    case "o": .role(.tileAgentLight)
    case "O": .role(.tileAgent)
    case "D": .role(.tileAgentDark)
    case "k": .role(.tileDanger)
    case "r": .role(.tileRim)
    case "g": .role(.tileGoal)
    case "G": .role(.tileGoalDark)
    case "L": .role([.brickLight0, .brickLight1, .brickLight2][min(max(row, 0), 2)])
    case "B": .role([.brick0, .brick1, .brick2][min(max(row, 0), 2)])
    case "d": .role([.brickDark0, .brickDark1, .brickDark2][min(max(row, 0), 2)])
    default: nil
    }
  }

  /// Tiles as rectangles in pixels of a tile, equal neighbours in a row joined: (x, y, width, paint).
  public static func runs(of kind: Tile.Kind) -> [(x: Int, y: Int, width: Int, paint: Paint)] {
    var runs: [(x: Int, y: Int, width: Int, paint: Paint)] = []
    for (y, row) in rows(of: kind).enumerated() {
      var x = 0
      let pixels = Array(row)
      while x < pixels.count {
        var end = x + 1
        while end < pixels.count, pixels[end] == pixels[x] { end += 1 }
        if let paint = paint(pixels[x], in: kind) { runs.append((x, y, end - x, paint)) }
        x = end
      }
    }
    return runs
  }

  /// One character for a terminal.
  public static func letter(of kind: Tile.Kind) -> String {
    switch kind {
    case .paddle, .cannon: "="
    case .ball: "o"
    case .trail: "."
    case .brick, .wall, .oxygen: "#"
    case .chicken, .player, .submarineFront, .snakeHead: "@"
    case .submarineBack, .snakeBody: "&"
    case .car, .enemy, .alien, .fish, .enemySubmarine, .opponent: "M"
    case .gold, .food, .diver, .diverGauge: "$"
    case .bullet: "|"
    case .shot: "!"
    }
  }
}
