extension Gridworld {
  /// Built-in maps by name.
  public static let maps: [String: String] = [
    "rooms": """
    ###########
    #S...#....#
    #....#....#
    #.........#
    #....#....#
    ##.#####.##
    #....#....#
    #....#....#
    #.........#
    #....#...G#
    ###########
    """,
    "maze": """
    .......#G
    ..#....#.
    S.#....#.
    ..#......
    .....#...
    .........
    """,
    "keys": """
    S..#...
    .a.#.H.
    ...A..G
    ####.##
    b..<..3
    ...#B##
    .H.#..9
    """,
    "bridge": """
    ############
    #HHHHHHHHHH#
    #S........9#
    #HHHHHHHHHH#
    ############
    """,
  ]

  /// Of example 6.5; its wind is an argument.
  static let windyMap = (0..<7).map { $0 == 3 ? "S......G.." : ".........." }.joined(separator: "/")
}
