/// The pixel tiles of arcade boards: 8x8 pixels, one character each, `.` for none.
///
/// What the agent steers is orange (o O D), what kills is near-black with a pale rim (k r), what is worth reward is goal
/// yellow (g G), scenery is of the blue family (L B d and their rows), trails are grey (t), light things white (W i).
/// Figures leave their last row and column empty, so that neighbours keep a pixel apart, and those of a game differ in
/// outline; only what is made of several tiles (paddles, submarines, snakes, walls) joins.
public enum Sprites {
  /// Rows from the top.
  public static func rows(of kind: Tile.Kind) -> [String] {
    switch kind {
    case .ball: ["........", "..WWWW..", ".WWWWWi.", ".WWWWWi.", ".WWWWii.", ".WWWiii.", "..iiii..", "........"]
    case .trail: ["........", "........", "..tttt..", "..tttt..", "..tttt..", "..tttt..", "........", "........"]
    case .paddle: ["........", "........", "oooooooo", "OOOOOOOO", "OOOOOOOO", "DDDDDDDD", "........", "........"]
    case .brick: ["LLLLLLL.", "LBBBBBB.", "LBBBBBB.", "LBBBBBB.", "LBBBBBB.", "LBBBBBB.", "ddddddd.", "........"]
    case .chicken: ["..oo....", ".oWOo...", "OOOOOo..", ".OOOOOD.", ".OOOOOD.", "..DDDD..", "..D.D...", "........"]
    case .car: ["........", ".rrrrr..", "rkkrkkr.", "rkkkkkr.", "rrrrrrr.", ".rr.rr..", "........", "........"]
    case .player: ["..ooo...", ".oOOOo..", ".OWOWO..", ".OOOOO..", "oODDDOo.", ".OOOOO..", ".DD.DD..", "........"]
    case .enemy: ["...r....", "..rkr...", ".rkkkr..", "rkWkWkr.", ".rkkkr..", "..rkr...", "...r....", "........"]
    case .gold: ["........", ".ggggg..", "gGgGgGg.", ".gGGGg..", "..gGg...", "...g....", "........", "........"]
    case .cannon: ["...o....", "...o....", "..oOo...", ".oOOOo..", "oOOOOOo.", "OOOOOOO.", "DDDDDDD.", "........"]
    case .alien: ["..r.r...", ".rrrrr..", "rkGkGkr.", "rkkkkkr.", ".rkkkr..", ".r.r.r..", "r.....r.", "........"]
    case .bullet: ["...o....", "..oOo...", "..oOo...", "...O....", "...O....", "...D....", "........", "........"]
    case .shot: ["....rr..", "...rr...", "..rr....", ".rrrrr..", "...rr...", "..rr....", ".rr.....", "........"]
    case .submarineFront:
      ["...oo...", "...oo...", "..oooo..", ".oOOOOoo", "oOWWOOOO", "oOWWOOOO", ".DDDDDDD", "........"]
    case .submarineBack:
      ["........", "........", "........", "oooooooo", "OOOOOOOD", "OOOOOOOD", "DDDDDDD.", "........"]
    case .fish: ["..rrr.r.", ".rkkkrr.", "rkWkkkr.", "rkkkkkr.", ".rkkkrr.", "..rrr.r.", "........", "........"]
    case .enemySubmarine:
      ["...r....", "...r....", "..rrr...", "rrrrrrr.", "rkWkWkr.", ".rrrrr..", "........", "........"]
    case .diver: ["...g....", "..gGg...", "...g....", ".ggGgg..", "..gGg...", "..g.g...", ".g...g..", "........"]
    case .oxygen: ["........", "........", "LLLLLLL.", "LBBBBBB.", "LBBBBBB.", "ddddddd.", "........", "........"]
    case .diverGauge: ["........", ".ggggg..", ".gGGGg..", ".gGGGg..", ".gGGGg..", ".ggggg..", "........", "........"]
    case .snakeHead: [".oooooo.", "oOOOOOOo", "OWWOOWWO", "OWWOOWWO", "OOOOOOOO", "OOOOOOOO", "DOOOOOOD", ".DDDDDD."]
    case .snakeBody: [".oooooo.", "oOOOOOOo", "OOOOOOOO", "OODDDDOO", "OODDDDOO", "OOOOOOOO", "DOOOOOOD", ".DDDDDD."]
    case .food: ["...t....", "..tt....", "..ggg...", ".gGGGg..", ".gGGGg..", ".gGGGg..", "..ggg...", "........"]
    case .opponent: ["........", "rrrrrrrr", "rkkkkkkr", "rrrrrrrr", ".rr..rr.", ".rr..rr.", "........", "........"]
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
