public import Foundation

/// Files beside the tests, found from the source so that no bundle is needed.
public enum Golden {
  public static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden")

  /// The project's own root.
  public static let root = directory.deletingLastPathComponent().deletingLastPathComponent()

  public static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: directory.appending(path: name)))
  }

  /// Doubles written as 16 hexadecimal digits each.
  public static func doubles(_ digits: String) -> [Double] {
    let bytes = Array(digits.utf8)
    return stride(from: 0, to: bytes.count, by: 16).map { start in
      let word = String(decoding: bytes[start..<start + 16], as: UTF8.self)
      return Double(bitPattern: UInt64(word, radix: 16) ?? 0)
    }
  }

  /// All Swift files below a folder of the project.
  public static func sources(in folder: String) -> [URL] {
    let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
  }
}
