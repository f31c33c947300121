import Randomness
public import ReinforcementLearning
public import Persistence
import Settings

extension FrozenLake {
  /// Its entries in the catalogue.
  public static let descriptors = [
    EnvironmentDescriptor(
      id: "FrozenLake-v1", summary: "walk over slippery ice to the goal without falling into a hole",
      arguments: arguments(mapName: "4x4"), stepLimit: 100, rewardThreshold: 0.7,
      mapAlphabet: mapAlphabet, make: { try FrozenLake($0) }),
    EnvironmentDescriptor(
      id: "FrozenLake8x8-v1", summary: "the same on the larger lake",
      arguments: arguments(mapName: "8x8"), stepLimit: 200, rewardThreshold: 0.85,
      mapAlphabet: mapAlphabet, make: { try FrozenLake($0) }),
  ]

  private static let mapAlphabet = [
    EnvironmentDescriptor.MapLetter("S", "start, at least one"), .init("F", "frozen, to be walked on"),
    .init("H", "hole, which ends the episode"), .init("G", "goal, at least one that can be reached"),
  ]

  private static func arguments(mapName: String) -> [SettingDeclaration] {
    [
      SettingDeclaration("map_name", .choice(["4x4", "8x8", "random"]), default: .text(mapName), "a built-in map"),
      SettingDeclaration("map", .text, default: .text(""), "rows of S, F, H and G separated by '/'"),
      SettingDeclaration("map_file", .text, default: .text(""), "a file with one row a line"),
      SettingDeclaration("map_size", .integer(2...1024), default: .integer(8), "side of a random map"),
      SettingDeclaration(
        "map_probability", .real(0.05...1), default: .real(0.8), "share of frozen cells in a random map"),
      SettingDeclaration("map_seed", .integer(0...Int.max), default: .integer(0), "seed of a random map"),
      SettingDeclaration("is_slippery", .boolean, default: .boolean(true), "whether the ice takes one to the side"),
      SettingDeclaration(
        "success_rate", .real(0...1), default: .real(1.0 / 3), "probability of going where one wants on slippery ice"),
      SettingDeclaration("reward_schedule", .text, default: .text("(1,0,0)"), "rewards of goal, hole and frozen cells"),
    ]
  }

  init(_ settings: SettingValues) throws(InputError) {
    let text = settings.text("reward_schedule")
    let rewards = text.filter { !"() ".contains($0) }.split(separator: ",").compactMap { Double($0) }
    guard rewards.count == 3, rewards.allSatisfy(\.isFinite) else {
      throw InputError("reward_schedule cannot be '\(text)'; it takes three numbers like (1,0,0)")
    }
    try self.init(
      map: try Self.map(settings), isSlippery: settings.boolean("is_slippery"),
      successRate: settings.real("success_rate"),
      goalReward: rewards[0], holeReward: rewards[1], frozenReward: rewards[2])
  }

  private static func map(_ settings: SettingValues) throws(InputError) -> TextMap {
    let legend = "SFHG"
    let (text, file) = (settings.text("map"), settings.text("map_file"))
    if !text.isEmpty, !file.isEmpty { throw InputError("give either map or map_file, not both") }
    if !file.isEmpty { return try TextMap(file: file, legend: legend) }
    if !text.isEmpty { return try TextMap(text, legend: legend) }
    if let built = maps[settings.text("map_name")] { return try TextMap(built, legend: legend) }
    return try randomMap(
      size: settings.integer("map_size"), frozen: settings.real("map_probability"),
      seed: UInt64(settings.integer("map_seed")))
  }

  /// Gymnasium's `generate_random_map(size, p, seed)`: redrawn until the goal can be walked to.
  ///
  /// - Throws: ``InputError`` when 10,000 maps had no path.
  public static func randomMap(size: Int, frozen: Double, seed: UInt64) throws(InputError) -> TextMap {
    var random = PCG64(seed: seed)
    var letters = [UInt8](repeating: 0, count: size * size)
    for _ in 0..<10_000 {
      for index in letters.indices {
        letters[index] = random.nextDouble() < frozen ? UInt8(ascii: "F") : UInt8(ascii: "H")
      }
      letters[0] = UInt8(ascii: "S")
      letters[size * size - 1] = UInt8(ascii: "G")
      let map = TextMap(letters: letters, columnCount: size)
      if FrozenLake.canReachGoal(map, from: [0]) { return map }
    }
    throw InputError(
      "map_probability \(frozen) leaves no path on a \(size) x \(size) map in 10,000 tries; give a larger one")
  }
}
