public import Persistence
import Randomness

extension FrozenLake {
  /// The built-in maps by name, rows separated by "/".
  public static let maps = [
    "4x4": "SFFF/FHFH/FFFH/HFFG",
    "8x8": "SFFFFFFF/FFFFFFFF/FFFHFFFF/FFFFFHFF/FFFHFFFF/FHHFFFHF/FHFFHFHF/FFFHFFFG",
  ]

  /// The map that was asked for.
  static func map(_ arguments: FrozenLakeArguments) throws(InputError) -> TextMap {
    let legend = "SFHG"
    let (text, file) = (arguments.map, arguments.mapFile)
    if !text.isEmpty, !file.isEmpty { throw InputError("give either map or map_file, not both") }
    if !file.isEmpty { return try TextMap(file: file, legend: legend) }
    if !text.isEmpty { return try TextMap(text, legend: legend) }
    if let built = maps[arguments.mapName] { return try TextMap(built, legend: legend) }
    return try randomMap(
      size: arguments.mapSize, frozen: arguments.mapProbability, seed: UInt64(arguments.mapSeed))
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
