public import ReinforcementLearning
public import Scenes
import Persistence
import Settings

extension Gridworld {
  public var profile: EnvironmentProfile {
    EnvironmentProfile(
      title: "\(name) \(map.columnCount)×\(map.rowCount)",
      facts: (slip > 0 ? ["slip \(slip)"] : []) + (wind.contains { $0 != 0 } ? ["windy"] : []),
      actionLabels: Direction.allCases.map { .move($0) },
      rewardBounds: prizes.map {
        .steps(of: stepCost, ending: stepCost + $0.lowerBound...stepCost + $0.upperBound)
      })
  }

  /// The board; each cell carries the values of being there with the keys held now.
  public func scene(of state: Int) -> Scene {
    let held = state / cells.count
    var scene = MapCamera.scene(
      map, agent: state % cells.count, overview: overview, observationOffset: held * cells.count
    ) { index in
      cell(Character(Unicode.Scalar(cells[index])), observation: held * cells.count + index, held: held)
    }
    let names = keys.enumerated().filter { held & (1 << $0.0) != 0 }.map { String($0.1) }
    if !keys.isEmpty {
      scene.captions = [
        names.isEmpty ? "The board without keys." : "The board with key \(names.joined(separator: " and "))."
      ]
    }
    let left = scene.overview?.left ?? 0
    scene.winds = wind.isEmpty ? [] : Array(wind[left..<left + scene.columns])
    return scene
  }

  private func cell(_ letter: Character, observation: Int, held: Int) -> Cell {
    func isHeld(_ key: Character) -> Bool { keys.firstIndex(of: key).map { held & (1 << $0) != 0 } ?? false }
    switch letter {
    case "S": return Cell(.start, observation: observation)
    case "#": return Cell(.wall)
    case "H": return Cell(.hazard)
    case "G": return Cell(.goal)
    case "1"..."9": return Cell(.goal, label: String(letter))
    case "a"..."d": return Cell(isHeld(letter) ? .floor : .key(letter), observation: observation)
    case "A"..."D":
      return Cell(isHeld(Character(letter.lowercased())) ? .openDoor(letter) : .door(letter), observation: observation)
    default: return Cell(Self.oneWay(letter).map { .oneWay($0) } ?? .floor, observation: observation)
    }
  }

  /// Built-in maps.
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

  /// Its entries in the catalogue.
  public static let descriptors = [
    descriptor(
      id: "Tarn/Gridworld-v0", summary: "a world drawn with letters: walls, holes, goals, wind, keys and doors",
      mapName: "rooms", stepLimit: 200, name: "Gridworld"),
    descriptor(
      id: "Tarn/WindyGridworld-v0", summary: "Sutton and Barto's windy gridworld, example 6.5: -1 a step",
      mapName: "windy", stepLimit: nil, name: "Windy gridworld"),
  ]

  private static let mapAlphabet = [
    EnvironmentDescriptor.MapLetter("S", "start, at least one"), .init(".", "floor"), .init("#", "wall"),
    .init("H", "hole, which ends the episode with hole_reward"),
    .init("G", "goal, which ends it with goal_reward; at least one goal can be reached"),
    .init("1-9", "goals worth that much"), .init("< > ^ v", "cells that can only be left that way"),
    .init("a-d", "keys"), .init("A-D", "doors, each opened by the key of the same letter"),
  ]

  private static let windyMap = (0..<7).map { $0 == 3 ? "S......G.." : ".........." }.joined(separator: "/")

  private static func descriptor(
    id: String, summary: String, mapName: String, stepLimit: Int?, name: String
  ) -> EnvironmentDescriptor {
    let isWindy = mapName == "windy"
    return EnvironmentDescriptor(
      id: id, summary: summary,
      arguments: [
        SettingDeclaration(
          "map_name", .choice(maps.keys.sorted() + ["windy"]), default: .text(mapName), "a built-in map"),
        SettingDeclaration("map", .text, default: .text(""), "rows of \(legend) separated by '/'"),
        SettingDeclaration("map_file", .text, default: .text(""), "a file with one row a line"),
        SettingDeclaration(
          "slip", .real(0...1), default: .real(0), "probability of going to one of the two sides instead"),
        SettingDeclaration(
          "wind", .text, default: .text(isWindy ? "0/0/0/1/1/1/2/2/1/0" : ""),
          "for each column, the cells it lifts by, separated by '/'"),
        SettingDeclaration(
          "step_cost", .real(-1e6...1e6), default: .real(isWindy ? -1 : 0), "reward added to every step"),
        SettingDeclaration("goal_reward", .real(-1e6...1e6), default: .real(isWindy ? 0 : 1), "reward of G"),
        SettingDeclaration("hole_reward", .real(-1e6...1e6), default: .real(0), "reward of H"),
      ],
      stepLimit: stepLimit, mapAlphabet: mapAlphabet, make: { try Gridworld(name: name, $0) })
  }

  init(name: String, _ settings: SettingValues) throws(InputError) {
    let (text, file) = (settings.text("map"), settings.text("map_file"))
    if !text.isEmpty, !file.isEmpty { throw InputError("give either map or map_file, not both") }
    let built = Self.maps[settings.text("map_name")] ?? Self.windyMap
    let map =
      file.isEmpty
      ? try TextMap(text.isEmpty ? built : text, legend: Self.legend) : try TextMap(file: file, legend: Self.legend)
    let numbers = settings.text("wind").split(separator: "/", omittingEmptySubsequences: false)
    let wind = settings.text("wind").isEmpty ? [] : numbers.compactMap { Int($0) }.filter { abs($0) <= 1000 }
    guard settings.text("wind").isEmpty || wind.count == numbers.count else {
      throw InputError("wind cannot be '\(settings.text("wind"))'; it takes whole numbers separated by '/'")
    }
    try self.init(
      name: name, map: map, slip: settings.real("slip"), wind: wind, stepCost: settings.real("step_cost"),
      goalReward: settings.real("goal_reward"), holeReward: settings.real("hole_reward"))
  }
}
