public import Persistence
import TOMLKit

/// Values as TOML documents.
public enum TOMLFile {
  /// The document that holds a value.
  ///
  /// - Throws: ``WorkError`` where TOML cannot hold it.
  public static func text(of value: some Encodable) throws(WorkError) -> String {
    do { return try TOMLEncoder().encode(value) + "\n" } catch { throw WorkError("cannot write TOML: \(error)") }
  }

  /// - Throws: ``InputError`` naming `path` and the place of what is wrong.
  public static func decode<Value: Decodable>(_ type: Value.Type, from text: String, path: String) throws(InputError)
    -> Value
  {
    do {
      return try TOMLDecoder().decode(type, from: text)
    } catch let error as TOMLParseError {
      throw InputError(
        "'\(path)' is not valid TOML: line \(error.source.begin.line), column \(error.source.begin.column): "
          + "\(error.description)")
    } catch let error as DecodingError {
      throw InputError("'\(path)': \(Self.sentence(error))")
    } catch {
      throw InputError("'\(path)' cannot be read: \(error)")
    }
  }

  private static func sentence(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map { "[\($0 + 1)]" } ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      // The decoder counts the key as part of the way already, here and there.
      let isCounted = context.codingPath.last.map { $0.stringValue == key.stringValue } ?? false
      return "'\(place(context.codingPath + (isCounted ? [] : [key])))' is missing"
    case .typeMismatch(let type, let context): return "'\(place(context.codingPath))' is not of type \(type)"
    case .valueNotFound(_, let context): return "'\(place(context.codingPath))' has no value"
    case .dataCorrupted(let context):
      return "'\(place(context.codingPath))' cannot be read: \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }
}
