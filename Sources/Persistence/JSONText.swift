internal import FoundationEssentials

/// Codable values as JSON text with sorted keys, exact for every number, infinities and NaN included.
public enum JSONText {
  /// - Parameter archive: takes what the value keeps outside its JSON, such as the numbers of tables.
  public static func encode(_ value: some Encodable, into archive: TensorArchive? = nil) throws -> String {
    let encoder = JSONEncoder()
    if let archive { encoder.userInfo[.tensorArchive] = archive }
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// - Parameter archive: holds what ``encode(_:into:)`` put into it.
  /// - Throws: ``InputError`` naming `name` when the text does not hold such a value.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, _ archive: TensorArchive? = nil, name: String
  ) throws(InputError) -> Value {
    let decoder = JSONDecoder()
    if let archive { decoder.userInfo[.tensorArchive] = archive }
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch {
      throw InputError(
        "the saved '\(name)' \(Self.fault(error)); it comes from another version of Tarn, or was changed by hand")
    }
  }

  /// What is wrong with a text, in words.
  private static func fault(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "" : " at \(path.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: "."))"
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context): "lacks '\(key.stringValue)'\(place(context.codingPath))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "holds another kind of value\(place(context.codingPath))"
    default: "cannot be read"
    }
  }
}
