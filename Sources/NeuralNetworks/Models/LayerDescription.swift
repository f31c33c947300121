/// One layer as a person describes it in a file: its kind and what differs from the kind's defaults.
///
/// ```toml
/// [[layer]]
/// kind = "dense"
/// units = 64
/// ```
/// Kinds and their settings: ``LayerCatalogue``.
public struct LayerDescription: Sendable, Hashable {
  /// The kind's name: `conv2d`.
  public var kind: String
  /// By name; what is missing has the kind's default.
  public var settings: [String: LayerSettingValue]

  /// - Parameter settings: `["units": 64, "activation": "relu"]`.
  public init(_ kind: String, _ settings: [String: LayerSettingValue] = [:]) {
    self.kind = kind
    self.settings = settings
  }
}

extension LayerDescription: Codable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    static let kind = Key(stringValue: "kind")
  }

  /// Reads a table of a kind and settings, whatever they are; ``ModelBuilder`` refuses those that do not exist.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    kind = try container.decode(String.self, forKey: .kind)
    settings = [:]
    for key in container.allKeys where key.stringValue != Key.kind.stringValue {
      settings[key.stringValue] = try Self.value(container, key)
    }
  }

  private static func value(_ container: KeyedDecodingContainer<Key>, _ key: Key) throws -> LayerSettingValue {
    if let value = try? container.decode(Int.self, forKey: key) { return .integer(value) }
    if let value = try? container.decode(Double.self, forKey: key) { return .real(value) }
    if let value = try? container.decode(Bool.self, forKey: key) { return .flag(value) }
    if let value = try? container.decode(String.self, forKey: key) { return .text(value) }
    if let value = try? container.decode([Int].self, forKey: key) { return .integers(value) }
    if var rows = try? container.nestedUnkeyedContainer(forKey: key),
      (try? rows.nestedContainer(keyedBy: Key.self)) != nil
    {
      // Tables: what is wrong inside them is worth its own sentence.
      return .layers(try container.decode([LayerDescription].self, forKey: key))
    }
    return .unreadable
  }

  /// Writes the same table.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      let key = Key(stringValue: name)
      switch value {
      case .integer(let value): try container.encode(value, forKey: key)
      case .real(let value): try container.encode(value, forKey: key)
      case .text(let value): try container.encode(value, forKey: key)
      case .flag(let value): try container.encode(value, forKey: key)
      case .integers(let value): try container.encode(value, forKey: key)
      case .layers(let value): try container.encode(value, forKey: key)
      case .unreadable: break
      }
    }
  }
}
