public import Persistence

/// Settings that belong together, each declared once as a ``Setting``.
///
/// Groups within groups are read as if their fields stood in the outer one. A group with other defaults is the same type
/// with other values: `var rainbow = DeepQSettings(); rainbow.atoms = 51`.
///
/// Laws (checked by the tests for every group of the catalogues): names are unique; every default lies in its own range;
/// a group made from its own declarations equals the defaults.
public protocol SettingGroup: Decodable, Sendable {
  /// The defaults.
  init()
  /// How the names of the fields are written outside the program.
  static var naming: SettingNaming { get }
}

/// How a setting's name is written on the command line and in files.
public enum SettingNaming: Sendable {
  /// As the property is: `learningRate`.
  case camelCase
  /// In small letters with underscores, as Gymnasium's keyword arguments: `map_name`.
  case snakeCase

  /// The outside name of a property.
  func name(_ property: String) -> String {
    guard case .snakeCase = self else { return property }
    return property.reduce(into: "") { name, letter in
      name += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
    }
  }
}

extension SettingGroup {
  /// As the properties are.
  public static var naming: SettingNaming { .camelCase }

  /// What can be set, in order, with the defaults of a fresh group.
  public static var declarations: [SettingDeclaration] { Self().declarations }

  /// What can be set, in order, with the values here as defaults.
  public var declarations: [SettingDeclaration] {
    fields.flatMap { field -> [SettingDeclaration] in
      switch field {
      case .setting(_, let name, let setting):
        [SettingDeclaration(name, setting.kind, default: setting.erasedValue, setting.summary)]
      case .group(_, let group): group.declarations
      }
    }
  }

  /// The values by their outside names.
  public var values: [String: SettingValue] {
    Dictionary(declarations.map { ($0.name, $0.defaultValue) }) { $1 }
  }

  /// The group with validated values in it.
  ///
  /// - Parameter values: of at least this group's ``declarations``.
  /// - Throws: ``InputError`` when the length of a schedule is a share of a run whose steps are not known; see
  ///   ``SettingValues/planned(over:)``.
  public init(_ values: SettingValues) throws(InputError) {
    do {
      self = try Self(from: SettingGroupDecoder(values: values, fields: Self().fields))
    } catch let error as InputError {
      throw error
    } catch {
      preconditionFailure("\(Self.self) was read from settings that are not its own: \(error)")
    }
  }

  var fields: [GroupField] {
    Mirror(reflecting: self).children.compactMap { child in
      if let group = child.value as? any SettingGroup { return .group(child.label ?? "", group) }
      guard let setting = child.value as? any SettingField, let label = child.label else { return nil }
      // A wrapped property is stored under its name with an underscore before it.
      let property = label.hasPrefix("_") ? String(label.dropFirst()) : label
      return .setting(property, Self.naming.name(property), setting)
    }
  }
}

/// A field as it is found in a group.
enum GroupField: Sendable {
  case setting(_ property: String, _ name: String, any SettingField)
  case group(_ property: String, any SettingGroup)
}

/// Hands validated values to the initialiser that the compiler makes for a group.
private struct SettingGroupDecoder: Decoder {
  let values: SettingValues
  let fields: [GroupField]
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(SettingContainer(values: values, fields: fields))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw unsupported }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw unsupported }
}

/// One setting on its way into a group.
struct SettingFieldDecoder: Decoder {
  let field: any SettingField
  let value: SettingValue
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> { throw unsupported }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw unsupported }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw unsupported }
}

private let unsupported = DecodingError.dataCorrupted(
  .init(codingPath: [], debugDescription: "a group of settings has settings and groups as its fields, no others"))

private struct SettingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let values: SettingValues
  let fields: [GroupField]
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) throws -> Bool { false }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    for field in fields {
      switch field {
      case .group(key.stringValue, let group):
        guard let read = try Swift.type(of: group).init(values) as? T else { throw unsupported }
        return read
      case .setting(key.stringValue, let name, let setting):
        guard let value = values.values[name] else {
          throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: "no setting '\(name)'"))
        }
        if case .share = value { _ = try values.steps(name) }
        return try T(from: SettingFieldDecoder(field: setting, value: value))
      default: continue
      }
    }
    throw unsupported
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> { throw unsupported }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unsupported }
  func superDecoder() throws -> any Decoder { throw unsupported }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw unsupported }
}
