import Persistence

/// Amounts of disk as people type them.
enum DiskSize {
  private static let units: [(name: String, bytes: Double)] = [("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]

  /// - Throws: ``InputError`` naming the option when the text is not an amount.
  static func bytes(_ text: String, option: String) throws(InputError) -> Int {
    let capitals = text.uppercased()
    let unit = units.first { capitals.hasSuffix($0.name) }
    let number = Double(unit == nil ? text : String(text.dropLast(2)))
    guard let number, number >= 0, number * (unit?.bytes ?? 1) < 1e15 else {
      throw InputError("\(option) takes an amount of disk such as 100MB, or 0, not '\(text)'")
    }
    return Int(number * (unit?.bytes ?? 1))
  }
}
