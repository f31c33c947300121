import Persistence

/// What options take, read from what was typed; the errors say what would be valid.
enum Typed {
  /// A whole number above 0.
  static func count(_ text: String) throws(InputError) -> Int {
    guard let number = WrittenValue.whole(text), number > 0 else {
      throw InputError("it takes a whole number above 0, such as 20000 or 1e6")
    }
    return number
  }

  /// A whole number from 0.
  static func natural(_ text: String) throws(InputError) -> Int {
    guard let number = WrittenValue.whole(text), number >= 0 else {
      throw InputError("it takes a whole number from 0, such as 10000 or 1e4")
    }
    return number
  }

  /// Seeds are stored as signed numbers by the files that name them.
  static func seed(_ text: String) throws(InputError) -> UInt64 {
    guard let number = WrittenValue.whole(text), number >= 0 else {
      throw InputError("it takes a whole number from 0 to \(Int.max)")
    }
    return UInt64(number)
  }

  /// A number from 0 to 1.
  static func share(_ text: String) throws(InputError) -> Double {
    guard let number = WrittenValue.real(text), (0...1).contains(number) else {
      throw InputError("it takes a number from 0 to 1")
    }
    return number
  }

  /// A number above 0.
  static func positive(_ text: String) throws(InputError) -> Double {
    guard let number = WrittenValue.real(text), number > 0, number.isFinite else {
      throw InputError("it takes a number above 0, such as 1e-6")
    }
    return number
  }

  /// A file to write: in a folder that is there, with one of these endings where only those can be written.
  static func outputFile(_ path: String, _ option: String, endings: [String] = []) throws(InputError) {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let wanted = endings.joined(separator: " or ")
    guard !name.isEmpty, !path.hasSuffix("/"), !Files.isDirectory(path) else {
      throw InputError(
        "\(option) takes the name of a file\(wanted.isEmpty ? "" : " ending in \(wanted)"), not '\(path)'")
    }
    guard endings.isEmpty || endings.contains(where: { name.lowercased().hasSuffix($0) && name.count > $0.count })
    else {
      throw InputError("\(option) cannot write '\(path)'; it takes the name of a file ending in \(wanted)")
    }
    let folder = path.hasPrefix("/") && path.dropLast(name.count) == "/" ? "/" : String(path.dropLast(name.count + 1))
    guard folder.isEmpty || Files.isDirectory(folder) else {
      throw InputError("\(option) cannot write '\(path)': there is no directory '\(folder)'; make it first")
    }
  }
}
